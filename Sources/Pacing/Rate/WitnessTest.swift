/// Tells from the requests right after a throttle whether the quota was used up.
///
/// If it was, the bucket behind it is empty: of what arrives right after no more passes than came into the bucket since. So after
/// a throttle nothing else is sent but one or two requests at once, the witnesses. If all of them pass, the throttle came by
/// chance. Where the answers come late, those that were under way meanwhile have taken what came in, which is taken into account.
struct WitnessTest {
    /// How many requests have been sent. Each has the number that this was before.
    private(set) var sent: UInt64 = 0
    private var recent = [Request](repeating: Request(), count: Self.remembered)
    private var hearing: Hearing?
    /// The logarithm of how much likelier it is that throttles come by chance than that they come from a quota.
    private var odds = Self.oddsAtFirst

    private struct Request {
        var sentAt: Int64 = 0
        var answer: Answer?
    }

    enum Answer {
        case passed
        case throttled
        /// None came, or it says nothing about the quota.
        case lost
        /// It was not sent.
        case unused
    }

    private struct Hearing {
        /// The request after which the witnesses left.
        var throttled: UInt64
        var witnesses: Range<UInt64>
        /// Witnesses in a row before these, all of which passed.
        var earlier: Int
        /// Nobody waits longer for them.
        var end: Int64
        /// More than one token may be there, so that two that pass say less.
        var mayHaveTokens: Bool
        var answers: (passed: Int, throttled: Int, lost: Int) = (0, 0, 0)

        var isComplete: Bool { answers.passed + answers.throttled + answers.lost == witnesses.count }
    }

    private static let remembered = 64
    /// What the odds are at first, and where they end. (What the answers below weigh was counted in simulations.)
    private static let oddsAtFirst = -0.5
    private static let range = -4.0...5.0
    /// With odds above zero a throttle came by chance. Below this, witnesses are asked as long as they pass.
    private static let sureOdds = 2.0
    private static let mostHearings = 4
    /// Whoever is as sure as this goes back to the rate from before.
    private static let certainOdds = 2.5
    /// Below these odds the quota is so likely that nobody is asked. A throttle soon after a cut makes chance likelier.
    private static let clearOdds = -1.0
    private static let earlyThrottle = 0.8
    /// A throttle without a witness.
    private static let doubt = 1.5
    /// What one witness says: the bucket may have been nearly full of its next token at the throttle, but not at the one after it.
    private static let firstWitness = (passed: 1.2, throttled: -2.3)
    private static let nextWitness = (passed: 2.3, throttled: -2.5)
    /// What two at once say, by how many of them are throttled; and if both pass though a token may have been there.
    private static let twoWitnesses = [3.0, -1.7, -4.0]
    private static let twoWitnessesWithTokens = 1.2
    /// One witness is enough if less than this part of a token has come in since the throttle.
    private static let littleRefill = 0.1
    /// Two are enough if so many tokens have come in that no other request has taken, and so many at all.
    private static let mostRefill = (left: 1.5, whole: 14.0)
    /// The longest wait for witnesses: in times that the throttle took, and at least so many nanoseconds.
    private static let longestWait: (times: Int64, atLeast: Int64) = (3, 20_000_000)

    /// Throttles come by chance, as far as is known.
    var isChance: Bool { odds > 0 }
    /// It is certain enough to go back to the rate from before.
    var isCertainlyChance: Bool { odds > Self.certainOdds }

    /// The answers of witnesses are waited for.
    var isWaiting: Bool { hearing != nil }
    /// Another witness is to be sent.
    var wantsRequest: Bool { hearing.map { sent < $0.witnesses.upperBound } ?? false }
    /// When witnesses are no longer waited for.
    var end: Int64? { hearing?.end }

    /// A request leaves.
    /// - Returns: its number.
    mutating func noteSent(now: Int64) -> UInt64 {
        defer { sent += 1 }
        recent[Self.place(of: sent)] = Request(sentAt: now)
        return sent
    }

    /// Begins to hear witnesses of a throttle.
    /// - Parameters:
    ///   - number: of the request that was throttled.
    ///   - refill: tokens a second that come into the bucket behind the quota at most.
    ///   - isEarly: the throttle came soon after a cut.
    ///   - hasTokens: whether so many requests may be sent at once.
    /// - Returns: whether they have to be waited for; if not, the odds are what there is to know.
    mutating func begin(
        throttled number: UInt64,
        refill: Double,
        isEarly: Bool,
        now: Int64,
        hasTokens: (Int) -> Bool
    ) -> Bool {
        if isEarly { change(by: Self.earlyThrottle) }
        guard odds > Self.clearOdds else { return false }
        if hear(after: number, earlier: 0, refill: refill, now: now, hasTokens) { return isWaiting }
        change(by: -Self.doubt)
        return false
    }

