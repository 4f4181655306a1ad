import Synchronization
import Testing

extension Trait where Self == Turns {
    /// No more than a few of these tests at a time: each runs programs, and hundreds at once would only slow each other down.
    static var turns: Turns { Turns() }
}

struct Turns: SuiteTrait, TestTrait, TestScoping {
    /// A test that takes longer hangs. The library's own limit counts the waiting for a turn too, so a slow machine met it.
    private static let limit = Duration.seconds(1200)

    struct TakesTooLong: Error {}

    let isRecursive = true

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        await Queue.shared.enter()
        defer { Queue.shared.leave() }
        try await withoutActuallyEscaping(function) { function in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await function() }
                group.addTask {
                    try await Task.sleep(for: Self.limit)
                    throw TakesTooLong()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }
}

/// Lets in a few at a time, in the order in which they came.
private final class Queue: Sendable {
    static let shared = Queue()

    private struct State {
        var free = 4
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free == 0 {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
