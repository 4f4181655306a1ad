import AWSCore
import Pacing
import Records
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// Limits on failures are passed by one row at the most.
@Suite("Limits", .timeLimit(.minutes(10)))
struct LimitTests {
    private func manifest(apis: Int, rows: Int, expect: String = "") -> String {
        var text = "api_id,integration_id,timeout_in_millis,expect.timeout_in_millis\n"
        for api in 1...apis {
            for row in 1...rows { text += "api\(padded(api, 7)),int\(padded(row, 4)),77,\(expect)\n" }
        }
        return text
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: width - "\(number)".count) + "\(number)"
    }

    private static func options(_ change: (inout EngineOptions) -> Void) -> EngineOptions {
        var options = EngineOptions()
        options.rate = nil
        change(&options)
        return options
    }

    /// The rules behind a reference, which `#expect` can call.
    private final class Rules {
        private var rules: LimitRules

        init(_ change: (inout EngineOptions) -> Void = { _ in }) { rules = LimitRules(LimitTests.options(change)) }

        func mayBegin(_ group: Int64) -> Bool { rules.mayBegin(group) }
        func admit(_ group: Int64) -> Bool { rules.admit(group) }
        func settle(_ group: Int64, _ ending: WriteLimits.Ending) -> WriteLimits.Trip? { rules.settle(group, ending) }

        func deny(_ group: Int64) -> Bool { rules.deny(group) }

        /// How many of 64 writes begin.
        func admitted(in group: Int64 = 1) -> Int { (0..<64).count { _ in rules.admit(group) } }
    }

    @Test func theFirstWriteOfAGroupGoesAlone() {
        let rules = Rules()
        #expect(rules.admitted() == 1)
        #expect(rules.admitted(in: 2) == 1)
        #expect(rules.settle(1, .succeeded) == nil)
        #expect(rules.admitted() == 64)
        #expect(rules.admitted(in: 2) == 0)
        // One that is refused for want of permission later on makes the next one go alone again.
        #expect(rules.deny(1))
        #expect(rules.admitted() == 0)
        _ = rules.settle(1, .denied)
        #expect(rules.admitted() == 0)
        #expect(!rules.deny(1))
    }

    @Test func noMoreWritesAreInFlightThanFailuresAreAllowedPlusOne() {
        let rules = Rules { $0.failureLimit = .count(5) }
        _ = rules.admit(1)
        _ = rules.settle(1, .succeeded)
        #expect(rules.admitted() == 6)
        for failure in 1...5 {
            #expect(rules.settle(1, .failed) == nil)
            #expect(!rules.mayBegin(1), "after \(failure) failures, with the rest in flight")
        }
        guard case .run(.tooManyFailures(let breach))? = rules.settle(1, .failed), breach.count == 6,
            breach.inFlight == 0
        else {
            Issue.record("the limit was not passed")
            return
        }
        #expect(!rules.mayBegin(1))
    }

    @Test func aShareCountsFromTheHundredthRowAndIsNotOvershotThere() {
        let rules = Rules { $0.failureLimit = .percent(5) }
        for _ in 1...95 {
            #expect(rules.admit(1))
            #expect(rules.settle(1, .succeeded) == nil)
        }
        // Five of the first hundred may fail, and one more to pass the limit.
        #expect(rules.admitted() == 6)
        for _ in 1...5 { #expect(rules.settle(1, .failed) == nil) }
        guard case .run? = rules.settle(1, .failed) else {
            Issue.record("the limit was not passed")
            return
        }
    }

    @Test func manyFailuresAmongTheFirstRowsLetOneWriteGoOn() {
        let rules = Rules { $0.failureLimit = .percent(1) }
        for _ in 1...50 {
            #expect(rules.admitted() == 1)
            #expect(rules.settle(1, .failed) == nil)
        }
    }

    @Test func aGroupsLimitLeavesTheOtherGroupsAlone() {
        let rules = Rules { $0.groupFailureLimit = 0 }
        for group in [Int64(1), 2] {
            _ = rules.admit(group)
            _ = rules.settle(group, .succeeded)
        }
        #expect(rules.admitted() == 1)
        guard case .group(let parking)? = rules.settle(1, .failed) else {
            Issue.record("the limit was not passed")
            return
        }
        #expect(parking.code == "TooManyFailures")
        #expect(rules.mayBegin(2))
    }

    @Test func atSixtyFourInFlightALimitOfFiveStopsAtSixFailures() async throws {
        let state = SandboxState.generated(apis: 40, integrations: 2)
        let configuration = SandboxConfiguration(state: state, latency: .milliseconds(2))
        try await withSandbox(configuration) { sandbox in
            sandbox.fail(.status500, operation: .updateIntegration, times: 1000)
            let run = try await EngineHarness(manifest(apis: 40, rows: 2), url: sandbox.url)
            let reason = try await run.run(
                Self.options { $0.failureLimit = .count(5) },
                maxAttempts: 1,
                concurrency: 64
            )
            guard case .tooManyFailures(let breach)? = reason, breach.count == 6 else {
                Issue.record("the run ended with \(String(describing: reason))")
                return
            }
            let outcomes = try await run.outcomes()
            #expect(outcomes.count { $0 == .failed } == 6)
            #expect(outcomes.count { $0 == .pending } == 74)
        }
    }

    @Test func driftedRowsAreNoFailuresAndHaveALimitOfTheirOwn() async throws {
        try await withSandbox(.init(state: .generated(apis: 4, integrations: 10))) { sandbox in
            let run = try await EngineHarness(manifest(apis: 4, rows: 10, expect: "5000"), url: sandbox.url)
            let failures = Self.options { $0.failureLimit = .count(0) }
            #expect(try await run.run(failures) == nil)
            #expect(try await run.outcomes() == Array(repeating: .drifted, count: 40))

            let again = try await EngineHarness(manifest(apis: 4, rows: 10, expect: "5000"), url: sandbox.url)
            let reason = try await again.run(Self.options { $0.driftLimit = .count(7) })
            guard case .tooManyDrifted(let breach)? = reason, breach.count == 8 else {
                Issue.record("the run ended with \(String(describing: reason))")
                return
            }
            #expect(try await again.outcomes().count { $0 == .drifted } == 8)
        }
    }

    @Test func aRoleThatMayNotWriteIsRefusedOnceAndItsGroupParked() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 300, latency: .milliseconds(100)) { call, _ in
            call.isWrite ? 403 : nil
        }
        let text = "api_id,integration_id,timeout_in_millis\n" + (1...300).map { "a\($0 % 30),i\($0),77\n" }.joined()
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1")
        let reason = try await run.run(concurrency: 64, timing: clock.timing, transport: service)
        #expect(reason?.word == "credentials refused")
        #expect(service.calls.count { $0.isWrite } == 1)
        #expect(try await run.outcomes() == Array(repeating: .pending, count: 300))
        #expect(try await run.parked() == ["": "AccessDeniedException"])
    }

    @Test func aRoleThatMayNotReadIsRefusedOnce() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 60, latency: .milliseconds(100)) { _, _ in 403 }
        let text = "api_id,integration_id,timeout_in_millis\n" + (1...60).map { "a\($0 % 30),i\($0),77\n" }.joined()
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1")
        _ = try await run.run(concurrency: 64, timing: clock.timing, transport: service)
        #expect(service.calls.count == 1)
        #expect(try await run.outcomes() == Array(repeating: .pending, count: 60))
    }

    @Test func aRunThatIsRefusedInTheMiddleLosesNoMoreThanOneRow() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 40, latency: .milliseconds(100)) { call, state in
            call.isWrite && state.calls.count { $0.isWrite } >= 10 ? 403 : nil
        }
        let text = "api_id,integration_id,timeout_in_millis\n" + (1...40).map { "a,i\($0),77\n" }.joined()
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1")
        let reason = try await run.run(concurrency: 8, timing: clock.timing, transport: service)
        #expect(reason?.word == "credentials refused")
        let outcomes = try await run.outcomes()
        #expect(outcomes.count { $0 == .updated } == 10)
        // It might have been this one row's API; the next refusal says that it is all of them.
        #expect(outcomes.count { $0 == .failed } == 1)
        #expect(outcomes.count { $0 == .pending } == 29)
        #expect(service.calls.count { $0.isWrite } == 12)
    }
}
