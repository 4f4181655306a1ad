import AWSCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Migration

/// Groups whose service cannot be reached, for a while or for good.
@Suite("Dead networks", .timeLimit(.minutes(10)))
struct DeadNetworkTests {
    private static let dead = "000000000002"

    /// Three accounts with two APIs each, whose integrations are `i1` to `i3`.
    private func manifest(_ accounts: Int = 3) -> String {
        var text = "profile,api_id,integration_id,timeout_in_millis\n"
        for account in 1...accounts {
            for api in ["a", "b"] {
                for integration in 1...3 { text += "00000000000\(account),\(api)\(account),i\(integration),77\n" }
            }
        }
        return text
    }

    private func run(
        _ harness: EngineHarness,
        over network: BrokenNetwork,
        _ options: EngineOptions = .unlimited
    ) async throws -> StopReason? {
        let clock = ManualClock(jumps: true)
        return try await harness.run(options, concurrency: 4, timing: clock.timing, transport: network)
    }

    @Test(arguments: [
        (TransportError.Phase.connect, TransportError.Reason.failed), (.connect, .timedOut), (.resolve, .failed),
        (.tls, .failed), (.receive, .timedOut), (.send, .failed),
    ])
    func aDeadNetworkParksItsGroupAndBurnsNoRow(
        phase: TransportError.Phase,
        reason: TransportError.Reason
    ) async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.account == Self.dead ? .before(phase, reason) : nil
        }
        let harness = try await EngineHarness(manifest(), url: "http://127.0.0.1:1")
        var options = EngineOptions.unlimited
        options.failureLimit = .count(0)
        // The clock of this test jumps on while the others work, and what they have read would be too old.
        options.readsFirst = false
        #expect(try await run(harness, over: network, options)?.word == "1 of 3 groups parked")
        let updated = [Outcome](repeating: .updated, count: 6)
        #expect(try await harness.outcomes() == updated + Array(repeating: .pending, count: 6) + updated)
        #expect(try await harness.parked() == [Self.dead: "Unreachable"])
    }

    @Test func whenNothingAnswersTheRunEndsAndSaysSo() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) { _ in .before(.connect, .failed) }
        let harness = try await EngineHarness(manifest(), url: "http://127.0.0.1:1")
        let reason = try await run(harness, over: network)
        #expect(reason?.word == "cannot be reached")
        guard case .parked(let parked, of: 3)? = reason else { return }
        #expect(Set(parked.map(\.kind)) == ["Unreachable(could not connect, gateway.test:443"])
        #expect(try await harness.outcomes() == Array(repeating: .pending, count: 18))
    }

    /// The network dies in the middle of a run with one account, and nobody has to start it again.
    @Test func aNetworkThatComesBackIsWaitedFor() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.number >= 4 && $0.questions < 3 ? .before(.connect, .failed) : nil
        }
        let harness = try await EngineHarness(manifest(1), url: "http://127.0.0.1:1")
        #expect(try await run(harness, over: network) == nil)
        #expect(try await harness.outcomes() == Array(repeating: .updated, count: 6))
        #expect(try await harness.parked() == [:])
        #expect(network.requests.last?.questions == 3)
    }

    /// What became of the update is found out by reading, not by sending it again.
    @Test func anUpdateWhoseAnswerTheDeadNetworkHasLostIsLookedUp() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 3, latency: .milliseconds(10))
        let network = BrokenNetwork(service) { request in
            if request.number == 3 { return .afterwards }
            return request.number > 3 && request.questions < 3 ? .before(.connect, .failed) : nil
        }
        let harness = try await EngineHarness(
            "api_id,integration_id,timeout_in_millis\na,i1,77\na,i2,77\na,i3,77\n",
            url: "http://127.0.0.1:1"
        )
        #expect(try await harness.run(concurrency: 1, timing: clock.timing, transport: network) == nil)
        #expect(try await harness.outcomes() == Array(repeating: .updated, count: 3))
        let writes = service.calls.filter(\.isWrite).compactMap(\.integration)
        #expect(writes == ["i1", "i2", "i3"])
    }

    /// Two time-outs, and then it is back in the moment in which it is asked: the rows had failed.
    @Test(arguments: [1, 2, 3], [true, false])
    func aNetworkThatIsBackWhenItIsAskedForBurnsNoRow(first: Int, readsFirst: Bool) async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            [first, first + 1].contains($0.number) ? .before(.receive, .timedOut) : nil
        }
        let harness = try await EngineHarness(manifest(1), url: "http://127.0.0.1:1")
        let clock = ManualClock(jumps: true)
        var options = EngineOptions.unlimited
        options.readsFirst = readsFirst
        let reason = try await harness.run(options, concurrency: 1, timing: clock.timing, transport: network)
        #expect(reason == nil)
        #expect(try await harness.outcomes() == Array(repeating: .updated, count: 6))
    }

    /// The wave that comes after it leaves the group alone, too.
    @Test func aGroupThatIsParkedIsNotCalledInTheNextWave() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.account == Self.dead ? .before(.tls, .untrusted) : nil
        }
        let harness = try await EngineHarness(
            // A time-out past those of WebSocket APIs makes a run ask which APIs are some.
            manifest(2).replacingOccurrences(of: ",77", with: ",29500"),
            url: "http://127.0.0.1:1",
            waves: WavePlan(canary: .count(2))
        )
        #expect(try await run(harness, over: network)?.word == "1 of 2 groups parked")
        #expect(network.requests.count { $0.account == Self.dead } == 1)
    }

    /// Its answer is of no use to a run that is being stopped, and it may never come.
    @Test(arguments: [0, 1, 4])
    func aReadThatHangsDoesNotKeepARunThatIsStopped(answered: Int) async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.isWrite || $0.number <= answered ? nil : .silence
        }
        let harness = try await EngineHarness(manifest(), url: "http://127.0.0.1:1")
        let reason = try await harness.run(concurrency: 1, transport: network) { control, _ in
            await until { network.silentCount > 0 }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
        #expect(try await !harness.outcomes().contains(.failed))
    }

    /// The one that asks a dead address whether it answers again is given up, too.
    @Test func aQuestionThatHangsDoesNotKeepARunThatIsStopped() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) { request in
            if request.isQuestion { return .silence }
            return request.number > 2 ? .before(.connect, .failed) : nil
        }
        let clock = ManualClock(jumps: true)
        let harness = try await EngineHarness(manifest(1), url: "http://127.0.0.1:1")
        let reason = try await harness.run(concurrency: 4, timing: clock.timing, transport: network) { control, _ in
            await until { network.silentCount > 0 }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
    }

    /// Each of them had a slot of the pool for as long as a time-out takes, and the others had none.
    @Test(arguments: [2, 4])
    func aDeadRegionWithManyAccountsLeavesTheOthersRoom(concurrency: Int) async throws {
        let dead = Set((1...8).map { "00000000000\($0)" })
        let network = BrokenNetwork(InstantService(integrations: 3)) { dead.contains($0.account) ? .silence : nil }
        let harness = try await EngineHarness(manifest(9), url: "http://127.0.0.1:1")
        let reason = try await harness.run(
            secrets: SandboxSecrets(elsewhere: dead),
            concurrency: concurrency,
            transport: network
        ) { control, tally in
            await until { tally.counts.open.values.contains(0) }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
        #expect(try await harness.outcomes().count { $0 == .updated } == 6)
        #expect(network.silentCount == concurrency / 2)
    }

    /// One API that hangs while others of its account answer is no dead region.
    @Test func anAPIThatNeverAnswersFailsAlone() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.apiID == "b2" ? .before(.receive, .timedOut) : nil
        }
        let harness = try await EngineHarness(manifest(), url: "http://127.0.0.1:1")
        #expect(try await run(harness, over: network) == nil)
        let rows = try await harness.rows()
        #expect(rows.filter { $0.outcome == .failed }.map(\.apiID) == ["b2", "b2", "b2"])
        #expect(rows.count { $0.outcome == .updated } == 15)
    }

    /// Trying again is no help, and every other row would fail like the first.
    @Test func aCertificateThatIsNotTrustedParksTheGroupAtOnce() async throws {
        let network = BrokenNetwork(InstantService(integrations: 3)) {
            $0.account == Self.dead ? .before(.tls, .untrusted) : nil
        }
        let harness = try await EngineHarness(manifest(), url: "http://127.0.0.1:1")
        #expect(try await run(harness, over: network)?.word == "1 of 3 groups parked")
        #expect(try await harness.parked() == [Self.dead: "TLSUntrusted"])
        #expect(network.requests.count { $0.account == Self.dead } == 1)
    }
}
