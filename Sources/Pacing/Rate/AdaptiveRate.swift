/// A quota as it is documented: what there is when nobody else uses it.
public struct DocumentedQuota: Sendable, Hashable {
    /// Requests a second.
    public var rate: Double
    /// Requests at once after a pause.
    public var burst: Double

    public init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
    }
}

/// A rate that follows what a quota delivers, for a quota that others share.
///
/// Every throttle says that the bucket behind the quota is empty, so what has passed since the throttle before is what the
/// quota leaves to us (`DeliveredRate`). That becomes the reference of the next cycle: for half of it the rate stays a little
/// below, so that some tokens gather that others can use too. Then it rises, slowly while those are being used up, so that
/// hardly more than there is will be under way at the next throttle, and steeply if none comes.
/// Throttles that do not become rarer with the rate are no reason to send less (`NoiseTest`). What was not sent because of them
/// may be made up for, at a rate a little above the one that was asked for.
struct AdaptiveRate {
    /// What a throttle is followed by.
    enum Reaction: Equatable {
        /// Nothing: it is an old one, or noise.
        case none
        /// The rate has been cut.
        case cut
        /// There is no limit yet. Nothing is to be sent until those in flight have been answered (`settle`).
        case hold
    }

    /// Whether a throttle came by chance, as far as other requests tell.
    enum Chance {
        case unlikely
        case likely
        case certain
    }

    private struct Cycle {
        var reference: Double
        /// When the rate is at the reference.
        var middle: Int64
        /// Nanoseconds from a cut to the middle.
        var half: Double
    }

    private let minimum: Double
    /// What was asked for at most; infinity: anything.
    let maximum: Double
    private let quota: DocumentedQuota?
    /// `nil`: there is no limit.
    private var cycle: Cycle?
    private var delivered = DeliveredRate()
    private var noise = NoiseTest()
    private var firstAnswerAt: Int64?
    private var hasBeenThrottled = false
    /// The reference from before the throttles that may be noise.
    private var height = 0.0

    /// How far the rate is below the reference right after a cut.
    private static let dip = 0.12
    /// How far it is above the reference after the same time again: in proportion to the time, and by its sixth power.
    private static let slowRise = 0.5
    private static let steepRise = 0.8
    /// Half of a cycle is this many requests, and this many nanoseconds at least: about one request in 90 finds out that
    /// there is no more.
    private static let requestsPerHalf = 45.0
    private static let shortestHalf = 5e9
    /// A slow rate finds out more often, counted in requests, so that it does not stay slow for minutes.
    private static let longestHalf = 15e9
    private static let slowest = 0.25
    /// A measurement takes away half of the reference at most.
    private static let largestStep = 0.5
    /// Of what was thought to be there, when others had used a part of the burst before.
    private static let sharedPart = 0.9
    /// Of what is documented, that is left to us at least as far as a first estimate goes.
    private static let leastPart = 0.5
    /// How much faster than asked for what was not sent is made up for.
    private static let makingUp = 1.25
    /// What a quota is believed to be at least of which nothing is known, and hardly anything was measured.
    private static let unknownQuota = 4.0
    /// Below this part of what there could be a rate counts as slow.
    private static let slowPart = 0.4

    /// - Parameters:
    ///   - rate: requests a second to begin with; `nil`: no limit until the first throttle.
    ///   - maximum: what the rate may rise to; `nil`: where it began; infinity: anything.
    ///   - quota: what is known of the quota; `nil`: nothing.
    init(rate: Double?, maximum: Double?, quota: DocumentedQuota? = nil) {
        self.maximum = maximum ?? rate ?? .infinity
        self.quota = quota
        let start = min(rate ?? .infinity, self.maximum)
        minimum = min(Self.slowest, start)
        if start.isFinite { begin(start, isCut: false, now: 0) }
    }

    /// `maximum`; `nil`: there is none.
    var finiteMaximum: Double? { maximum.isFinite ? maximum : nil }

    /// Whether throttles are taken for noise at present.
    var isNoisy: Bool { noise.share != nil }

    /// Whether throttles have slowed it down.
    func isSlowed(at now: Int64) -> Bool {
        guard hasBeenThrottled, let cycle, let value = value(at: now) else { return false }
        return value < maximum && now < cycle.middle + Int64(cycle.half)
    }

    /// Whether it was cut a short while ago.
    func isBelowReference(at now: Int64) -> Bool { cycle.map { now < $0.middle } ?? false }

    /// Requests a second that the quota may let pass at most; `nil`: there is no limit.
    func largestRefill(at now: Int64) -> Double? { value(at: now).map { max($0, quota?.rate ?? 0) } }

    /// The first request leaves.
    mutating func begin(now: Int64) {
        if let cycle { begin(cycle.reference, isCut: false, now: now) }
    }

    /// Requests a second; `nil`: no limit.
    func value(at now: Int64) -> Double? {
        guard let cycle else { return nil }
        let distance = Double(now - cycle.middle) / cycle.half
        let cube = distance * distance * distance
        let change = distance < 0 ? Self.dip * cube : Self.slowRise * distance + Self.steepRise * cube * cube
        return limited(cycle.reference * (1 + change), to: highest)
    }

    /// A request passed the quota.
    mutating func notePassed(isFresh: Bool, now: Int64) {
        noteAnswer(isThrottled: false, isFresh: isFresh, now: now)
        delivered.notePassed()
    }

