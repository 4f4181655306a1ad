public import Pacing
import Synchronization

/// Stops a run from outside and from inside, in two steps.
///
/// `stop` begins nothing new and lets the requests in flight finish, but not their backoffs. `abort` gives up the requests
/// in flight too; their rows stay leased and the next run finds out what became of them.
public final class RunControl: Sendable {
    private struct State {
        var reason: StopReason?
        var isAborted = false
        var abortWaiter: CheckedContinuation<Void, Never>?
    }

    private let gate: RequestGate
    private let state = Mutex(State())

    public init(gate: RequestGate) {
        self.gate = gate
    }

    /// The first reason counts.
    public func stop(_ reason: StopReason) {
        state.withLock { $0.reason = $0.reason ?? reason }
        gate.drain()
    }

    /// Stops the run for an error that ends a worker, unless the error only says that the worker is to stop.
    func stop(after error: any Error) {
        if error is Stopped || error is RequestGate.Draining || error is CancellationError { return }
        stop(.checkpoint(error))
    }

    /// Thrown through the layers of a worker: the run is being stopped or the group is parked, leave everything as it is.
    struct Stopped: Error {}

    public func abort() {
        let waiter = state.withLock { state in
            state.isAborted = true
            return state.abortWaiter.take()
        }
        waiter?.resume()
    }

    public var reason: StopReason? { state.withLock(\.reason) }

    /// Returns when `abort` is called or the task is cancelled.
    func waitForAbort() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAborted = state.withLock { state in
                    if !state.isAborted { state.abortWaiter = continuation }
                    return state.isAborted
                }
                if isAborted { continuation.resume() }
            }
        } onCancel: {
            abort()
        }
    }
}
