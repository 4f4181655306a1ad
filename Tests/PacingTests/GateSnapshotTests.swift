import TestSupport
import Testing

@testable import Pacing

@Suite(.timeLimit(.minutes(10))) struct GateSnapshotTests {
    /// The counts of a group that are not zero.
    private func waiting(_ gate: RequestGate, _ group: RequestGate.Group) -> [WaitReason: Int] {
        guard let found = gate.snapshot().groups.first(where: { $0.group == group }) else { return [:] }
        #expect(found.waiting.total == WaitReason.allCases.map { found.waiting[$0] }.reduce(0, +))
        let counts = WaitReason.allCases.map { ($0, found.waiting[$0]) }
        return Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 })
    }

    @Test func aWaiterIsCountedForWhatItWaitsFor() async throws {
        let gate = RequestGate(concurrency: 2, timing: ManualClock().timing)
        let slow = gate.makeGroup(rate: 1, burst: 1)
        let fast = gate.makeGroup(rate: nil, burst: 1)
        let first = try await gate.acquire(slow)
        let second = try await gate.acquire(fast)
        let tasks = [slow, slow, fast].map { group in Task { try await gate.acquire(group) } }
        await until { gate.waiting(in: slow) == 2 && gate.waiting(in: fast) == 1 }
        #expect(waiting(gate, slow) == [.quota: 2])
        #expect(waiting(gate, fast) == [.slot: 1])
        #expect(gate.snapshot().inFlight == 2)
        #expect(gate.snapshot().groups.map(\.rate) == [1, nil])
        #expect(gate.snapshot().waiting.total == 3)
        gate.drain()
        for task in tasks { await #expect(throws: RequestGate.Draining.self) { try await task.value } }
        #expect(gate.snapshot().waiting == WaitCounts())
        gate.release(first)
        gate.release(second)
    }

    @Test(arguments: [WaitReason.throttle, .conflict, .fault])
    func aPauseIsCountedWithItsReasonUntilItEnds(_ reason: WaitReason) async throws {
        let clock = ManualClock()
        try await RequestGate.withGate(concurrency: 1, timing: clock.timing) { gate in
            let group = gate.makeGroup(rate: nil, burst: 1)
            let sleeper = Task { try await gate.sleep(for: .seconds(5), in: group, after: reason) }
            let leaver = Task { try await gate.sleep(for: .seconds(9), in: group, after: reason) }
            await until { waiting(gate, group) == [reason: 2] && clock.sleeperCount == 1 }
            leaver.cancel()
            await #expect(throws: CancellationError.self) { try await leaver.value }
            #expect(waiting(gate, group) == [reason: 1])
            clock.advance(by: .seconds(5))
            try await sleeper.value
            #expect(waiting(gate, group) == [:])
            let drained = Task { try await gate.sleep(for: .seconds(5), in: group, after: reason) }
            await until { waiting(gate, group) == [reason: 1] }
            gate.drain()
            await #expect(throws: RequestGate.Draining.self) { try await drained.value }
            #expect(waiting(gate, group) == [:])
        }
    }

    @Test func aRequestThatWaitsForCredentialsIsCounted() async throws {
        let gate = RequestGate(concurrency: 1, timing: ManualClock().timing)
        let group = gate.makeGroup(rate: nil, burst: 1)
        let result = try await gate.wait(in: group, for: .credentials) {
            await until { waiting(gate, group) == [.credentials: 1] }
            return "keys"
        }
        #expect(result == "keys")
        #expect(waiting(gate, group) == [:])
    }

    @Test func closingTheGateEndsTheWaitForCredentials() async throws {
        let gate = RequestGate(concurrency: 1, timing: ManualClock().timing)
        let group = gate.makeGroup(rate: nil, burst: 1)
        let task = Task {
            try await gate.wait(in: group, for: .credentials) { try await Task.sleep(for: .seconds(3_600)) }
        }
        await until { waiting(gate, group) == [.credentials: 1] }
        gate.drain()
        await #expect(throws: RequestGate.Draining.self) { try await task.value }
        #expect(waiting(gate, group) == [:])
    }

    @Test func theRateOfAGroupIsTheOneAfterItsThrottles() async throws {
        let gate = RequestGate(concurrency: 1, timing: ManualClock().timing)
        let group = gate.makeGroup(rate: 4, burst: 1)
        #expect(gate.snapshot().groups.first?.isSlowed == false)
        gate.release(try await gate.acquire(group), after: .throttled)
        let found = try #require(gate.snapshot().groups.first)
        // Nothing had been measured, so 90 % of it are believed to be there, and right after a cut 88 % of that are used.
        #expect(abs((found.rate ?? 0) - 4 * 0.9 * 0.88) < 1e-9)
        #expect(found.isSlowed)
    }
}
