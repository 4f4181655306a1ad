import HTTPTypes

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
            } else if let date = HTTPDate(text) {
                let seconds = min(max(Double(date.secondsSince1970) - now, 0), Double(Self.longest))
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
