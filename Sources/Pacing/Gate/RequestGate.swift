import Synchronization

/// What came of a request that had a permit, for the quota of its group.
public enum QuotaAnswer: Sendable, Equatable {
    /// The quota let it pass.
    case passed
    /// The quota refused it.
    case throttled
    /// It came to nothing that tells about the quota.
    case lost
    /// It was not sent: its token goes back.
    case unused
}

/// Where every request waits until it may leave: for a slot of the pool, and for a token of its group's bucket.
///
/// A freed slot goes round-robin over the groups that have both a waiter and a token, so that a slow group never holds
/// up another one. `run()` is the timer: without it nobody who waits for a token or in `sleep(for:)` wakes up.
public final class RequestGate: Sendable {
    /// All requests that share a quota: one account in one region.
    public struct Group: Hashable, Sendable {
        let index: Int
    }

    /// The right to have one request in flight. Given back with `release` exactly once.
    public struct Permit: Sendable {
        public let group: Group
        /// Which of the group's requests it is for.
        let number: UInt64
        /// How many requests of the group the quota had let pass when this was given out.
        public let passed: UInt64
    }

    public enum Priority: Sendable {
        /// Goes on with work under way.
        case continuing
        /// Begins new work: served when no `continuing` waiter of the group is there.
        case starting
    }

    /// The gate is closing: nothing new may start.
    public struct Draining: Error, Sendable, Equatable {
        public init() {}
    }

    /// The clocks and the randomness of everything that passes this gate.
    public let timing: Timing
    let shared: Mutex<Shared>

    /// - Parameter concurrency: at least 1.
    public init(concurrency: Int, timing: Timing = .system) {
        self.timing = timing
        shared = Mutex(Shared(state: GateState(concurrency: concurrency)))
    }

