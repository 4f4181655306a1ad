import HeapModule
import TestSupport

@testable import Pacing

/// One of the clients whose use of a quota is simulated. Every event returns the requests that leave.
protocol SimulatedClient {
    mutating func enqueue(_ request: Int, isRetry: Bool, now: Int64) -> [Int]
    mutating func answer(to request: Int, isThrottled: Bool, now: Int64) -> [Int]
    mutating func advance(to now: Int64) -> [Int]
    /// When time alone lets a request leave.
    var nextMoment: Int64? { get }
    /// Requests a second; `nil`: no limit.
    func rate(now: Int64) -> Double?
    /// The longest pause before a request is tried again.
    func longestPause(afterTries tries: Int) -> Double
}

/// An account's quota that a client uses together with somebody else, in virtual time.
struct SharedQuotaSimulation {
    var quota = 10.0
    var burst = 40.0
    /// What is there of the burst at the start.
    var tokens = 40.0
    /// The rate of somebody else, from a second on; each step holds until the next.
    var outside: [(from: Double, rate: Double)] = []
    /// So many requests of somebody else at once, at a second.
    var outsideBursts: [(at: Double, count: Int)] = []
    var rows = 400
    /// The share of the requests that are refused whatever the rate.
    var chance = 0.0
    /// Other quotas, from a second on.
    var laterQuotas: [(from: Double, quota: Double)] = []
    /// Seconds from sending to the answer; each varies by 40 % of it.
    var latency = 0.4
    /// Seconds after which the rows that are left do not matter.
    var end = Double.infinity

    struct Result {
        var sent = 0
        var throttled = 0
        /// Moments of the answers that were no throttles, in seconds.
        var passed: [Double] = []
        /// The client's rate at every answer.
        var rates: [(at: Double, rate: Double?)] = []
        var seconds: Double { passed.last ?? 0 }
        var throttledShare: Double { sent == 0 ? 0 : Double(throttled) / Double(sent) }
        /// Requests of somebody else, and how many of them were refused.
        var others = (sent: 0, throttled: 0)
        var othersThrottledShare: Double { others.sent == 0 ? 0 : Double(others.throttled) / Double(others.sent) }
        /// Requests a second that were no throttles.
        var goodput: Double { Double(passed.count) / seconds }

        /// How long after a moment the rate has reached another one for good.
        func delay(after moment: Double, to rate: Double) -> Double {
            max(0, (rates.last { ($0.rate ?? .infinity) < rate && $0.at >= moment }?.at ?? moment) - moment)
        }
    }

    private struct Planned: Comparable {
        var deadline: Int64
        var order: Int
        var event: Event

        static func < (left: Planned, right: Planned) -> Bool {
            (left.deadline, left.order) < (right.deadline, right.order)
        }

        static func == (left: Planned, right: Planned) -> Bool { left.order == right.order }
    }

    private enum Event {
        case outside(step: Int)
        case outsideBurst(Int)
        case quota(Double)
        case arrival(Int)
        case answer(Int, isThrottled: Bool)
        case retry(Int)
        case moment
    }

    /// What the quota leaves to the client in the first seconds.
    func free(within seconds: Double) -> Double {
        var free = tokens + quota * seconds
        for (index, step) in outside.enumerated() {
            let end = index + 1 < outside.count ? outside[index + 1].from : .infinity
            free -= step.rate * max(0, min(end, seconds) - step.from)
        }
        return free - Double(outsideBursts.filter { $0.at < seconds }.map(\.count).reduce(0, +))
    }

    func run(_ client: some SimulatedClient, seed: UInt64) -> Result {
        var client = client
        var result = Result()
        var events = Heap<Planned>()
        var order = 0
        var generator = SeededGenerator(seed: seed)
        var (tokens, filledAt, quota) = (tokens, Int64(0), quota)
        var tries = [Int](repeating: 0, count: rows)
        var planned: Int64?

        func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }
        func plan(_ event: Event, at deadline: Int64) {
            order += 1
            events.insert(Planned(deadline: deadline, order: order, event: event))
        }
        func take(_ now: Int64) -> Bool {
            tokens = min(burst, tokens + quota * Double(now - filledAt) / 1e9)
            filledAt = now
            // A whole number of nanoseconds may lack a little.
            if tokens < 1 - 1e-6 { return false }
            tokens -= 1
            return true
        }
        func send(_ leaving: [Int], _ now: Int64) {
            for request in leaving {
                result.sent += 1
                tries[request] += 1
                plan(.arrival(request), at: now + nanoseconds(latency / 2))
            }
            guard let moment = client.nextMoment, moment != planned else { return }
            planned = moment
            plan(.moment, at: max(now, moment))
        }

