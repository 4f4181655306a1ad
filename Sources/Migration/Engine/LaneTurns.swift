import Synchronization

/// Lets the lanes of one API take turns when groups with different credentials reach the same account and region: at most
/// one write may be in flight to an API.
final class LaneTurns: Sendable {
    private struct Waiter {
        var id: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// By API that a lane has: the other lanes that wait for it, in the order in which they came.
        var queues: [String: [Waiter]] = [:]
        var lastID = 0

        /// - Returns: whether the API was free; it no longer is.
        mutating func enter(_ apiID: String) -> Bool {
            if queues[apiID] != nil { return false }
            queues[apiID] = []
            return true
        }

        /// - Returns: who has the API now.
        mutating func leave(_ apiID: String) -> Waiter? {
            guard queues[apiID]?.isEmpty == false else {
                queues[apiID] = nil
                return nil
            }
            return queues[apiID]?.removeFirst()
        }

        mutating func cancel(_ id: Int, _ apiID: String) -> Waiter? {
            guard let index = queues[apiID]?.firstIndex(where: { $0.id == id }) else { return nil }
            return queues[apiID]?.remove(at: index)
        }
    }

    private let state = Mutex(State())

    /// - Returns: whether the API was free. Then it is the caller's until `leave`.
    func enterAtOnce(_ apiID: String) -> Bool { state.withLock { $0.enter(apiID) } }

    /// Returns when the API is the caller's, until `leave`. Whoever waits must hold no permit: the one who has the API may
    /// need it.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    func enter(_ apiID: String) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isFree = state.withLock { state in
                    if state.enter(apiID) { return true }
                    state.queues[apiID]?.append(Waiter(id: id, continuation: continuation))
                    return false
                }
                if isFree {
                    continuation.resume()
                } else if Task.isCancelled {
                    // It may have been cancelled before it was in the queue.
                    cancel(id, apiID)
                }
            }
        } onCancel: {
            cancel(id, apiID)
        }
    }

    /// Lets the next one have the API.
    func leave(_ apiID: String) {
        let next = state.withLock { $0.leave(apiID) }
        next?.continuation.resume()
    }

    private func cancel(_ id: Int, _ apiID: String) {
        let waiter = state.withLock { $0.cancel(id, apiID) }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