    /// A request was refused.
    /// - Parameters:
    ///   - isFresh: it left after the last cut.
    ///   - chance: whether it was by chance.
    ///   - inFlight: how many others of the group are.
    mutating func noteThrottled(isFresh: Bool, chance: Chance, inFlight: Int, now: Int64) -> Reaction {
        noteAnswer(isThrottled: true, isFresh: isFresh, now: now)
        guard isFresh else { return .none }
        if chance != .unlikely, noise.share == nil, cycle != nil {
            passOver(isCertain: chance == .certain, now: now)
            return .none
        }
        let current = value(at: now)
        if noise.share != nil {
            if noise.explainsThrottle() { return .none }
            let loss = noise.endTrial()
            guard let current else { return .hold }
            cut(to: current * (1 - loss), .trial, now: now)
            return .cut
        }
        guard let current, let cycle else { return .hold }
        guard hasBeenThrottled else {
            height = current
            cut(to: min(firstEstimate(current, inFlight: inFlight, now: now), current), .estimate, now: now)
            return .cut
        }
        let isSlow = cycle.reference < Self.slowPart * min(maximum, quota?.rate ?? height)
        let isTrial: Bool
        if now < cycle.middle {
            if noise.isClear { height = max(height, cycle.reference) }
            isTrial = noise.noteEarlyThrottle(passes: delivered.passes, isSlow: isSlow)
        } else {
            isTrial = noise.noteLateThrottle(isSlow: isSlow)
            if noise.isClear, !isTrial { height = 0 }
        }
        if isTrial {
            goBack(now: now)
            return .none
        }
        let measured = max(delivered.next(now: now), cycle.reference * Self.largestStep)
        cut(to: min(measured, current), nil, now: now)
        return .cut
    }

    /// A request was refused that left before others did of which that is known.
    mutating func noteOldThrottle(now: Int64) { noteAnswer(isThrottled: true, isFresh: false, now: now) }

    /// Those in flight when there was no limit have been answered.
    /// - Returns: `cut`, or `none` if it was noise.
    mutating func settle(throttled: Int, of answers: Int, now: Int64) -> Reaction {
        guard NoiseTest.isTooMuch(throttled: throttled, of: answers) else {
            noise.beginTrial(share: Double(throttled) / Double(max(answers, 1)))
            return .none
        }
        let known = quota?.rate ?? max(delivered.next(now: now), Self.unknownQuota)
        cut(to: firstEstimate(known, inFlight: 0, now: now), .estimate, now: now)
        return .cut
    }

    // MARK: Parts

    /// A throttle came by chance.
    private mutating func passOver(isCertain: Bool, now: Int64) {
        guard let cycle, let current = value(at: now) else { return }
        if !hasBeenThrottled {
            hasBeenThrottled = true
            height = current
            delivered.begin(believing: current, .trial, now: now)
        }
        height = max(height, cycle.reference)
        let isTrial = noise.noteEarlyThrottle(passes: delivered.passes, isSlow: false)
        if isTrial || isCertain && height > cycle.reference { goBack(now: now) }
    }

    /// Back to the rate from before the throttles that were noise, in steps that double it at most.
    private mutating func goBack(now: Int64) {
        guard let cycle else { return }
        let reference = limited(min(height, 2 * cycle.reference), to: maximum)
        delivered.begin(believing: reference, .trial, now: now)
        begin(reference, isCut: false, now: now)
    }

    private mutating func noteAnswer(isThrottled: Bool, isFresh: Bool, now: Int64) {
        if firstAnswerAt == nil { firstAnswerAt = now }
        noise.note(isThrottled: isThrottled, isFresh: isFresh)
    }

    /// What the quota leaves to us, at the first throttle: from the documented quota, the burst of which was there if as many
    /// requests have passed, and from what has passed since. A throttle before that says little: somebody has used a part
    /// of the burst, or it is noise.
    private func firstEstimate(_ current: Double, inFlight: Int, now: Int64) -> Double {
        guard let quota, let firstAnswerAt else { return current * Self.sharedPart }
        let expected = min(current, quota.rate)
        let seconds = max(Double(now - firstAnswerAt) / 1e9, 1e-3)
        // Some of those in flight have passed already.
        let passes = Double(delivered.passes) + 0.3 * Double(inFlight)
        if passes < quota.burst { return expected * Self.sharedPart }
        // More than the documented quota lets pass: it is another one.
        if passes > quota.burst + 1.2 * quota.rate * seconds + 10 { return passes / seconds }
        let measured = (passes - quota.burst + 1.5) / seconds
        // By so much either may be wrong.
        let (ofExpected, ofMeasured) = (3.0, (1 + 0.3 * Double(inFlight)) / seconds)
        let weight = ofExpected * ofExpected / (ofExpected * ofExpected + ofMeasured * ofMeasured)
        return max(weight * measured + (1 - weight) * expected, expected * Self.leastPart)
    }

    /// - Parameter belief: `nil`: the rate is what was delivered since the last cut.
    private mutating func cut(to rate: Double, _ belief: DeliveredRate.Belief?, now: Int64) {
        hasBeenThrottled = true
        let rate = limited(rate, to: maximum)
        if let belief { delivered.begin(believing: rate, belief, now: now) }
        begin(rate, isCut: true, now: now)
    }

    private mutating func begin(_ reference: Double, isCut: Bool, now: Int64) {
        let half = min(max(Self.shortestHalf, Self.requestsPerHalf / reference * 1e9), Self.longestHalf)
        cycle = Cycle(reference: reference, middle: isCut ? now + Int64(half) : now, half: half)
    }

    private func limited(_ rate: Double, to highest: Double) -> Double { min(max(rate, minimum), highest) }

    /// What the rate may rise to: beyond what was asked for while something is to be made up for, since throttles were noise,
    /// or may have been and the quota is known to be larger.
    private var highest: Double {
        let faster = maximum * Self.makingUp
        if noise.share != nil { return faster }
        guard !noise.isClear, let quota else { return maximum }
        return max(maximum, min(faster, quota.rate))
    }
}
