import Synchronization

/// Counts the rows of a run as they end.
public final class Tally: Sendable {
    /// The counts at one moment.
    public struct Counts: Sendable {
        /// Of all sessions of the run.
        public var outcomes: [Outcome: Int] = [:]
        /// Of this session.
        public var endedNow = 0
        public var failedNow = 0
        public var total = 0
        /// Rows that are still to do, by group.
        public var open: [MigrationGroup.ID: Int] = [:]

        public subscript(outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
        public var ended: Int { outcomes.reduce(0) { $0 + ($1.key == .pending ? 0 : $1.value) } }
    }

    private let state: Mutex<Counts>

    init(summary: RunSummary, groups: [MigrationGroup]) {
        var counts = Counts()
        counts.outcomes = summary.outcomes
        counts.total = summary.total
        for group in groups { counts.open[group.id] = group.openRows }
        state = Mutex(counts)
    }

    public var counts: Counts { state.withLock { $0 } }

    /// - Returns: the rows of this session, for the failure limit.
    func count(_ outcome: Outcome, in group: MigrationGroup.ID) -> (ended: Int, failed: Int) {
        state.withLock { counts in
            counts.outcomes[.pending, default: 0] -= 1
            counts.outcomes[outcome, default: 0] += 1
            counts.open[group, default: 0] -= 1
            counts.endedNow += 1
            if outcome == .failed || outcome == .drifted { counts.failedNow += 1 }
            return (counts.endedNow, counts.failedNow)
        }
    }
}
