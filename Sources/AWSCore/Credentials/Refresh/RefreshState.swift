/// Who may use the current value, who renews it and who waits. Pure: time and results go in, answers come out.
///
/// At most one refresh ("flight") is under way. One that fails concerns only those who asked before it began: everyone
/// else tries anew, so that a failure neither lasts nor hits somebody who could have succeeded.
struct RefreshState<Value: Expiring> {
    /// Flights are numbered from 1.
    typealias Flight = Int

    enum Answer {
        case use(Value)
        /// The caller is to renew the value and to report with `end`. `current` is still good if that fails, `rejected`
        /// is not wanted again.
        case lead(current: Value?, rejected: Value?)
        case wait
        /// A flight that began after the caller had asked has failed.
        case fail(any Error)
    }

    private var value: Value?
    private var window = RefreshWindow(lifetime: 0)
    private var isDiscarded = false
    /// No advisory refresh before this moment.
    private var pauseEnd = -Double.infinity
    private(set) var begun: Flight = 0
    private(set) var isUnderWay = false
    private var failure: (flight: Flight, error: any Error)?

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - since: how many flights had begun when the caller asked for the first time.
    mutating func ask(now: Double, since: Flight) -> Answer {
        if let value = atHand(now: now) { return .use(value) }
        let usable = usableValue(now: now)
        if isUnderWay { return .wait }
        if usable == nil, let failure, failure.flight > since { return .fail(failure.error) }
        begun += 1
        isUnderWay = true
        return .lead(current: usable, rejected: isDiscarded ? value : nil)
    }

    /// The value, unless the caller is to renew it or to wait for a new one.
    func atHand(now: Double) -> Value? {
        isUnderWay || !isAdvised(now: now) ? usableValue(now: now) : nil
    }

    /// The value, unless a new one has to be waited for.
    private func usableValue(now: Double) -> Value? {
        guard let value, !isDiscarded else { return nil }
        guard let expiration = value.expiration else { return value }
        return expiration - now < window.mandatory || expiration <= now ? nil : value
    }

    private func isAdvised(now: Double) -> Bool {
        guard let expiration = value?.expiration else { return false }
        return expiration - now < window.advisory && now >= pauseEnd
    }

    /// What a flight came to.
    enum Outcome {
        case success(Value)
        case failure(any Error)
        /// The one who led was cancelled: somebody else takes over.
        case abandoned
    }

    mutating func end(_ outcome: Outcome, now: Double) {
        isUnderWay = false
        switch outcome {
        case .success(let value):
            self.value = value
            window = RefreshWindow(lifetime: max(0, (value.expiration ?? .infinity) - now))
            isDiscarded = false
            failure = nil
        case .failure(let error):
            failure = (begun, error)
            pauseEnd = now + window.pause
        case .abandoned: break
        }
    }

    /// - Parameter value: of no importance if it is not the current one.
    mutating func discard(_ value: Value) {
        if value == self.value { isDiscarded = true }
    }
}

/// How long before its end something that expires is renewed.
struct RefreshWindow: Equatable {
    /// With less than this left (seconds), one caller tries to renew it; the others go on with what there is.
    let advisory: Double
    /// With less than this left, everyone waits for the new one.
    let mandatory: Double

    /// botocore's windows, in seconds.
    private static let advisory = 900.0
    private static let mandatory = 600.0
    /// Of a shorter life the windows take up at most this share, so that there is always a time without a refresh.
    private static let advisoryShare = 1.0 / 2
    private static let mandatoryShare = 1.0 / 3
    /// After a try that failed the next one is made after this share of the advisory window: 60 s as a rule.
    private static let pauseShare = 1.0 / 15

    /// - Parameter lifetime: seconds left when it was obtained.
    init(lifetime: Double) {
        advisory = min(Self.advisory, lifetime * Self.advisoryShare)
        mandatory = min(Self.mandatory, lifetime * Self.mandatoryShare)
    }

    var pause: Double { advisory * Self.pauseShare }
}

/// Something that is good until a moment.
protocol Expiring: Sendable, Equatable {
    /// Seconds since 1970; `nil`: for ever.
    var expiration: Double? { get }
}

extension Credentials: Expiring {}
