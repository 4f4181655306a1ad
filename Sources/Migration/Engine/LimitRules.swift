/// The limits of a run and of its groups, without locks or tasks.
struct LimitRules: Sendable {
    private struct Counts {
        var inFlight = 0
        var failed = 0
        var drifted = 0
        var ended = 0
        /// A write has been answered, and none since was refused for want of permission: the group is allowed to write.
        var isProven = false

        mutating func count(_ ending: WriteLimits.Ending) {
            guard let outcome = ending.outcome else { return }
            ended += 1
            if outcome == .failed { failed += 1 }
            if outcome == .drifted { drifted += 1 }
        }
    }

    private let failures: FailureLimit?
    private let drifts: FailureLimit?
    private let failuresPerGroup: FailureLimit?
    private var run = Counts()
    private var groups: [MigrationGroup.ID: Counts] = [:]
    private var hasTripped = false
    /// How updates have ended that were in flight as a limit of the run was passed.
    private(set) var lateEndings: [Outcome: Int] = [:]

    init(_ options: EngineOptions) {
        failures = options.failureLimit
        drifts = options.driftLimit
        failuresPerGroup = options.groupFailureLimit.map { .count($0) }
    }

    /// Whether a write of the group may begin: even if everything in flight fails, no limit has been passed yet.
    func mayBegin(_ group: MigrationGroup.ID) -> Bool {
        let counts = groups[group] ?? Counts()
        if hasTripped || (!counts.isProven && counts.inFlight > 0) { return false }
        return Self.hasRoom(run, failures) && Self.hasRoom(counts, failuresPerGroup)
    }

    private static func hasRoom(_ counts: Counts, _ limit: FailureLimit?) -> Bool {
        // One alone can always begin: when it fails, the limit is passed by one at the most.
        guard let limit, counts.inFlight > 0 else { return true }
        return limit.allows(failed: counts.failed + counts.inFlight, ended: counts.ended + counts.inFlight)
    }

    /// Notes a refusal for want of permission.
    ///
    /// - Returns: whether the group was allowed to write until then.
    mutating func deny(_ group: MigrationGroup.ID) -> Bool {
        defer { groups[group, default: Counts()].isProven = false }
        return groups[group]?.isProven ?? false
    }

    /// - Returns: whether the write begins now.
    mutating func admit(_ group: MigrationGroup.ID) -> Bool {
        guard mayBegin(group) else { return false }
        run.inFlight += 1
        groups[group, default: Counts()].inFlight += 1
        return true
    }

    mutating func settle(_ group: MigrationGroup.ID, _ ending: WriteLimits.Ending) -> WriteLimits.Trip? {
        var counts = groups[group] ?? Counts()
        if hasTripped, ending.wasAdmitted, let outcome = ending.outcome { lateEndings[outcome, default: 0] += 1 }
        if ending.wasAdmitted {
            run.inFlight -= 1
            counts.inFlight -= 1
        }
        switch ending {
        case .succeeded, .failed: counts.isProven = true
        case .denied, .open, .unsent: break
        }
        run.count(ending)
        counts.count(ending)
        groups[group] = counts
        return trip(of: counts)
    }

    private mutating func trip(of counts: Counts) -> WriteLimits.Trip? {
        if hasTripped { return nil }
        if let failures, failures.isExceeded(failed: run.failed, ended: run.ended) {
            hasTripped = true
            return .run(.tooManyFailures(breach(failures, run.failed)))
        }
        if let drifts, drifts.isExceeded(failed: run.drifted, ended: run.ended) {
            hasTripped = true
            return .run(.tooManyDrifted(breach(drifts, run.drifted)))
        }
        guard let failuresPerGroup, failuresPerGroup.isExceeded(failed: counts.failed, ended: counts.ended) else {
            return nil
        }
        return .group(.tooManyFailures(counts.failed, limit: failuresPerGroup))
    }

    private func breach(_ limit: FailureLimit, _ count: Int) -> StopReason.Breach {
        StopReason.Breach(count: count, limit: limit, inFlight: run.inFlight)
    }
}
