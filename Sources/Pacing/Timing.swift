#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Time and randomness as a value, so that tests decide about both.
public struct Timing: Sendable {
    /// Monotonic time since any fixed moment.
    public var now: @Sendable () -> Duration
    /// Seconds since 1970 (UTC).
    public var wallClock: @Sendable () -> Double
    /// Waits; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number in `0 ..< 1`.
    public var random: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Duration,
        wallClock: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.wallClock = wallClock
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own clocks.
    public static let system = Timing(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
        },
        wallClock: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) }
    )
}

extension Duration {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let attosecondsPerNanosecond: Int64 = 1_000_000_000

    /// Whole nanoseconds, cut to what 64 bits hold (292 years).
    public var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
        if overflow { return seconds < 0 ? .min : .max }
        return product.addingClamped(attoseconds / Self.attosecondsPerNanosecond)
    }
}

extension FixedWidthInteger {
    /// The sum, or the nearest value that fits.
    public func addingClamped(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
