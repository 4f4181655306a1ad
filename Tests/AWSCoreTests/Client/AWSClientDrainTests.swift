import Pacing
import TestSupport
import Testing

@testable import AWSCore

@Suite(.timeLimit(.minutes(10))) struct AWSClientDrainTests {
    @Test(arguments: [
        (FakeTransport.Answer.throttle, false), (.reset, true), (.json(503, ""), true), (.refused, false),
    ])
    func drainingEndsABackoffAtOnce(_ answer: FakeTransport.Answer, _ mayHaveBeenProcessed: Bool) async throws {
        let bench = ClientBench([answer], clock: ManualClock())
        let task = Task { try await bench.send() }
        await until { bench.clock.sleeperCount == 1 }
        bench.gate.drain()
        let error = try #require(await #expect(throws: AWSError.self) { try await task.value })
        #expect(error.isDrained)
        #expect(error.attempts == 1)
        #expect(error.mayHaveBeenProcessed == mayHaveBeenProcessed)
        #expect(bench.clock.now == .zero)
        #expect(bench.gate.inFlight == 0)
        #expect(bench.statistics.counts.failures == 0)
    }

    @Test func aDrainingGateLetsNoNewRequestOut() async throws {
        let bench = ClientBench([])
        bench.gate.drain()
        let error = try await bench.failure()
        #expect(error.isDrained)
        #expect(error.attempts == 0)
        #expect(!error.mayHaveBeenProcessed)
    }

    @Test func aPermitFromBeforeTheDrainIsStillGood() async throws {
        let bench = ClientBench([.ok])
        let permit = try await bench.gate.acquire(bench.group)
        bench.gate.drain()
        #expect(try await bench.send(permit: permit).status == 200)
    }

    @Test func aRequestInFlightFinishesWhileTheGateDrains() async throws {
        let bench = ClientBench([.throttle])
        let permit = try await bench.gate.acquire(bench.group)
        bench.gate.drain()
        let error = try #require(
            await #expect(throws: AWSError.self) { try await bench.send(permit: permit) }
        )
        #expect(error.isDrained)
        #expect(error.httpStatus == 429)
    }

    @Test func cancellingEndsABackoff() async throws {
        let bench = ClientBench([.throttle], clock: ManualClock())
        let task = Task { try await bench.send() }
        await until { bench.clock.sleeperCount == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.gate.inFlight == 0)
    }

    @Test func cancellingEndsARequestInFlight() async throws {
        let bench = ClientBench([.hang])
        let task = Task { try await bench.send() }
        await until { bench.transport.sent.count == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.gate.inFlight == 0)
    }

    @Test func cancellingEndsTheWaitForAPermit() async throws {
        let bench = ClientBench([], concurrency: 1)
        let permit = try await bench.gate.acquire(bench.group)
        let task = Task { try await bench.send() }
        await until { bench.gate.waiting(in: bench.group) == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.gate.waiting(in: bench.group) == 0)
        bench.gate.release(permit)
    }

    @Test func whoIsCancelledWithAPermitReturnsItUnused() async throws {
        let bench = ClientBench([], rate: 0.001)
        let permit = try await bench.gate.acquire(bench.group)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await bench.client.spending(HeldPermit(permit, of: bench.gate)).send(ClientBench.request)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(bench.transport.sent.isEmpty)
        // The token is there again.
        bench.gate.release(try await bench.gate.acquire(bench.group))
    }

    /// A retry waits in line like everyone else, but before those who have not begun.
    @Test func theRetryOfAThrottledRequestGoesBeforeNewWork() async throws {
        let bench = ClientBench([.throttle, .ok], concurrency: 1, rate: 4, clock: ManualClock())
        let task = Task { try await bench.send() }
        await until { bench.clock.sleeperCount == 1 }
        let blocker = try await bench.gate.acquire(bench.gate.makeGroup(rate: nil, burst: 1))
        let newcomer = Task { try await bench.gate.acquire(bench.group, .starting) }
        await until { bench.gate.waiting(in: bench.group) == 1 }
        bench.clock.advance(by: .seconds(1))
        await until { bench.gate.waiting(in: bench.group) == 2 }
        bench.gate.release(blocker)
        #expect(try await task.value.attempts == 2)
        // The throttle has lowered the group's rate: the newcomer waits for the next token.
        #expect(bench.gate.waiting(in: bench.group) == 1)
        newcomer.cancel()
        await #expect(throws: CancellationError.self) { try await newcomer.value }
    }
}
