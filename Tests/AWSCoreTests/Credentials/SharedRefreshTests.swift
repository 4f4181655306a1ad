import Pacing
import Synchronization
import TestSupport
import Testing

@testable import AWSCore

@Suite struct SharedRefreshTests {
    private struct Value: Expiring {
        var name: String
        var expiration: Double?
    }

    private struct Failure: Error, Equatable {
        var name: String
    }

    /// A fetch that ends when the test says so.
    private final class Fetches: Sendable {
        private let state = Mutex<[CheckedContinuation<Value, any Error>]>([])
        private let rejections = Mutex<[Value?]>([])

        var count: Int { state.withLock { $0.count } }
        var rejected: [Value?] { rejections.withLock { $0 } }

        func fetch(_ rejected: Value?) async throws -> Value {
            rejections.withLock { $0.append(rejected) }
            return try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.append(continuation) }
            }
        }

        func end(_ index: Int, _ result: Result<Value, any Error>) {
            state.withLock { $0[index] }.resume(with: result)
        }
    }

    private let clock = ManualClock()
    private let fetches = Fetches()

    private func shared() -> SharedRefresh<Value> {
        SharedRefresh(name: "the test", timing: clock.timing) { [fetches] in try await fetches.fetch($0) }
    }

    private func value(_ name: String, lasting seconds: Double) -> Value {
        Value(name: name, expiration: clock.timing.wallClock() + seconds)
    }

    /// Gives tasks that have nothing else to do the time to come to rest.
    private func settle() async {
        for _ in 0..<200 { await Task.yield() }
    }

    @Test func aHundredCallersShareOneRefresh() async throws {
        let shared = shared()
        try await withThrowingTaskGroup(of: Value.self) { tasks in
            for _ in 0..<100 { tasks.addTask { try await shared.value() } }
            await until { fetches.count == 1 }
            await settle()
            fetches.end(0, .success(value("a", lasting: 3_600)))
            for try await found in tasks { #expect(found.name == "a") }
        }
        #expect(fetches.count == 1)
    }

    @Test func aFailedRefreshIsTriedAgainForThoseWhoCameInBetween() async throws {
        let shared = shared()
        let leader = Task { try await shared.value() }
        await until { fetches.count == 1 }
        let waiters = (0..<5).map { _ in Task { try await shared.value() } }
        await settle()
        fetches.end(0, .failure(Failure(name: "first")))
        await #expect(throws: Failure(name: "first")) { try await leader.value }
        await until { fetches.count == 2 }
        fetches.end(1, .success(value("a", lasting: 3_600)))
        for waiter in waiters { #expect(try await waiter.value.name == "a") }
        #expect(fetches.count == 2)
    }

    @Test func aServiceThatStaysAwayIsAskedTwiceForManyWaiters() async throws {
        let shared = shared()
        let leader = Task { try await shared.value() }
        await until { fetches.count == 1 }
        let waiters = (0..<50).map { _ in Task { try await shared.value() } }
        await settle()
        fetches.end(0, .failure(Failure(name: "first")))
        await until { fetches.count == 2 }
        await settle()
        fetches.end(1, .failure(Failure(name: "second")))
        await #expect(throws: Failure(name: "first")) { try await leader.value }
        for waiter in waiters { await #expect(throws: Failure(name: "second")) { try await waiter.value } }
        #expect(fetches.count == 2)
        let later = Task { try await shared.value() }
        await until { fetches.count == 3 }
        fetches.end(2, .success(value("a", lasting: 3_600)))
        #expect(try await later.value.name == "a")
    }

    @Test func anAdvisoryRefreshThatFailsKeepsTheOldOnes() async throws {
        let shared = shared()
        let first = Task { try await shared.value() }
        await until { fetches.count == 1 }
        fetches.end(0, .success(value("a", lasting: 3_600)))
        _ = try await first.value
        clock.advance(by: .seconds(2_800))
        let leader = Task { try await shared.value() }
        await until { fetches.count == 2 }
        #expect(try await shared.value().name == "a")
        fetches.end(1, .failure(Failure(name: "x")))
        #expect(try await leader.value.name == "a")
        #expect(try await shared.value().name == "a")
        clock.advance(by: .seconds(201))
        let mandatory = Task { try await shared.value() }
        await until { fetches.count == 3 }
        fetches.end(2, .failure(Failure(name: "y")))
        await #expect(throws: Failure(name: "y")) { try await mandatory.value }
    }

    @Test func aCancelledWaiterLeavesAtOnceAndHarmsNobody() async throws {
        let shared = shared()
        let leader = Task { try await shared.value() }
        await until { fetches.count == 1 }
        let waiter = Task { try await shared.value() }
        let cancelled = Task { try await shared.value() }
        await settle()
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        fetches.end(0, .success(value("a", lasting: 3_600)))
        #expect(try await leader.value.name == "a")
        #expect(try await waiter.value.name == "a")
    }

    @Test func aCancelledLeaderHandsOver() async throws {
        let shared = shared()
        let leader = Task { try await shared.value() }
        await until { fetches.count == 1 }
        let waiter = Task { try await shared.value() }
        await settle()
        leader.cancel()
        fetches.end(0, .failure(CancellationError()))
        await #expect(throws: CancellationError.self) { try await leader.value }
        await until { fetches.count == 2 }
        fetches.end(1, .success(value("a", lasting: 3_600)))
        #expect(try await waiter.value.name == "a")
    }

    @Test func discardedOnesAreRenewedOnceForAll() async throws {
        let shared = shared()
        let first = Task { try await shared.value() }
        await until { fetches.count == 1 }
        let old = value("a", lasting: 3_600)
        fetches.end(0, .success(old))
        _ = try await first.value
        let tasks = (0..<20).map { _ in
            Task {
                shared.discard(old)
                return try await shared.value()
            }
        }
        await until { fetches.count == 2 }
        await settle()
        fetches.end(1, .success(value("b", lasting: 3_600)))
        for task in tasks { #expect(try await task.value.name == "b") }
        #expect(fetches.rejected == [nil, old])
        shared.discard(old)
        #expect(try await shared.value().name == "b")
        #expect(fetches.count == 2)
    }

    @Test func whatHasExpiredWhenItComesIsAnError() async throws {
        let shared = shared()
        let task = Task { try await shared.value() }
        await until { fetches.count == 1 }
        fetches.end(0, .success(value("a", lasting: 0)))
        let error = await #expect(throws: CredentialsError.self) { try await task.value }
        #expect(error?.shortDescription == "credentials expired")
        #expect(error?.message == "what the test gives has expired already: is the clock right?")
    }

    /// Sessions of 20 s: five minutes, ten requests a second, every tenth refresh fails.
    @Test func shortLivesLastThroughARunWithoutARefreshPerRequest() async throws {
        let clock = clock
        let fetched = Mutex(0)
        let shared = SharedRefresh<Value>(name: "the test", timing: clock.timing) { _ in
            let count = fetched.withLock { count in
                count += 1
                return count
            }
            if count % 10 == 0 { throw Failure(name: "now and then") }
            return Value(name: "\(count)", expiration: clock.timing.wallClock() + 20)
        }
        for _ in 0..<3_000 {
            let value = try await shared.value()
            #expect((value.expiration ?? 0) > clock.timing.wallClock() + 6)
            clock.advance(by: .milliseconds(100))
        }
        #expect((28...36).contains(fetched.withLock { $0 }))
    }
}
