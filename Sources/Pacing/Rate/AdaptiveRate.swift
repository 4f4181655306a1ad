#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A rate that yields when the quota turns out to be used up and recovers afterwards, for a quota that others share.
///
/// The shape is CUBIC's, as in botocore's `adaptive` mode: a throttle cuts the rate to 70 % of what it was, from there it
/// climbs back, lingers about where it was, and then climbs faster and faster. Two things differ. The time it takes is
/// counted in requests and not only in seconds, so that throttles stay rare at any rate. And what the rate was is measured
/// by the answers that were no throttles, so that a rate far above the quota comes down to it at once.
struct AdaptiveRate {
    /// Where the rate was when it was cut, and when it will be there again.
    private struct Climb {
        var peak: Double
        var peakAt: Int64
        /// Nanoseconds from the cut to the peak.
        var period: Double
    }

    private let start: Double?
    private let maximum: Double
    private let minimum: Double
    /// `nil`: it has not begun, or there is no limit yet.
    private var climb: Climb?
    /// Answers per second that were no throttles, and when that was brought up to date.
    private var measured = 0.0
    private var measuredAt: Int64 = 0
    private var beganAt: Int64 = 0

    /// The part of the rate that is left after a throttle.
    private static let cut = 0.7
    /// A rate is back where it was after this long …
    private static let shortestPeriod = 8e9
    /// … and not before this many requests: about one request in 40 finds out that there is no more.
    private static let requestsPerPeriod = 20.0
    /// How far back the measured rate looks: nanoseconds in which what was counted fades to 1/e.
    private static let memory = 2e9
    /// Within the first 20 ms nothing can be said of a rate.
    private static let leastShare = 0.01
    /// botocore's: never slower than a request in two seconds.
    private static let slowest = 0.5
    /// Right after a start or a pause nothing has been measured. The rate is not cut below this for want of answers.
    private static let unmeasured = 4.0

    /// - Parameters:
    ///   - rate: requests a second to begin with; `nil`: no limit until the first throttle.
    ///   - maximum: what the rate may recover to; `nil`: where it began; infinity: anything.
    init(rate: Double?, maximum: Double?) {
        self.maximum = maximum ?? rate ?? .infinity
        let start = min(rate ?? .infinity, self.maximum)
        self.start = start.isFinite ? start : nil
        minimum = min(Self.slowest, start)
    }

    /// The first request leaves.
    mutating func begin(now: Int64) {
        beganAt = now
        climb = start.map { Climb(peak: $0, peakAt: now, period: Self.period(to: $0)) }
    }

    /// Requests a second; `nil`: no limit.
    func value(at now: Int64) -> Double? {
        guard let climb else { return start }
        let distance = Double(now - climb.peakAt) / climb.period
        let rate = climb.peak * (1 + (1 - Self.cut) * distance * distance * distance)
        return min(max(rate, minimum), maximum)
    }

    /// A request passed the quota.
    mutating func notePassed(now: Int64) {
        fade(to: now)
        measured += 1e9 / Self.memory
    }

    /// A request was refused: the quota is used up.
    mutating func noteThrottled(now: Int64) {
        fade(to: now)
        let rate = value(at: now) ?? .infinity
        // What is remembered is less than the whole of what it would be, had there been requests before the first one.
        let share = 1 - exp(-Double(now - beganAt) / Self.memory)
        let peak = max(min(rate, measured / max(share, Self.leastShare)), min(rate / 2, Self.unmeasured), minimum)
        let period = Self.period(to: peak)
        climb = Climb(peak: peak, peakAt: now + Int64(period), period: period)
    }

    private mutating func fade(to now: Int64) {
        measured *= exp(-Double(now - measuredAt) / Self.memory)
        measuredAt = now
    }

    private static func period(to peak: Double) -> Double {
        max(shortestPeriod, min(requestsPerPeriod / peak, longestPeriod) * 1e9)
    }

    /// Seconds; keeps the sums small when a rate is next to nothing.
    private static let longestPeriod = 1e6
}
