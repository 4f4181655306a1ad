import Migration
import Pacing
import Synchronization

/// Makes what a session says of itself to whoever looks at it from another process.
final class LiveReport: Sendable {
    private struct Sample {
        var time: Double
        /// Rows that are still to do, by group.
        var open: [MigrationGroup.ID: Int]
    }

    private let samples = Mutex<[Sample]>([])

    /// Seconds over which rows are counted: long enough to span a pause, short enough to follow a throttle.
    private static let window = 10.0

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - gateGroups: where the requests of each group wait.
    ///   - state: what the run does or waits for between waves; `nil`: it sends.
    func state(
        now: Double,
        counts: Tally.Counts,
        gate: GateSnapshot,
        gateGroups: [MigrationGroup.ID: RequestGate.Group],
        state: String?
    ) -> LiveState {
        let first = samples.withLock { samples in
            samples.append(Sample(time: now, open: counts.open))
            samples.removeAll { now - $0.time > Self.window }
            return samples[0]
        }
        let most = counts.open.filter { $0.value > 0 && counts.parked[$0.key] == nil }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(LiveState.groupLimit)
        return LiveState(
            takenAt: now,
            state: state,
            inFlight: gate.inFlight,
            groups: most.map { id, open in
                let ended = (first.open[id] ?? open) - open
                return LiveState.Group(
                    id: id,
                    rowsPerSecond: now > first.time ? max(0, Double(ended)) / (now - first.time) : 0,
                    waits: gateGroups[id].flatMap { gate.only($0) }.map { Wording.waiting($0) } ?? []
                )
            }
        )
    }
}