    /// An answer came.
    /// - Returns: whether the hearing has ended with it.
    mutating func note(
        _ answer: Answer,
        to number: UInt64,
        refill: Double,
        now: Int64,
        hasTokens: (Int) -> Bool
    ) -> Bool {
        if isRemembered(number) { recent[Self.place(of: number)].answer = answer }
        guard let hearing, hearing.witnesses.contains(number) else { return false }
        if answer == .unused {
            // Somebody else is asked instead.
            self.hearing = nil
            let earlier = hearing.earlier
            if hear(after: hearing.throttled, earlier: earlier, refill: refill, now: now, hasTokens) {
                return !isWaiting
            }
            change(by: -Self.doubt)
            return true
        }
        take(answer)
        conclude(refill: refill, now: now, hasTokens)
        return !isWaiting
    }

    /// Ends a hearing whose witnesses did not come.
    mutating func giveUp() {
        hearing = nil
        change(by: -Self.doubt)
    }

    /// The rate is another one.
    mutating func reset() {
        hearing = nil
        odds = Self.oddsAtFirst
    }

    // MARK: Parts

    private static func place(of number: UInt64) -> Int { Int(number % UInt64(remembered)) }

    private func isRemembered(_ number: UInt64) -> Bool { number < sent && sent - number <= UInt64(Self.remembered) }

    private mutating func change(by weight: Double) {
        odds = min(max(odds + weight, Self.range.lowerBound), Self.range.upperBound)
    }

    private mutating func take(_ answer: Answer) {
        switch answer {
        case .passed: hearing?.answers.passed += 1
        case .throttled: hearing?.answers.throttled += 1
        case .lost, .unused: hearing?.answers.lost += 1
        }
    }

    /// - Returns: whether there are witnesses.
    private mutating func hear(
        after number: UInt64,
        earlier: Int,
        refill: Double,
        now: Int64,
        _ hasTokens: (Int) -> Bool
    ) -> Bool {
        guard isRemembered(number) else { return false }
        let sentAt = recent[Self.place(of: number)].sentAt
        func tokens(until moment: Int64) -> Double { Double(moment - sentAt) / 1e9 * refill }
        let end = now + max(Self.longestWait.times * (now - sentAt), Self.longestWait.atLeast)
        var next = number + 1
        while next < sent, recent[Self.place(of: next)].answer == .unused { next += 1 }
        if next < sent {
            let follower = recent[Self.place(of: next)]
            if tokens(until: follower.sentAt) < Self.littleRefill {
                hearing = Hearing(
                    throttled: number,
                    witnesses: next..<next + 1,
                    earlier: earlier,
                    end: end,
                    mayHaveTokens: false
                )
                if let answer = follower.answer {
                    take(answer)
                    conclude(refill: refill, now: now, hasTokens)
                }
                return true
            }
        }
        let whole = tokens(until: now)
        let count = next == sent && whole < Self.littleRefill ? 1 : 2
        let left = whole - Double(sent - next)
        guard whole < Self.mostRefill.whole, left < Self.mostRefill.left, hasTokens(count) else { return false }
        hearing = Hearing(
            throttled: number,
            witnesses: sent..<sent + UInt64(count),
            earlier: earlier,
            end: end,
            mayHaveTokens: left > 1
        )
        return true
    }

    /// Draws the conclusion once all witnesses were heard, or asks more of them.
    private mutating func conclude(refill: Double, now: Int64, _ hasTokens: (Int) -> Bool) {
        guard let hearing, hearing.isComplete else { return }
        if hearing.answers.lost > 0 { return giveUp() }
        self.hearing = nil
        let throttled = hearing.answers.throttled
        if hearing.witnesses.count == 1 {
            let weights = hearing.earlier == 0 ? Self.firstWitness : Self.nextWitness
            change(by: throttled == 0 ? weights.passed : weights.throttled)
        } else if throttled == 0, hearing.mayHaveTokens {
            change(by: Self.twoWitnessesWithTokens)
        } else {
            change(by: Self.twoWitnesses[throttled])
        }
        guard throttled == 0, isChance, odds < Self.sureOdds, hearing.earlier + 1 < Self.mostHearings else { return }
        _ = hear(
            after: hearing.witnesses.upperBound - 1,
            earlier: hearing.earlier + 1,
            refill: refill,
            now: now,
            hasTokens
        )
    }
}
