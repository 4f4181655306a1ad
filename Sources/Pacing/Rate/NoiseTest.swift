/// Tells throttles that come from the rate of requests from throttles that come whatever the rate is.
///
/// A quota that is used up refuses nothing once the rate is below it. So a throttle soon after a cut speaks for noise: a
/// limit of something else, or bursts of others. After a few of them a trial begins: the rate goes back to where it was, and
/// throttles are passed over as long as they are no more frequent than they were at the lower rate.
struct NoiseTest {
    /// The share of requests that is throttled whatever the rate; `nil`: throttles are taken for the quota's.
    private(set) var share: Double?

    /// Throttles soon after a cut, less half of those that came later.
    private var score = 0.0
    /// Answers since the score was zero.
    private var series: (answers: Double, throttles: Double) = (0, 0)
    private var inARow = 0
    /// Trials that failed. Each makes the next one wait for one throttle more.
    private var failures = 0
    /// The share of the last 50 answers or so that were throttles.
    private var recent = 0.0
    /// The sum of the logarithms of how much likelier the answers are if half of the requests is refused.
    private var alarm = 0.0
    private var answersInTrial = 0
    private var passesInARow = 0

    private static let recentAnswers = 50.0
    private static let leastShare = 0.01
    /// With more throttles than that it is the quota.
    private static let largestShare = 0.2
    private static let neededScore = 2.5
    /// A rate that is already far below what could be had is more likely to be right.
    private static let neededScoreWhenSlow = 5.5
    private static let lateThrottle = 0.25
    private static let scoreAfterSuccess = 1.0
    /// So many answers with throttles again and again are enough, too.
    private static let longSeries = 120.0
    /// More often than that nobody is throttled who finds out about a quota (`AdaptiveRate`).
    private static let frequent = 0.08
    private static let longestSeries = 240.0
    private static let mostInARow = 4
    private static let mostFailures = 4
    /// Of a throttle and of a pass, when 62 % are refused instead of 23 %.
    private static let alarmOfThrottle = 1.0
    private static let alarmOfPass = -0.7
    private static let alarmLimit = 8.0
    /// What is lost at least when the alarm goes off.
    private static let alarmLoss = 0.3
    /// How many standard deviations the recent share may lie above the expected one.
    private static let tolerance = 3.0
    private static let slack = 0.04
    /// After so many answers a trial has succeeded.
    private static let success = 60
    /// The noise has ended after this many times the usual distance between two throttles.
    private static let quietDistances = 6.0
    private static let quietAnswers = 20.0

    /// - Parameter isFresh: the request left after the last cut.
    mutating func note(isThrottled: Bool, isFresh: Bool) {
        recent += ((isThrottled ? 1 : 0) - recent) / Self.recentAnswers
        if score > 0 {
            series.answers += 1
            if isThrottled { series.throttles += 1 }
            // What was long ago, perhaps at a far higher rate, fades.
            if series.answers > Self.longestSeries { series = (series.answers / 2, series.throttles / 2) }
        }
        if isFresh { inARow = isThrottled ? inARow + 1 : 0 }
        guard let share else { return }
        answersInTrial += 1
        if answersInTrial > Self.success { failures = 0 }
        alarm = max(0, alarm + (isThrottled ? Self.alarmOfThrottle : Self.alarmOfPass))
        passesInARow = isThrottled ? 0 : passesInARow + 1
        if Double(passesInARow) > Self.quietDistances / share + Self.quietAnswers {
            self.share = nil
            score = 0
        }
    }

    /// Whether a throttle in a trial is what was to be expected.
    mutating func explainsThrottle() -> Bool {
        guard let share else { return false }
        let deviation = (share * (1 - share) / (2 * Self.recentAnswers)).squareRoot()
        guard alarm < Self.alarmLimit, recent <= share + Self.tolerance * deviation + Self.slack else { return false }
        self.share = share + (recent - share) / Self.recentAnswers
        return true
    }

    /// Ends a trial: more is refused than at the lower rate.
    /// - Returns: the share that is.
    mutating func endTrial() -> Double {
        share = nil
        score = 0
        guard answersInTrial < Self.success else {
            // It has been noise for a while, so it may be noise still.
            score = Self.scoreAfterSuccess
            series = (0, 0)
            return recent
        }
        failures = min(failures + 1, Self.mostFailures)
        return alarm < Self.alarmLimit ? recent : max(recent, Self.alarmLoss)
    }

    /// Begins a trial with a share of throttles that is known.
    mutating func beginTrial(share: Double) {
        self.share = max(Self.leastShare, share)
        recent = share
        score = 0
        (alarm, answersInTrial, passesInARow) = (0, 0, 0)
    }

    /// Whether so many throttles are more than noise.
    static func isTooMuch(throttled: Int, of answers: Int) -> Bool {
        Double(throttled) > 0.25 * Double(answers)
    }

    /// Whether the last throttles came later than soon after a cut.
    var isClear: Bool { score == 0 }

    /// A throttle came soon after a cut.
    /// - Parameters:
    ///   - passes: how many requests have passed since the cut.
    ///   - isSlow: the rate is far below what could be had.
    /// - Returns: whether a trial begins.
    mutating func noteEarlyThrottle(passes: Int, isSlow: Bool) -> Bool {
        if score == 0 { series = (Double(passes) + 1, 1) }
        score += 1
        return beginTrialIfDue(isSlow: isSlow)
    }

    /// A throttle came after the rate had been back where it was.
    /// - Returns: whether a trial begins.
    mutating func noteLateThrottle(isSlow: Bool) -> Bool {
        score = max(0, score - Self.lateThrottle)
        return score > 0 && beginTrialIfDue(isSlow: isSlow)
    }

    private mutating func beginTrialIfDue(isSlow: Bool) -> Bool {
        let share = series.throttles / (series.answers + 1)
        let needed = (isSlow ? Self.neededScoreWhenSlow : Self.neededScore) + Double(failures)
        let isLong = series.answers >= Self.longSeries * Double(1 + failures) && share >= Self.frequent
        guard score >= needed || isLong, share <= Self.largestShare, inARow < Self.mostInARow else { return false }
        beginTrial(share: share)
        return true
    }
}