        for (index, step) in outside.enumerated() where step.rate > 0 {
            let phase = Double.random(in: 0..<1, using: &generator) / step.rate
            plan(.outside(step: index), at: nanoseconds(step.from + phase))
        }
        for (from, quota) in laterQuotas { plan(.quota(quota), at: nanoseconds(from)) }
        for (at, count) in outsideBursts { plan(.outsideBurst(count), at: nanoseconds(at)) }
        for request in 0..<rows { send(client.enqueue(request, isRetry: false, now: 0), 0) }

        while let next = events.popMin() {
            let now = next.deadline
            if result.passed.count == rows || Double(now) / 1e9 > end { break }
            switch next.event {
            case .outside(let step):
                result.others.sent += 1
                if !take(now) { result.others.throttled += 1 }
                let next = now + nanoseconds(1 / outside[step].rate)
                let isLast = step + 1 < outside.count && Double(next) / 1e9 >= outside[step + 1].from
                if !isLast { plan(.outside(step: step), at: next) }
            case .outsideBurst(let count):
                for _ in 0..<count { _ = take(now) }
            case .quota(let other):
                tokens = min(burst, tokens + quota * Double(now - filledAt) / 1e9)
                (filledAt, quota) = (now, other)
            case .arrival(let request):
                let back = latency * Double.random(in: 0.1...0.9, using: &generator)
                let isThrottled = chance > 0 && Double.random(in: 0..<1, using: &generator) < chance || !take(now)
                plan(.answer(request, isThrottled: isThrottled), at: now + nanoseconds(back))
            case .answer(let request, let isThrottled):
                // What the throttle says about the quota counts for its own pause, too.
                let leaving = client.answer(to: request, isThrottled: isThrottled, now: now)
                if isThrottled {
                    result.throttled += 1
                    let longest = client.longestPause(afterTries: tries[request])
                    let pause = Double.random(in: 0..<longest, using: &generator)
                    plan(.retry(request), at: now + nanoseconds(pause))
                } else {
                    result.passed.append(Double(now) / 1e9)
                }
                send(leaving, now)
                result.rates.append((Double(now) / 1e9, client.rate(now: now)))
            case .retry(let request):
                send(client.enqueue(request, isRetry: true, now: now), now)
            case .moment:
                planned = nil
                send(client.advance(to: now), now)
            }
        }
        return result
    }
}

/// The gate, as `AWSClient` uses it.
struct GateClient: SimulatedClient {
    private var state: GateState
    private let group: Int
    private var numbers: [Int: UInt64] = [:]

    init(
        rate: Double? = 8,
        maxRate: Double? = nil,
        burst: Int = 32,
        concurrency: Int = 64,
        quota: DocumentedQuota? = DocumentedQuota(rate: 10, burst: 40)
    ) {
        state = GateState(concurrency: concurrency)
        group = state.makeGroup(rate: rate, maxRate: maxRate, burst: burst, quota: quota)
    }

    var nextMoment: Int64? { state.nextDeadline }

    func rate(now: Int64) -> Double? { state.rate(group: group, now: now) }

    /// A throttled try is forgiven, since the group gets ahead; where it is noise, the pauses are short and grow with each.
    func longestPause(afterTries tries: Int) -> Double {
        state.isNoisy(group: group) ? min(1, 0.01 * Double(1 << min(tries - 1, 10))) : 1
    }

    mutating func enqueue(_ request: Int, isRetry: Bool, now: Int64) -> [Int] {
        leave(state.enqueue(UInt64(request), group: group, isContinuing: isRetry, now: now))
    }

    mutating func answer(to request: Int, isThrottled: Bool, now: Int64) -> [Int] {
        let number = numbers.removeValue(forKey: request) ?? 0
        return leave(state.release(number, group: group, after: isThrottled ? .throttled : .passed, now: now))
    }

    mutating func advance(to now: Int64) -> [Int] { leave(state.advance(to: now)) }

    private mutating func leave(_ wakeups: GateState.Wakeups) -> [Int] {
        wakeups.granted.map { grant in
            numbers[Int(grant.waiter)] = grant.number
            return Int(grant.waiter)
        }
    }
}
