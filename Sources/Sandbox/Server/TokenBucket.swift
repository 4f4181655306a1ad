/// The quota of one account and region: full at first, refilled at a steady rate. Somebody else may take from it, too, at
/// regular moments of their own, which are made up for at the next ``take(now:)``.
struct TokenBucket {
    /// Requests of somebody else that found a token, and those that found none.
    private(set) var outsideServed = 0
    private(set) var outsideThrottled = 0

    private let rate: Double
    private let burst: Double
    private let outsideInterval: Double
    private var nextOutside: Double
    private var tokens: Double
    private var updated: Double

    /// - Parameters:
    ///   - rate: Tokens a second.
    ///   - outsideRate: Requests of somebody else a second. One who uses up the rate has emptied the bucket before.
    ///   - now: Seconds on a clock that never goes back.
    init(rate: Double, burst: Int, outsideRate: Double? = nil, now: Double) {
        self.rate = rate
        self.burst = Double(burst)
        outsideInterval = outsideRate.map { 1 / $0 } ?? .infinity
        nextOutside = now + outsideInterval
        tokens = (outsideRate ?? 0) < rate ? Double(burst) : 0
        updated = now
    }

    /// Takes a token if there is one.
    mutating func take(now: Double) -> Bool {
        while nextOutside <= now {
            if takeOne(at: nextOutside) { outsideServed += 1 } else { outsideThrottled += 1 }
            nextOutside += outsideInterval
        }
        return takeOne(at: now)
    }

    private mutating func takeOne(at moment: Double) -> Bool {
        tokens = min(burst, tokens + rate * max(0, moment - updated))
        updated = max(updated, moment)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
