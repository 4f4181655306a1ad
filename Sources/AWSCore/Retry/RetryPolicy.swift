import HTTPTypes
import Records

/// How often a request is tried, and how long the pauses are. Pure: randomness and what the server asked for go in.
public struct RetryPolicy: Sendable, Hashable {
    /// Tries of one request, the first one counted.
    public var maxAttempts: Int
    /// Repeats only what the AWS CLI's `standard` mode does: neither a conflict nor a 429 that names no error.
    public var followsCLI = false

    /// The longest first pause after a throttle or a conflict: the same request is sure to fail again for a while.
    static let busyBase = Duration.seconds(1)
    /// The longest first pause after a failure that may be gone already.
    static let transientBase = Duration.milliseconds(50)
    /// The longest first pause after a throttle that comes whatever the rate is.
    static let noiseBase = Duration.milliseconds(10)
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
    func delay(
        after disposition: Disposition,
        attempt: Int,
        random: Double,
        hint: RetryHint = .none
    ) -> Duration {
        let base =
            switch disposition {
            case .throttle, .conflict: Self.busyBase
            case .success, .transient, .fatal: Self.transientBase
            }
        return delay(base: base, attempt: attempt, random: random, hint: hint)
    }

    /// The same after a throttle that came whatever the rate is, so that a long pause is of no use.
    func delayAfterNoise(attempt: Int, random: Double, hint: RetryHint = .none) -> Duration {
        delay(base: Self.noiseBase, attempt: attempt, random: random, hint: hint)
    }

    private func delay(base: Duration, attempt: Int, random: Double, hint: RetryHint) -> Duration {
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

/// How long the server, or a proxy before it, wants the client to wait.
enum RetryHint: Sendable, Equatable {
    case none
    /// `x-amz-retry-after`, in milliseconds on the wire.
    case amazon(Duration)
    /// `Retry-After` (RFC 9110, section 10.2.3): seconds or a date.
    case standard(Duration)

    /// Longer than any pause we make; keeps the sums small.
    private static let longest: Int64 = 86_400

    /// Reads the headers; `x-amz-retry-after` goes before `Retry-After`, and what cannot be read is ignored.
    /// - Parameter now: seconds since 1970.
    init(_ fields: HTTPFields, now: Double) {
        if let milliseconds = fields[FieldName.amzRetryAfter].flatMap(Self.wholeNumber) {
            self = .amazon(.milliseconds(min(milliseconds, Self.longest * 1_000)))
        } else if let text = fields[.retryAfter] {
            if let seconds = Self.wholeNumber(text) {
                self = .standard(.seconds(min(seconds, Self.longest)))
            } else if let date = Timestamp.httpDate(text) {
                let seconds = min(max(date - now, 0), Double(Self.longest))
                self = .standard(.seconds(seconds))
            } else {
                self = .none
            }
        } else {
            self = .none
        }
    }

    /// Digits only, cut to what 64 bits hold.
    private static func wholeNumber(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(text) ?? .max
    }
}
