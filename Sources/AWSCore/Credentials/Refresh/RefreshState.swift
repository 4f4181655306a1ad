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
        let usable = usableValue(now: now)
        if let usable, isUnderWay || !isAdvised(now: now) { return .use(usable) }
        if isUnderWay { return .wait }
        if usable == nil, let failure, failure.flight > since { return .fail(failure.error) }
        begun += 1
        isUnderWay = true
        return .lead(current: usable, rejected: isDiscarded ? value : nil)
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