    /// Makes a gate whose timer runs as long as `body` does.
    public static func withGate<Result: Sendable>(
        concurrency: Int,
        timing: Timing = .system,
        _ body: (RequestGate) async throws -> Result
    ) async rethrows -> Result {
        let gate = RequestGate(concurrency: concurrency, timing: timing)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await gate.run() }
            defer { tasks.cancelAll() }
            return try await body(gate)
        }
    }

    var now: Int64 { timing.now().inNanoseconds }

    // MARK: Settings

    /// Requests in flight at most, all groups together.
    public var concurrency: Int { shared.withLock { $0.state.concurrency } }

    /// Changes how many requests may be in flight. Those beyond a smaller number finish.
    /// - Parameter slots: at least 1.
    public func setConcurrency(_ slots: Int) {
        precondition(slots > 0, "at least one request in flight")
        let now = now
        let resumptions = shared.withLock { $0.collect($0.state.setConcurrency(slots, now: now)) }
        resumptions.resume()
    }

    /// Gives a group another rate, from this moment on.
    /// - Parameters:
    ///   - rate: requests a second; `nil`: no limit until the next throttle.
    ///   - maxRate: what it may recover to; `nil`: `rate`.
    public func setRate(_ rate: Double?, maxRate: Double? = nil, of group: Group) {
        let now = now
        let resumptions = shared.withLock {
            $0.collect($0.state.setRate(rate, maxRate: maxRate, group: group.index, now: now))
        }
        resumptions.resume()
    }

    // MARK: Groups

    /// - Parameters:
    ///   - rate: requests a second to begin with; `nil`: no limit until the first throttle. It yields to throttles and
    ///     recovers (`AdaptiveRate`).
    ///   - maxRate: what it may rise to; `nil`: where it began; infinity: anything.
    ///   - burst: how many may go at once after a pause.
    ///   - quota: what is known of the quota that others may share.
    public func makeGroup(
        rate: Double?,
        maxRate: Double? = nil,
        burst: Int,
        quota: DocumentedQuota? = nil
    ) -> Group {
        Group(index: shared.withLock { $0.state.makeGroup(rate: rate, maxRate: maxRate, burst: burst, quota: quota) })
    }

    /// Requests in flight, all groups together.
    public var inFlight: Int { shared.withLock { $0.state.inFlight } }

    /// How many wait for a permit of the group.
    public func waiting(in group: Group) -> Int { shared.withLock { $0.state.waiterCount(group: group.index) } }

    // MARK: Permits

    /// Waits for a slot and a token.
    /// - Throws: `Draining` once the gate drains, `CancellationError` when the task is cancelled while it waits.
    public func acquire(_ group: Group, _ priority: Priority = .continuing) async throws -> Permit {
        let now = now
        enum Step {
            case go(Permit)
            case wait(GateState.WaiterID)
        }
        let step = try shared.withLock { shared throws(Draining) -> Step in
            if shared.state.isDraining { throw Draining() }
            let number = shared.state.acquireAtOnce(group: group.index, now: now)
            return number.map { .go(shared.makePermit($0, group)) } ?? .wait(shared.announce())
        }
        let waiter: GateState.WaiterID
        switch step {
        case .go(let permit): return permit
        case .wait(let announced): waiter = announced
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(waiter, .permit(group, priority), .waitingForPermit(continuation))
            }
        } onCancel: {
            cancel(waiter)
        }
    }

    /// Gives a permit back.
    /// - Parameter unused: no request was sent, so the token goes back too. Else the quota let the request pass.
    public func release(_ permit: Permit, unused: Bool = false) {
        release(permit, after: unused ? .unused : .passed)
    }

    /// How a group is getting on when a permit is given back.
    public struct Standing: Sendable {
        /// How many of its requests the quota has let pass.
        public var passed: UInt64
        /// Throttles come whatever the rate is: the same request may pass at once.
        public var isNoisy: Bool
    }

    /// Gives a permit back, and tells what the answer says about the group's quota.
    @discardableResult
    public func release(_ permit: Permit, after answer: QuotaAnswer) -> Standing {
        let now = now
        let group = permit.group.index
        let (resumptions, standing) = shared.withLock { shared in
            let wakeups = shared.state.release(permit.number, group: group, after: answer, now: now)
            let standing = Standing(
                passed: shared.state.passed(group: group),
                isNoisy: shared.state.isNoisy(group: group)
            )
            return (shared.collect(wakeups), standing)
        }
        resumptions.resume()
        return standing
    }

    /// Waits out a backoff, holding nothing.
    /// - Parameters:
    ///   - group: whose request waits, for `snapshot()`; `nil`: it is not counted.
    ///   - reason: why.
    /// - Throws: `Draining` at once when the gate drains, `CancellationError` when the task is cancelled.
    public func sleep(for duration: Duration, in group: Group? = nil, after reason: WaitReason = .fault) async throws {
        let pause = group.map { GateState.Pause(group: $0.index, reason: reason) }
        try await sleep(until: now.addingClamped(max(0, duration.inNanoseconds)), pause)
    }

    /// Waits for something that the gate knows nothing of, holding nothing. The request counts as waiting meanwhile.
    /// - Throws: what `body` throws; `Draining` at once when the gate drains, and then `body` is cancelled.
    public func wait<Value: Sendable>(
        in group: Group,
        for reason: WaitReason,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                try await self.sleep(until: nil, GateState.Pause(group: group.index, reason: reason))
                return nil
            }
            tasks.addTask { try await body() }
            defer { tasks.cancelAll() }
            guard let value = try await tasks.next() ?? nil else { throw CancellationError() }
            return value
        }
    }

    private func sleep(until deadline: Int64?, _ pause: GateState.Pause?) async throws {
        let waiter = try shared.withLock { shared throws(Draining) -> GateState.WaiterID in
            if shared.state.isDraining { throw Draining() }
            return shared.announce()
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(waiter, .sleep(until: deadline, pause), .sleeping(continuation))
            }
        } onCancel: {
            cancel(waiter)
        }
    }

    // MARK: Draining

    public var isDraining: Bool { shared.withLock { $0.state.isDraining } }

    /// Everyone who waits, now and later, gets `Draining`. Permits that were given out stay valid.
    public func drain() {
        let phases = shared.withLock { shared in
            let waiters = shared.state.drain()
            return waiters.compactMap { shared.phases.removeValue(forKey: $0) }
        }
        for phase in phases { Self.fail(phase, with: Draining()) }
    }

    // MARK: Timer

    /// Wakes those whose moment has come, until the task is cancelled. Runs once per gate, as a child task beside the work.
    public func run() async {
        while !Task.isCancelled {
            let now = now
            let (resumptions, deadline) = shared.withLock { shared in
                shared.timer.wakeUp()
                let resumptions = shared.collect(shared.state.advance(to: now))
                return (resumptions, shared.timer.fallAsleep(until: shared.state.nextDeadline, now: now))
            }
            resumptions.resume()
            await withTaskGroup(of: Void.self) { tasks in
                if let deadline {
                    tasks.addTask { try? await self.timing.sleep(.nanoseconds(max(0, deadline - self.now))) }
                }
                tasks.addTask { await self.waitForAlarm() }
                await tasks.next()
                tasks.cancelAll()
            }
        }
    }

    /// Returns when someone needs the timer earlier than it planned to wake up, or when the task is cancelled.
    private func waitForAlarm() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let refused = shared.withLock { $0.timer.waitForAlarm(continuation) }
                refused?.resume()
            }
        } onCancel: {
            let continuation = shared.withLock { $0.timer.ring() }
            continuation?.resume()
        }
    }

    // MARK: Waiting

    /// Puts an announced waiter into the queue, unless it was cancelled or the gate drains since.
    private func enqueue(_ waiter: GateState.WaiterID, _ wait: Wait, _ phase: Phase) {
        let now = now
        enum Step {
            case resume(Resumptions)
            case fail(any Error)
        }
        let step = shared.withLock { shared -> Step in
            if case .cancelled = shared.phases[waiter] {
                shared.phases[waiter] = nil
                return .fail(CancellationError())
            }
            if shared.state.isDraining {
                shared.phases[waiter] = nil
                return .fail(Draining())
            }
            shared.phases[waiter] = phase
            switch wait {
            case .permit(let group, let priority):
                let isContinuing = priority == .continuing
                let wakeups = shared.state.enqueue(waiter, group: group.index, isContinuing: isContinuing, now: now)
                return .resume(shared.collect(wakeups))
            case .sleep(let deadline, let pause):
                shared.state.enqueueSleeper(waiter, until: deadline, pause)
                return .resume(shared.collect(shared.state.advance(to: now)))
            }
        }
        switch step {
        case .resume(let resumptions): resumptions.resume()
        case .fail(let error): Self.fail(phase, with: error)
        }
    }

    private func cancel(_ waiter: GateState.WaiterID) {
        let phase = shared.withLock { shared -> Phase? in
            switch shared.phases[waiter] {
            case .announced:
                shared.phases[waiter] = .cancelled
                return nil
            case .waitingForPermit, .sleeping:
                _ = shared.state.cancel(waiter)
                return shared.phases.removeValue(forKey: waiter)
            case .cancelled, nil: return nil
            }
        }
        if let phase { Self.fail(phase, with: CancellationError()) }
    }

    private static func fail(_ phase: Phase, with error: any Error) {
        switch phase {
        case .waitingForPermit(let continuation): continuation.resume(throwing: error)
        case .sleeping(let continuation): continuation.resume(throwing: error)
        case .announced, .cancelled: break
        }
    }
}
