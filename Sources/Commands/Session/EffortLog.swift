import AWSCore
import Migration
import Synchronization

/// Adds what a session costs to the checkpoint, each second, and what it does, so that `status` knows and a killed session is
/// counted.
final class EffortLog: Sendable {
    private let checkpoint: Checkpoint
    private let statistics: CallStatistics
    private let clock: ContinuousClock
    private let live: @Sendable () -> LiveState
    private let noted: Mutex<(calls: CallCounts, time: ContinuousClock.Instant)>

    private static let interval = Duration.seconds(1)

    init(
        checkpoint: Checkpoint,
        statistics: CallStatistics,
        clock: ContinuousClock,
        live: @escaping @Sendable () -> LiveState
    ) {
        self.checkpoint = checkpoint
        self.statistics = statistics
        self.clock = clock
        self.live = live
        noted = Mutex((CallCounts(), clock.now))
    }

    /// Returns when the task is cancelled.
    func run() async {
        // A failure to write stops the run from the recorder, which says so.
        while (try? await Task.sleep(for: Self.interval)) != nil { try? await note() }
    }

    /// Writes what has come since the last time.
    func note() async throws {
        let counts = statistics.counts
        let now = (
            calls: CallCounts(
                calls: counts.calls,
                throttled: counts.throttled,
                conflicts: counts.conflicts,
                retries: counts.retries
            ),
            time: clock.now
        )
        let before = noted.withLock(\.self)
        try await checkpoint.noteEffort(
            seconds: (now.time - before.time) / .seconds(1),
            calls: now.calls - before.calls,
            live: live()
        )
        // Not before: a write that was cancelled or failed is made up for by the next one.
        noted.withLock { $0 = now }
    }
}
