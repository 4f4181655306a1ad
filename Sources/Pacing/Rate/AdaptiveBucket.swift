/// A token bucket whose rate follows what the answers say about the quota behind it.
///
/// Others may have used the quota's burst already, so the first burst is handed out as the answers come in, and a throttle
/// means that nothing is left of it.
///
/// A request needs a token of two buckets: one at the rate of the moment, and one at the rate and burst that were asked for.
/// The second one keeps what a group did not send while throttles held it back, so that it can be sent a little faster later
/// if they were noise (`AdaptiveRate`), and never more than was asked for. Some of its tokens are kept for the witnesses of a
/// throttle (`WitnessTest`).
struct AdaptiveBucket {
    private var bucket: TokenBucket
    /// What was asked for, whatever the quota delivers.
    private var allowance: TokenBucket
    private var rate: AdaptiveRate
    private let burst: Int
    private let quota: DocumentedQuota?
    private var hasBegun = false
    /// What is still held back of the first burst.
    private var reserve = 0
    /// Without a limit a throttle stops everything until those in flight have been answered, but not longer than that.
    private var holdEnd: Int64?
    /// Without a limit: the last answers before a throttle, and all since.
    private var unjudged = (passed: 0, throttled: 0)
    private var inFlight = 0
    private var witnesses = WitnessTest()
    /// The number of the first request since the rate was cut. One that left before knows nothing new.
    private var firstSinceCut: UInt64 = 0
    /// By which part of the time between two tokens the next one is taken later.
    private var delay = 0.0
    /// Answers so far that were no throttles.
    private(set) var passed: UInt64 = 0

    /// What the first burst begins with, and what each answer adds: it doubles with every round trip.
    private static let firstTokens = 4
    private static let tokensPerAnswer = 2
    /// Of a burst of some size, so many tokens are kept for witnesses.
    private static let keptTokens = 3
    private static let smallestBurst = 12
    /// A cut leaves the bucket two tokens short of empty, so that some gather behind the quota.
    private static let tokensAfterCut = -2
    /// Clients that keep in step share a quota badly: whoever comes a moment earlier each time gets all there is. So tokens of
    /// a quota that others share are taken up to this part of their distance later, each by another part of it. Multiples of
    /// the golden ratio are spread evenly, and need no randomness.
    private static let largestDelay = 0.6
    private static let goldenRatio = 0.618_034
    /// So many answers from before a throttle are looked at, too.
    private static let earlierAnswers = 16
    /// Fewer answers say nothing.
    private static let fewestAnswers = 8
    /// So many throttles before that are followed by another try at once: a run without a limit may end within a second.
    private static let unexplainedThrottles = 2
    /// Nobody waits longer (nanoseconds) for the answers to those in flight.
    private static let longestHold: Int64 = 2_000_000_000

    /// - Parameters:
    ///   - rate: tokens a second to begin with; `nil`: no limit until the first throttle.
    ///   - maxRate: what the rate may rise to; `nil`: where it began.
    ///   - burst: at least 1.
    ///   - quota: what is known of the quota.
    init(rate: Double?, maxRate: Double?, burst: Int, quota: DocumentedQuota? = nil) {
        self.rate = AdaptiveRate(rate: rate, maximum: maxRate, quota: quota)
        self.burst = burst
        self.quota = quota
        bucket = TokenBucket(rate: self.rate.value(at: 0), burst: Self.paced(burst))
        allowance = TokenBucket(rate: self.rate.finiteMaximum, burst: burst)
    }

    /// What is left of a burst without them.
    private static func paced(_ burst: Int) -> Int { burst < smallestBurst ? burst : burst - keptTokens }

    /// Tokens a second, and no more than was asked for; `nil`: no limit.
    func currentRate(now: Int64) -> Double? { rate.value(at: now).map { min($0, rate.maximum) } }

    /// Begins anew with another rate; of the tokens at most one stays.
    ///
    /// - Parameters:
    ///   - rate: tokens a second; `nil`: no limit until the next throttle.
    ///   - maxRate: what the rate may rise to; `nil`: where it begins.
    mutating func setRate(_ rate: Double?, maxRate: Double?, now: Int64) {
        self.rate = AdaptiveRate(rate: rate, maximum: maxRate, quota: quota)
        self.rate.begin(now: now)
        holdEnd = nil
        witnesses.reset()
        unjudged = (0, 0)
        reserve = 0
        hasBegun = true
        bucket = TokenBucket(rate: self.rate.value(at: now), burst: Self.paced(burst))
        bucket.setTokens(1, now: now)
        allowance = TokenBucket(rate: self.rate.finiteMaximum, burst: burst)
        allowance.setTokens(1, now: now)
    }

    /// Whether throttles are taken for noise at present, or may yet be: the first ones of a group that has no limit although
    /// the quota is documented, since so few requests do not use up its burst.
    var isNoisy: Bool {
        holdEnd != nil || witnesses.isWaiting || rate.isNoisy
            || (quota != nil && (1...Self.unexplainedThrottles).contains(unjudged.throttled))
    }

    /// Whether throttles have slowed it down.
    func isSlowed(now: Int64) -> Bool { rate.isSlowed(at: now) }

