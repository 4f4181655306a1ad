public import Pacing
import Synchronization

/// Steers a run from outside and from inside: stops it in two steps, holds it for a while, moves it on between waves.
///
/// `stop` begins nothing new and lets the writes in flight finish, but not their backoffs, and no reads, which nobody needs any
/// more. `abort` gives up the writes in flight too; their rows stay leased and the next run finds out what became of them.
public final class RunControl: Sendable {
    /// What a person says to a run that waits between waves.
    enum Nudge: Sendable { case resume, promote }

    /// Who holds a run.
    public enum Holder: String, Sendable, CaseIterable {
        /// The command `control`.
        case control
        /// A file beside the checkpoint.
        case file
    }

    private struct State {
        var reason: StopReason?
        var stopHandlers: [Int: @Sendable () -> Void] = [:]
        var lastHandler = 0
        var isAborted = false
        var abortWaiter: CheckedContinuation<Void, Never>?
        var holders: Set<Holder> = []
        /// Those who wait until nobody holds the run.
        var held: [CheckedContinuation<Void, Never>] = []
        var nudgeWaiter: (nudges: Set<Nudge>, continuation: CheckedContinuation<Nudge?, Never>)?
    }

    private let gate: RequestGate
    private let state = Mutex(State())

    public init(gate: RequestGate) {
        self.gate = gate
    }

    // MARK: Stopping

    /// The first reason counts.
    public func stop(_ reason: StopReason) {
        let (handlers, held) = state.withLock { state in
            state.reason = state.reason ?? reason
            defer { (state.stopHandlers, state.held) = ([:], []) }
            return (Array(state.stopHandlers.values), state.held)
        }
        gate.drain()
        for handler in handlers { handler() }
        for continuation in held { continuation.resume() }
    }

    /// Calls `handler` when the run is stopped, at once if it has been.
    ///
    /// - Returns: what `forget` takes.
    @discardableResult
    func onStop(_ handler: @escaping @Sendable () -> Void) -> Int {
        let (isStopped, id) = state.withLock { state in
            state.lastHandler += 1
            if state.reason == nil { state.stopHandlers[state.lastHandler] = handler }
            return (state.reason != nil, state.lastHandler)
        }
        if isStopped { handler() }
        return id
    }

    private func forget(_ handler: Int) { state.withLock { $0.stopHandlers[handler] = nil } }

    /// Returns when the run is stopped, or the task cancelled.
    func waitForStop() async {
        let (stops, continuation) = AsyncStream<Never>.makeStream()
        let handler = onStop { continuation.finish() }
        defer { forget(handler) }
        for await _ in stops {}
    }

    /// Does what is of no use any more once the run is stopped, such as reading: then it is cancelled.
    ///
    /// - Throws: what `body` throws, and `Stopped`.
    func untilStopped<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                await self.waitForStop()
                return nil
            }
            tasks.addTask { try await body() }
            defer { tasks.cancelAll() }
            guard let value = try await tasks.next() ?? nil else { throw Stopped() }
            return value
        }
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

    // MARK: Holding

    /// Nothing new is sent until the same holder calls `resume`. What is in flight finishes, its retries included.
    public func pause(by holder: Holder) {
        state.withLock { _ = $0.holders.insert(holder) }
    }

    /// Ends a pause; a run that waits for a person after an unclear health check asks again.
    public func resume(by holder: Holder) {
        let held = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.holders.remove(holder)
            guard state.holders.isEmpty else { return [] }
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
        if holder == .control { nudge(.resume) }
    }

    /// Who holds the run; empty: it goes on.
    public var holders: Set<Holder> { state.withLock(\.holders) }

    /// Returns when nobody holds the run, or when it is stopped.
    func waitWhileHeld() async {
        if holders.isEmpty { return }
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                let goesOn = state.holders.isEmpty || state.reason != nil
                if !goesOn { state.held.append(continuation) }
                return goesOn
            }
            if goesOn { continuation.resume() }
        }
    }

    // MARK: Between waves

    /// Ends the bake of a wave, or goes on to the next one after an unclear health check.
    ///
    /// - Returns: whether the run waited for that.
    @discardableResult
    public func promote() -> Bool { nudge(.promote) }

    @discardableResult
    private func nudge(_ nudge: Nudge) -> Bool {
        let waiter = state.withLock { state -> CheckedContinuation<Nudge?, Never>? in
            guard let waiter = state.nudgeWaiter, waiter.nudges.contains(nudge) else { return nil }
            state.nudgeWaiter = nil
            return waiter.continuation
        }
        waiter?.resume(returning: nudge)
        return waiter != nil
    }

    /// Waits for one of `nudges`. For one caller at a time.
    ///
    /// - Returns: `nil` when the task is cancelled.
    func nextNudge(of nudges: Set<Nudge>) async -> Nudge? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if !Task.isCancelled { state.nudgeWaiter = (nudges, continuation) }
                    return Task.isCancelled
                }
                if isCancelled { continuation.resume(returning: nil) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.nudgeWaiter.take() }
            waiter?.continuation.resume(returning: nil)
        }
    }
}
