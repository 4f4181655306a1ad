/// How often a request is tried, and how long the pauses are. Pure: randomness and what the server asked for go in.
public struct RetryPolicy: Sendable, Hashable {
    /// Tries of one request, the first one counted.
    public var maxAttempts: Int
    /// Repeats only what the AWS CLI's `standard` mode does: neither a conflict nor a 429 that names no error.
    public var followsCLI = false

    /// The first pause is at most this long after a throttle or a conflict, when the same request is sure to fail again
    /// for a while …
    static let busyBase = Duration.seconds(1)
    /// … and this long after a failure that may be gone already.
    static let transientBase = Duration.milliseconds(50)
    /// No pause of our own choice is longer, and a `Retry-After` is cut to it.
    static let cap = Duration.seconds(20)
    /// How far `x-amz-retry-after` may lengthen a pause.
    static let serverExtension = Duration.seconds(5)

    /// - Parameter maxAttempts: at least 1.
    public init(maxAttempts: Int = 8) {
        precondition(maxAttempts > 0, "a request is tried at least once")
        self.maxAttempts = maxAttempts
    }

    /// Whether another try may have another answer.
    public func repeats(_ error: AWSError) -> Bool {
        switch error.disposition {
        case .success, .fatal: false
        case .transient: true
        case .conflict: !followsCLI
        case .throttle: !followsCLI || error.code != error.httpStatus.map(String.init)
        }
    }

    /// The pause before the next try: full jitter, `random * min(cap, base * 2^(attempt - 1))`.
    ///
    /// - Parameters:
    ///   - disposition: of the try that failed.
    ///   - attempt: its number, from 1.
    ///   - random: in `0 ..< 1`.
    ///   - hint: what the server asked for: `x-amz-retry-after` is kept within 5 s of our own choice,
    ///     `Retry-After` can only lengthen it.
    func delay(after disposition: Disposition, attempt: Int, random: Double, hint: RetryHint = .none) -> Duration {
        let base =
            switch disposition {
            case .throttle, .conflict: Self.busyBase
            case .success, .transient, .fatal: Self.transientBase
            }
        // 2^16 * base is past the cap in any case.
        let growth = 1 << min(max(attempt, 1) - 1, 16)
        let own = min(Self.cap, base * growth) * random
        switch hint {
        case .none: return own
        case .amazon(let asked): return min(max(asked, own), own + Self.serverExtension)
        case .standard(let asked): return max(own, min(asked, Self.cap))
        }
    }
}
