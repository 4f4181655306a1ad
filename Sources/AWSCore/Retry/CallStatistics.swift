import Synchronization

/// Counts the calls of a group; may be read while the run is going on.
public final class CallStatistics: Sendable {
    public struct Counts: Sendable, Hashable {
        /// Requests sent, each try counted.
        public var calls = 0
        /// Answers that said the quota is used up.
        public var throttled = 0
        /// Answers that said another write was under way.
        public var conflicts = 0
        /// Calls that repeated an earlier one.
        public var retries = 0
        /// Requests given up, whatever the reason.
        public var failures = 0

        public init(calls: Int = 0, throttled: Int = 0, conflicts: Int = 0, retries: Int = 0, failures: Int = 0) {
            self.calls = calls
            self.throttled = throttled
            self.conflicts = conflicts
            self.retries = retries
            self.failures = failures
        }

        public static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                calls: left.calls + right.calls,
                throttled: left.throttled + right.throttled,
                conflicts: left.conflicts + right.conflicts,
                retries: left.retries + right.retries,
                failures: left.failures + right.failures
            )
        }
    }

    private let value = Mutex(Counts())

    public init() {}

    public var counts: Counts { value.withLock { $0 } }

    /// A request is about to leave.
    func countCall(attempt: Int) {
        value.withLock { counts in
            counts.calls += 1
            if attempt > 1 { counts.retries += 1 }
        }
    }

    func count(_ disposition: Disposition) {
        switch disposition {
        case .throttle: value.withLock { $0.throttled += 1 }
        case .conflict: value.withLock { $0.conflicts += 1 }
        case .success, .transient, .fatal: break
        }
    }

    func countFailure() {
        value.withLock { $0.failures += 1 }
    }
}
