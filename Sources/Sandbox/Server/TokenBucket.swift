/// The quota of one account and region: full at first, refilled at a steady rate. Somebody else may take from it, too, at
/// moments of their own, which are made up for at the next ``take(now:)``.
struct TokenBucket {
    /// Requests of somebody else that found a token, and those that found none.
    private(set) var outsideServed = 0
    private(set) var outsideThrottled = 0

    private var rate: Double
    private let burst: Double
    private var change: (rate: Double, moment: Double)?
    private var tokens: Double
    private var updated: Double
    private var steady: Outsider
    private var bursts: Outsider

    /// Requests of somebody else at regular moments.
    private struct Outsider {
        var requests: Int
        var interval: Double
        var next: Double
        var end: Double

        init(requests: Int, interval: Double, now: Double, end: Double) {
            self.requests = requests
            self.interval = interval
            self.end = end
            next = requests > 0 && interval.isFinite && now + interval < end ? now + interval : .infinity
        }

        mutating func advance() {
            next = next + interval < end ? next + interval : .infinity
        }
    }

    /// - Parameters:
    ///   - outside: One whose steady rate uses up the quota has emptied the bucket before.
    ///   - now: Seconds on a clock that never goes back.
    init(_ quota: SandboxConfiguration.Quota, outside: SandboxConfiguration.OutsideClient? = nil, now: Double) {
        rate = quota.rate
        burst = Double(quota.burst)
        change = quota.change.map { ($0.rate, now + $0.after / .seconds(1)) }
        let outside = outside ?? .init()
        tokens = outside.rate < quota.rate ? Double(quota.burst) : 0
        updated = now
        let end = outside.end.map { now + $0 / .seconds(1) } ?? .infinity
        steady = Outsider(requests: outside.rate > 0 ? 1 : 0, interval: 1 / outside.rate, now: now, end: end)
        bursts = Outsider(requests: outside.burst, interval: outside.interval / .seconds(1), now: now, end: end)
    }

    /// Takes a token if there is one.
    mutating func take(now: Double) -> Bool {
        while min(steady.next, bursts.next) <= now {
            if steady.next <= bursts.next {
                serve(steady)
                steady.advance()
            } else {
                serve(bursts)
                bursts.advance()
            }
        }
        return takeOne(at: now)
    }

    private mutating func serve(_ outsider: Outsider) {
        for _ in 0..<outsider.requests {
            if takeOne(at: outsider.next) { outsideServed += 1 } else { outsideThrottled += 1 }
        }
    }

    private mutating func takeOne(at moment: Double) -> Bool {
        if let (newRate, start) = change, start <= moment {
            refill(until: start)
            rate = newRate
            change = nil
        }
        refill(until: moment)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    private mutating func refill(until moment: Double) {
        tokens = min(burst, tokens + rate * max(0, moment - updated))
        updated = max(updated, moment)
    }
}
