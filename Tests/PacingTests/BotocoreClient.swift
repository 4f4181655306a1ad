import Foundation

/// botocore's `adaptive` mode, written from its description, to compare with: a limiter that is off until the first
/// throttle. Rates are requests a second, times seconds.
struct BotocoreLimiter {
    private(set) var isOn = false
    private(set) var measured: Double
    private(set) var fillRate = 0.0
    private(set) var k = 0.0
    private var capacity = 0.0
    private var tokens = 0.0
    private var filledAt = 0.0
    private var peak = 0.0
    private var lastFail = 0.0
    private var count = 0
    private var window: Double?

    init(measured: Double = 0) {
        self.measured = measured
    }

    /// Counts a request in its half second.
    mutating func measure(at now: Double) {
        let current = (now * 2).rounded(.down) / 2
        let last = window ?? current
        window = last
        count += 1
        guard current > last else { return }
        measured = 0.8 * Double(count) / (current - last) + 0.2 * measured
        count = 0
        window = current
    }

    /// - Returns: the rate before it is capped.
    mutating func throttled(at now: Double) -> Double {
        peak = isOn ? min(measured, fillRate) : measured
        k = cbrt(peak * 0.3 / 0.4)
        lastFail = now
        isOn = true
        return 0.7 * peak
    }

    func climbing(at now: Double) -> Double {
        let time = now - lastFail - k
        return 0.4 * time * time * time + peak
    }

    mutating func update(isThrottled: Bool, at now: Double) {
        measure(at: now)
        let rate = isThrottled ? throttled(at: now) : climbing(at: now)
        guard isOn else { return }
        refill(at: now)
        fillRate = max(0.5, min(rate, 2 * measured))
        capacity = max(1, rate)
        tokens = min(tokens, capacity)
    }

    mutating func refill(at now: Double) {
        tokens = min(capacity, tokens + max(0, now - filledAt) * fillRate)
        filledAt = now
    }

    /// - Returns: when to try again; `nil`: a token was taken.
    mutating func take(at now: Double) -> Double? {
        guard isOn else { return nil }
        refill(at: now)
        // What a whole number of nanoseconds may lack.
        if tokens < 1 - 1e-6 { return now + (1 - tokens) / fillRate }
        tokens -= 1
        return nil
    }
}

/// Threads that each send a row until it succeeds, and share one limiter.
struct BotocoreClient: SimulatedClient {
    private var limiter = BotocoreLimiter()
    private var pending: [Int] = []
    private var waiting: [Int] = []
    private var freeThreads: Int
    private(set) var nextMoment: Int64?

    init(threads: Int = 16) {
        freeThreads = threads
    }

    func rate(now: Int64) -> Double? { limiter.isOn ? limiter.fillRate : nil }

    func longestPause(afterTries tries: Int) -> Double { min(20, pow(2, Double(tries - 1))) }

    mutating func enqueue(_ request: Int, isRetry: Bool, now: Int64) -> [Int] {
        if isRetry { waiting.append(request) } else { pending.append(request) }
        return advance(to: now)
    }

    mutating func answer(to request: Int, isThrottled: Bool, now: Int64) -> [Int] {
        limiter.update(isThrottled: isThrottled, at: Double(now) / 1e9)
        if !isThrottled { freeThreads += 1 }
        return advance(to: now)
    }

    mutating func advance(to now: Int64) -> [Int] {
        while freeThreads > 0, !pending.isEmpty {
            freeThreads -= 1
            waiting.append(pending.removeFirst())
        }
        nextMoment = nil
        var leaving: [Int] = []
        while let request = waiting.first {
            if let moment = limiter.take(at: Double(now) / 1e9) {
                nextMoment = Int64((moment * 1e9).rounded(.up))
                break
            }
            waiting.removeFirst()
            leaving.append(request)
        }
        return leaving
    }
}
