import Records

/// The moment of a signature, in the two forms that SigV4 uses.
public struct SigningDate: Sendable, Hashable {
    /// `20150830`: the day of the credential scope.
    public let dateStamp: String
    /// `20150830T123600Z`: the value of `X-Amz-Date`.
    public let timestamp: String

    /// - Parameter secondsSince1970: UTC; fractions are dropped, and what is outside the years 1 to 9999 is cut to them.
    public init(secondsSince1970: Double) {
        timestamp = Timestamp.compact(secondsSince1970)
        dateStamp = String(timestamp.prefix { $0 != "T" })
    }
}