    /// When the next token is there; not later than `now`: there is one.
    func nextToken(now: Int64) -> Int64 {
        if let holdEnd { return max(now, holdEnd) }
        if let end = witnesses.end { return witnesses.wantsRequest ? allowance.nextToken(now: now) : max(now, end) }
        let part = Self.largestDelay * delay
        return max(bucket.nextToken(now: now, delayed: part), allowance.nextToken(now: now, delayed: part))
    }

    /// Takes a token that `nextToken` says is there.
    /// - Returns: the number of the request that has it.
    @discardableResult
    mutating func take(now: Int64) -> UInt64 {
        if holdEnd != nil { settle(now: now) }
        if let end = witnesses.end, now >= end {
            witnesses.giveUp()
            judge(isFresh: true, now: now)
        }
        if !hasBegun {
            hasBegun = true
            rate.begin(now: now)
            if Self.paced(burst) > Self.firstTokens, rate.value(at: now) != nil {
                reserve = Self.paced(burst) - Self.firstTokens
                bucket.setTokens(Self.firstTokens, now: now)
            }
        }
        if let rate = rate.value(at: now) { bucket.setRate(rate, now: now) }
        bucket.take(now: now)
        allowance.take(now: now)
        if quota != nil { delay = (delay + Self.goldenRatio).truncatingRemainder(dividingBy: 1) }
        inFlight += 1
        return witnesses.noteSent(now: now)
    }

    /// A request came to nothing that tells about the quota.
    mutating func noteLost(_ number: UInt64, now: Int64) {
        end(number, .lost, now: now)
    }

    /// Puts back a token that was not used.
    mutating func putBack(_ number: UInt64, now: Int64) {
        bucket.putBack()
        allowance.putBack()
        end(number, .unused, now: now)
    }

    private mutating func end(_ number: UInt64, _ answer: WitnessTest.Answer, now: Int64) {
        inFlight -= 1
        hear(answer, to: number, now: now)
        settleIfAnswered(now: now)
    }

    /// The quota let a request pass.
    mutating func notePassed(_ number: UInt64, now: Int64) {
        passed += 1
        inFlight -= 1
        rate.notePassed(isFresh: number >= firstSinceCut, now: now)
        hear(.passed, to: number, now: now)
        unjudged.passed += 1
        if unjudged.throttled == 0 { unjudged.passed = min(unjudged.passed, Self.earlierAnswers) }
        for _ in 0..<min(Self.tokensPerAnswer, reserve) {
            reserve -= 1
            bucket.putBack()
        }
        settleIfAnswered(now: now)
    }

    /// A request was refused by the quota.
    mutating func noteThrottled(_ number: UInt64, now: Int64) {
        inFlight -= 1
        if holdEnd != nil {
            unjudged.throttled += 1
            return settleIfAnswered(now: now)
        }
        let isLookedInto = witnesses.isWaiting
        if isLookedInto { rate.noteOldThrottle(now: now) }
        hear(.throttled, to: number, now: now)
        // This one is a witness, or was under way: the throttle that is looked into speaks for it.
        if isLookedInto { return }
        let isFresh = number >= firstSinceCut
        if isFresh, let refill = rate.largestRefill(at: now) {
            let isEarly = rate.isBelowReference(at: now)
            let allowance = allowance
            let waits = witnesses.begin(throttled: number, refill: refill, isEarly: isEarly, now: now) {
                allowance.has($0, now: now)
            }
            if waits { return }
        }
        judge(isFresh: isFresh, now: now)
    }

    /// An answer may be that of a witness.
    private mutating func hear(_ answer: WitnessTest.Answer, to number: UInt64, now: Int64) {
        let allowance = allowance
        let hasEnded = witnesses.note(answer, to: number, refill: rate.largestRefill(at: now) ?? 0, now: now) {
            allowance.has($0, now: now)
        }
        if hasEnded { judge(isFresh: true, now: now) }
    }

    /// Does what a throttle calls for.
    private mutating func judge(isFresh: Bool, now: Int64) {
        let chance: AdaptiveRate.Chance =
            !witnesses.isChance ? .unlikely : witnesses.isCertainlyChance ? .certain : .likely
        switch rate.noteThrottled(isFresh: isFresh, chance: chance, inFlight: inFlight, now: now) {
        case .none: break
        case .cut: applyCut(now: now)
        case .hold:
            unjudged.throttled += 1
            holdEnd = now.addingClamped(Self.longestHold)
            settleIfAnswered(now: now)
        }
    }

    private mutating func settleIfAnswered(now: Int64) {
        if holdEnd != nil, inFlight <= 0 { settle(now: now) }
    }

    private mutating func settle(now: Int64) {
        holdEnd = nil
        let answers = unjudged.passed + unjudged.throttled
        guard answers >= Self.fewestAnswers else { return }
        let reaction = rate.settle(throttled: unjudged.throttled, of: answers, now: now)
        unjudged = (0, 0)
        if reaction == .cut { applyCut(now: now) }
    }

    private mutating func applyCut(now: Int64) {
        firstSinceCut = witnesses.sent
        reserve = 0
        guard let rate = rate.value(at: now) else { return }
        bucket.setRate(rate, now: now)
        bucket.setTokens(Self.tokensAfterCut, now: now)
    }
}
