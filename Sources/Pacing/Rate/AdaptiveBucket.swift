/// A token bucket whose rate follows what the answers say about the quota behind it.
///
/// Others may have used the quota's burst already, so the first burst is handed out as the answers come in, and a throttle
/// means that nothing is left of it.
struct AdaptiveBucket {
    private var bucket: TokenBucket
    private var rate: AdaptiveRate
    private let burst: Int
    private var hasBegun = false
    /// What is still held back of the first burst.
    private var reserve = 0
    /// How often the rate was cut. A request that left before the last cut knows nothing new.
    private(set) var round: UInt32 = 0
    /// Answers so far that were no throttles.
    private(set) var passed: UInt64 = 0

    /// What the first burst begins with, and what each answer adds: it doubles with every round trip.
    private static let firstTokens = 4
    private static let tokensPerAnswer = 2

    /// - Parameters:
    ///   - rate: tokens a second to begin with; `nil`: no limit until the first throttle.
    ///   - maxRate: what the rate may recover to; `nil`: where it began.
    ///   - burst: at least 1.
    init(rate: Double?, maxRate: Double?, burst: Int) {
        self.rate = AdaptiveRate(rate: rate, maximum: maxRate)
        self.burst = burst
        bucket = TokenBucket(rate: self.rate.value(at: 0), burst: burst)
    }

    /// Tokens a second; `nil`: no limit.
    func currentRate(now: Int64) -> Double? { rate.value(at: now) }

    /// Begins anew with another rate; of the tokens at most one stays.
    ///
    /// - Parameters:
    ///   - rate: tokens a second; `nil`: no limit until the next throttle.
    ///   - maxRate: what the rate may recover to; `nil`: where it begins.
    mutating func setRate(_ rate: Double?, maxRate: Double?, now: Int64) {
        self.rate = AdaptiveRate(rate: rate, maximum: maxRate)
        self.rate.begin(now: now)
        reserve = 0
        hasBegun = true
        bucket = TokenBucket(rate: self.rate.value(at: now), burst: burst)
        bucket.setTokens(1, now: now)
    }

    /// When the next token is there; not later than `now`: there is one.
    func nextToken(now: Int64) -> Int64 { bucket.nextToken(now: now) }

    /// Takes a token that `nextToken` says is there.
    mutating func take(now: Int64) {
        if !hasBegun {
            hasBegun = true
            rate.begin(now: now)
            if burst > Self.firstTokens, rate.value(at: now) != nil {
                reserve = burst - Self.firstTokens
                bucket.setTokens(Self.firstTokens, now: now)
            }
        }
        if let rate = rate.value(at: now) { bucket.setRate(rate, now: now) }
        bucket.take(now: now)
    }

    /// Puts back a token that was not used.
    mutating func putBack() { bucket.putBack() }

    /// The quota let a request pass.
    mutating func notePassed(now: Int64) {
        passed += 1
        rate.notePassed(now: now)
        for _ in 0..<min(Self.tokensPerAnswer, reserve) {
            reserve -= 1
            bucket.putBack()
        }
    }

    /// A request found the quota used up.
    /// - Parameter round: as it was when the request left.
    mutating func noteThrottled(round: UInt32, now: Int64) {
        guard round == self.round else { return }
        self.round += 1
        reserve = 0
        rate.noteThrottled(now: now)
        if let rate = rate.value(at: now) { bucket.setRate(rate, now: now) }
        bucket.setTokens(0, now: now)
    }
}
