import Synchronization

/// Counts the rows of a run as they end.
public final class Tally: Sendable {
    /// What a run is doing.
    public enum Phase: Sendable, Equatable {
        case sending
        /// Pointing stages back to what they served before.
        case returning
        /// Deploying to stages after a wave.
        case deploying(done: Int, of: Int)
        /// Until then, in seconds since 1970.
        case baking(wave: String, until: Double)
        case checking(wave: String)
        /// The health check was unclear: a person has to say whether the run goes on.
        case undecided(wave: String)

        var words: String {
            switch self {
            case .sending: "running"
            case .returning: "pointing stages back"
            case .deploying(let done, let all): "deploying, \(done) of \(all) stages done"
            case .baking(let wave, _): "waiting after wave \(wave)"
            case .checking(let wave): "checking the health of wave \(wave)"
            case .undecided(let wave): "paused: the health check of wave \(wave) was unclear"
            }
        }
    }

    /// The counts at one moment.
    public struct Counts: Sendable {
        /// Of all sessions of the run.
        public var outcomes: [Outcome: Int] = [:]
        /// Of this session.
        public var endedNow = 0
        public var total = 0
        /// Rows that are still to do, by group.
        public var open: [MigrationGroup.ID: Int] = [:]
        public var phase = Phase.sending
        /// Groups that are left alone, and why.
        public var parked: [MigrationGroup.ID: Parking] = [:]

        /// Of this session: what was sent although the service may refuse it, the first few.
        public var warnings: [Warning] = []
        public var warningCount = 0

        public subscript(outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }
        public var ended: Int { outcomes.count { !$0.isOpen } }
    }

    /// Something about a row that does not keep it from being sent.
    public struct Warning: Sendable, Equatable {
        /// In the manifest.
        public var line: Int
        public var message: String
    }

    private let state: Mutex<Counts>

    /// Warnings that are kept.
    static let warningLimit = 20

    init(summary: RunSummary, groups: [MigrationGroup]) {
        var counts = Counts()
        counts.outcomes = summary.outcomes
        counts.total = summary.total
        for group in groups {
            counts.open[group.id] = group.openRows
            counts.parked[group.id] = group.parking
        }
        state = Mutex(counts)
    }

    public var counts: Counts { state.withLock { $0 } }

    func note(_ phase: Phase) { state.withLock { $0.phase = phase } }

    func warn(line: Int, _ message: String) {
        state.withLock { counts in
            counts.warningCount += 1
            if counts.warnings.count < Self.warningLimit {
                counts.warnings.append(Warning(line: line, message: message))
            }
        }
    }

    func isParked(_ group: MigrationGroup.ID) -> Bool { state.withLock { $0.parked[group] != nil } }

    /// - Returns: whether it was not parked yet: the first reason counts.
    func park(_ group: MigrationGroup.ID, _ parking: Parking) -> Bool {
        state.withLock { counts in
            if counts.parked[group] != nil { return false }
            counts.parked[group] = parking
            return true
        }
    }

    func unpark(_ group: MigrationGroup.ID) { state.withLock { $0.parked[group] = nil } }

    func count(_ outcome: Outcome, in group: MigrationGroup.ID) {
        state.withLock { counts in
            counts.outcomes[.pending, default: 0] -= 1
            counts.outcomes[outcome, default: 0] += 1
            counts.open[group, default: 0] -= 1
            counts.endedNow += 1
        }
    }
}
