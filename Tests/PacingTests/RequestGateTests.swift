import TestSupport
import Testing

@testable import Pacing

@Suite(.timeLimit(.minutes(10))) struct RequestGateTests {
    @Test func permitsAreLimitedByThePool() async throws {
        let gate = RequestGate(concurrency: 2, timing: ManualClock().timing)
        let group = gate.makeGroup(rate: nil, burst: 1)
        let first = try await gate.acquire(group)
        let second = try await gate.acquire(group)
        #expect(gate.inFlight == 2)
        async let third = gate.acquire(group)
        await until { gate.waiting(in: group) == 1 }
        gate.release(first)
        gate.release(try await third)
        gate.release(second)
        #expect(gate.inFlight == 0)
    }

    @Test func theTimerWakesWhoWaitsForAToken() async throws {
        let clock = ManualClock()
        try await RequestGate.withGate(concurrency: 10, timing: clock.timing) { gate in
            let group = gate.makeGroup(rate: 10, burst: 1)
            gate.release(try await gate.acquire(group))
            async let next = gate.acquire(group)
            await until { clock.sleeperCount == 1 }
            clock.advance(by: .milliseconds(99))
            for _ in 0..<100 { await Task.yield() }
            #expect(gate.waiting(in: group) == 1)
            clock.advance(by: .milliseconds(1))
            gate.release(try await next)
        }
    }

    @Test func aShorterWaitThanThePlannedOneWakesTheTimer() async throws {
        let clock = ManualClock()
        try await RequestGate.withGate(concurrency: 10, timing: clock.timing) { gate in
            let slow = gate.makeGroup(rate: 0.01, burst: 1)
            let fast = gate.makeGroup(rate: 10, burst: 1)
            gate.release(try await gate.acquire(slow))
            gate.release(try await gate.acquire(fast))
            let slowTask = Task { try await gate.acquire(slow) }
            await until { clock.sleeperCount == 1 }
            async let next = gate.acquire(fast)
            await until { gate.waiting(in: fast) == 1 }
            while gate.waiting(in: fast) == 1 {
                clock.advance(by: .milliseconds(1))
                await Task.yield()
            }
            gate.release(try await next)
            #expect(gate.waiting(in: slow) == 1)
            slowTask.cancel()
            await #expect(throws: CancellationError.self) { try await slowTask.value }
        }
    }

    @Test func whoIsCancelledWhileWaitingLeavesNoTrace() async throws {
        let clock = ManualClock()
        let gate = RequestGate(concurrency: 1, timing: clock.timing)
        let group = gate.makeGroup(rate: nil, burst: 1)
        let permit = try await gate.acquire(group)
        let waiters = (0..<100).map { _ in Task { try await gate.acquire(group) } }
        await until { gate.waiting(in: group) == 100 }
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters {
            await #expect(throws: CancellationError.self) { try await waiter.value }
        }
        #expect(gate.waiting(in: group) == 0)
        gate.release(permit)
        #expect(gate.inFlight == 0)
        gate.release(try await gate.acquire(group))
    }

    @Test func whoIsCancelledBeforeWaitingGetsNoPermitUnlessOneIsFree() async throws {
        let gate = RequestGate(concurrency: 1, timing: ManualClock().timing)
        let group = gate.makeGroup(rate: nil, burst: 1)
        let permit = try await gate.acquire(group)
        let waiter = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await gate.acquire(group)
        }
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(gate.waiting(in: group) == 0)
        gate.release(permit)
    }

    /// Cancelling and granting meet again and again; every slot has to come back.
    @Test func cancellingWhileGrantingLosesNoSlot() async throws {
        let gate = RequestGate(concurrency: 3)
        let groups = (0..<4).map { _ in gate.makeGroup(rate: nil, burst: 1) }
        let granted = await withTaskGroup(of: Bool.self) { tasks in
            for index in 0..<4_000 {
                tasks.addTask {
                    let task = Task {
                        let permit = try await gate.acquire(groups[index % 4])
                        await Task.yield()
                        gate.release(permit)
                    }
                    if index % 3 == 0 {
                        await Task.yield()
                        task.cancel()
                    }
                    return (try? await task.value) != nil
                }
            }
            return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(gate.inFlight == 0)
        for group in groups { #expect(gate.waiting(in: group) == 0) }
        #expect(granted >= 2_666)
    }

    @Test func drainingEndsEveryWait() async throws {
        let clock = ManualClock()
        try await RequestGate.withGate(concurrency: 1, timing: clock.timing) { gate in
            let group = gate.makeGroup(rate: nil, burst: 1)
            let permit = try await gate.acquire(group)
            let waiter = Task { try await gate.acquire(group, .starting) }
            let sleeper = Task { try await gate.sleep(for: .seconds(20)) }
            await until { gate.waiting(in: group) == 1 && clock.sleeperCount == 1 }
            gate.drain()
            await #expect(throws: RequestGate.Draining.self) { try await waiter.value }
            await #expect(throws: RequestGate.Draining.self) { try await sleeper.value }
            await #expect(throws: RequestGate.Draining.self) { try await gate.acquire(group) }
            await #expect(throws: RequestGate.Draining.self) { try await gate.sleep(for: .zero) }
            #expect(gate.isDraining)
            gate.release(permit)
            #expect(gate.inFlight == 0)
        }
        #expect(clock.now == .zero)
    }

    @Test func sleepingTakesAsLongAsAskedFor() async throws {
        let clock = ManualClock(jumps: true)
        try await RequestGate.withGate(concurrency: 1, timing: clock.timing) { gate in
            try await gate.sleep(for: .milliseconds(750))
            #expect(clock.now >= .milliseconds(750) && clock.now < .milliseconds(760))
            let sleeper = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await gate.sleep(for: .seconds(1))
            }
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
    }

    /// 30 requests at 10/s with a burst of 10 take 2 s, whatever the number of tasks.
    @Test func aRunTakesAsLongAsItsQuotaSays() async throws {
        let clock = ManualClock(jumps: true)
        try await RequestGate.withGate(concurrency: 4, timing: clock.timing) { gate in
            let group = gate.makeGroup(rate: 10, burst: 10)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<30 {
                    tasks.addTask { gate.release(try await gate.acquire(group)) }
                }
                try await tasks.waitForAll()
            }
        }
        #expect(clock.now >= .seconds(2) && clock.now < .milliseconds(2_100))
    }
}
