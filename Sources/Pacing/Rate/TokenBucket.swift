/// A token bucket that starts full, kept as one number (the generic cell rate algorithm, in whole nanoseconds).
///
/// `burst` tokens at most, `rate` new ones a second: in any span of t seconds it gives out at most `burst + rate * t`.
struct TokenBucket {
    /// Nanoseconds from one token to the next; zero: no limit.
    private var interval: Int64
    /// How far the empty-bucket moment may lie ahead for a token to be there still.
    private var tolerance: Int64
    private let burst: Int
    /// When the bucket would be full again.
    private var fullAt: Int64 = .min

    private static let nanosecondsPerSecond = 1e9
    /// A token in 30 years: slower rates are cut to this one, so that no sum overflows.
    private static let longestInterval = 1e18

    /// - Parameters:
    ///   - rate: tokens a second, more than 0; `nil`: no limit.
    ///   - burst: at least 1.
    init(rate: Double?, burst: Int) {
        self.burst = burst
        interval = 0
        tolerance = 0
        if let rate { pace(rate) }
    }

    /// When the next token is there; not later than `now`: there is one.
    func nextToken(now: Int64) -> Int64 { nextToken(now: now, delayed: 0) }

    /// Whether so many tokens are there.
    func has(_ count: Int, now: Int64) -> Bool {
        interval == 0 || fullAt.addingClamped(interval * Int64(count - 1)) <= now.addingClamped(tolerance)
    }

    /// - Parameter part: of the time from one token to the next, by which one that has to be waited for comes later. The
    ///   tokens after it do not.
    func nextToken(now: Int64, delayed part: Double) -> Int64 {
        if interval == 0 || fullAt <= now { return now }
        return max(now, (fullAt - tolerance).addingClamped(Int64(part * Double(interval))))
    }

    /// Takes a token that `nextToken` says is there.
    mutating func take(now: Int64) {
        if interval > 0 { fullAt = max(fullAt, now) + interval }
    }

    /// Puts back a token that was not used.
    mutating func putBack() {
        if interval > 0, fullAt > .min { fullAt -= interval }
    }

    // MARK: Changes on the way

    /// Changes the rate; the tokens that are there, and the part of the next one, stay.
    mutating func setRate(_ rate: Double, now: Int64) {
        let before = interval
        pace(rate)
        guard before > 0, before != interval, fullAt > now else { return }
        let missing = Double(fullAt - now) / Double(before)
        fullAt = now + Int64(min(missing * Double(interval), Double(Int64.max / 4)))
    }

    /// Leaves that many tokens, at most `burst`; less than 0: so many more have to come first.
    mutating func setTokens(_ tokens: Int, now: Int64) {
        guard interval > 0 else { return }
        let missing = interval.multipliedReportingOverflow(by: Int64(1 - tokens))
        fullAt = now.addingClamped(tolerance).addingClamped(missing.overflow ? .max / 4 : missing.partialValue)
    }

    private mutating func pace(_ rate: Double) {
        precondition(rate > 0 && burst > 0, "a rate and a burst are positive")
        // Rounded up: the bucket is never faster than asked for.
        interval = Int64(min((Self.nanosecondsPerSecond / rate).rounded(.up), Self.longestInterval))
        let (product, overflow) = interval.multipliedReportingOverflow(by: Int64(burst) - 1)
        tolerance = overflow ? .max / 4 : min(product, .max / 4)
    }
}
