/// The quota of one account and region: full at first, refilled at a steady rate.
struct TokenBucket {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var updated: Double

    /// - Parameters:
    ///   - rate: Tokens a second.
    ///   - now: Seconds on a clock that never goes back.
    init(rate: Double, burst: Int, now: Double) {
        self.rate = rate
        self.burst = Double(burst)
        self.tokens = Double(burst)
        self.updated = now
    }

    /// Takes a token if there is one.
    mutating func take(now: Double) -> Bool {
        tokens = min(burst, tokens + rate * max(0, now - updated))
        updated = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
