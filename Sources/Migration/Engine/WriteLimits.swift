import Synchronization

/// Lets writes begin only as far as the limits on failures allow: never more are in flight than rows may still fail, plus
/// one. So a limit is passed by one row at the most, whatever becomes of the others.
///
/// The first write of a group goes alone: when it is refused for want of permission, it was the only one.
final class WriteLimits: Sendable {
    /// What became of a write, or of a row without one.
    enum Ending: Sendable {
        case succeeded
        case failed
        /// It failed for want of permission, of which `deny` has been told.
        case denied
        /// Nothing was sent, or what became of it is not known; the row has not ended.
        case open
        /// The row ended without a write.
        case unsent(Outcome)

        /// Whether `admit` has let it begin: a failure without a write waits for its turn too.
        var wasAdmitted: Bool {
            if case .unsent(let outcome) = self { outcome == .failed } else { true }
        }

        /// `nil`: the row has not ended.
        var outcome: Outcome? {
            switch self {
            case .succeeded: .updated
            case .failed, .denied: .failed
            case .unsent(let outcome): outcome
            case .open: nil
            }
        }
    }

    /// A limit that has been passed.
    enum Trip: Sendable {
        case run(StopReason)
        case group(Parking)
    }

    private struct Waiter {
        var id: Int
        var group: MigrationGroup.ID
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct Shared {
        var rules: LimitRules
        var waiters: [Waiter] = []
        var lastID = 0
        var isClosed = false
        var closedGroups: Set<MigrationGroup.ID> = []

        func isClosed(_ group: MigrationGroup.ID) -> Bool { isClosed || closedGroups.contains(group) }

        /// - Returns: those who may begin now, in the order in which they came.
        mutating func admitWaiters() -> [Waiter] {
            if waiters.isEmpty { return [] }
            var admitted: [Waiter] = []
            var left: [Waiter] = []
            for waiter in waiters {
                if rules.admit(waiter.group) { admitted.append(waiter) } else { left.append(waiter) }
            }
            waiters = left
            return admitted
        }

        mutating func removeWaiters(where isGone: (Waiter) -> Bool) -> [Waiter] {
            let gone = waiters.filter(isGone)
            waiters.removeAll(where: isGone)
            return gone
        }
    }

    private let shared: Mutex<Shared>

    init(_ options: EngineOptions) {
        shared = Mutex(Shared(rules: LimitRules(options)))
    }

    /// Returns whether the group may begin a write at once; then `settle` ends it.
    func admitAtOnce(_ group: MigrationGroup.ID) -> Bool {
        shared.withLock { !$0.isClosed(group) && $0.rules.admit(group) }
    }

    /// Returns when the group may begin a write; `settle` ends it. Whoever waits here must hold no permit, which the writes
    /// that are waited for may need.
    ///
    /// - Throws: `RunControl.Stopped` when nothing more is to begin, `CancellationError`.
    func admit(_ group: MigrationGroup.ID) async throws {
        if admitAtOnce(group) { return }
        let id = shared.withLock { shared in
            shared.lastID += 1
            return shared.lastID
        }
        try await wait(id, group)
    }

    /// How updates have ended that were in flight as a limit of the run was passed.
    var lateEndings: [Outcome: Int] { shared.withLock { $0.rules.lateEndings } }

    /// A write of the group was refused for want of permission: the next one goes alone.
    ///
    /// - Returns: whether a write before it was answered otherwise, so that it may be this one's API alone.
    func deny(_ group: MigrationGroup.ID) -> Bool { shared.withLock { $0.rules.deny(group) } }

    private func wait(_ id: Int, _ group: MigrationGroup.ID) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = shared.withLock { shared -> Result<Void, any Error>? in
                    if shared.isClosed(group) { return .failure(RunControl.Stopped()) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if shared.rules.admit(group) { return .success(()) }
                    shared.waiters.append(Waiter(id: id, group: group, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let gone = shared.withLock { $0.removeWaiters { $0.id == id } }
            for waiter in gone { waiter.continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Ends what `admit` has begun, or counts a row that ended without a write.
    func settle(_ group: MigrationGroup.ID, _ ending: Ending) -> Trip? {
        let (trip, admitted) = shared.withLock { shared in
            let trip = shared.rules.settle(group, ending)
            // What is left behind a limit must not begin before the run knows of it.
            return (trip, trip == nil ? shared.admitWaiters() : [])
        }
        for waiter in admitted { waiter.continuation.resume() }
        return trip
    }

    /// Nothing more begins.
    func close() {
        let waiters = shared.withLock { shared in
            shared.isClosed = true
            return shared.removeWaiters { _ in true }
        }
        for waiter in waiters { waiter.continuation.resume(throwing: RunControl.Stopped()) }
    }

    /// Nothing more of a group begins.
    func close(_ group: MigrationGroup.ID) {
        let (gone, admitted) = shared.withLock { shared in
            shared.closedGroups.insert(group)
            return (shared.removeWaiters { $0.group == group }, shared.admitWaiters())
        }
        for waiter in gone { waiter.continuation.resume(throwing: RunControl.Stopped()) }
        for waiter in admitted { waiter.continuation.resume() }
    }

    /// Writes of a closed group may begin again.
    func open(_ group: MigrationGroup.ID) { shared.withLock { _ = $0.closedGroups.remove(group) } }
}
