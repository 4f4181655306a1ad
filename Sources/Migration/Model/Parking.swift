import AWSCore
import Records

/// Why nothing more is sent for a group while the others go on. Its rows stay pending.
public struct Parking: Sendable, Hashable {
    /// The service's code, or one of ours: `CredentialsUnavailable`, `AccountUnknown`.
    public var code: String
    /// What was tried and what came back, for a person.
    public var reason: String

    private static let unavailable = "CredentialsUnavailable"
    private static let unknownAccount = "AccountUnknown"
    private static let tooManyFailures = "TooManyFailures"
    private static let tooLate = "NotBegun"
    private static let unreachable = "Unreachable"
    private static let untrusted = "TLSUntrusted"

    public init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The service does not accept who signs, or there was nothing to sign with.
    init(_ error: AWSError) {
        // Without credentials nothing was asked of the service: only their source has something to say.
        self.init(code: error.code, reason: error.code == Self.unavailable ? error.message : "\(error)")
    }

    /// There are no credentials.
    init(_ error: ConfigurationError) {
        self.init(code: Self.unavailable, reason: error.message)
    }

    /// Nothing answers at the address. The group is tried again while others get ahead.
    ///
    /// - Parameter moment: of the first request that nothing has answered, in seconds since 1970.
    static func unreachable(_ error: AWSError, since moment: Double) -> Parking {
        let time = Timestamp.text(moment).dropFirst("2025-03-01T".count).dropLast()
        let place = error.transport.map { "\($0.shortDescription), \($0.host)" } ?? error.shortDescription
        return Parking(
            code: unreachable,
            reason: "cannot be reached since \(time) UTC (\(place)): \(error.message)"
        )
    }

    /// Whoever answers there has no certificate that is accepted.
    static func untrusted(_ error: AWSError) -> Parking { Parking(code: untrusted, reason: "\(error)") }

    /// Rows say which account they are meant for, and nobody says which one it is.
    static func unknownAccount(_ reason: String) -> Parking {
        Parking(
            code: unknownAccount,
            reason: "rows name the account that they are meant for (account_id), and it cannot be checked: \(reason)"
        )
    }

    /// More rows have failed than a group may have.
    static func tooManyFailures(_ count: Int, limit: FailureLimit) -> Parking {
        Parking(
            code: tooManyFailures,
            reason: "\(count) rows have failed, which is more than --max-failures-per-group \(limit.text)"
        )
    }

    /// What was found out of the group when others had begun already keeps it from being sent.
    public static func tooLate(_ reason: String) -> Parking { Parking(code: tooLate, reason: reason) }

    /// The credentials are the reason, not the lack of somebody who says whose they are, the way to the service, or what
    /// the rows came to.
    public var concernsCredentials: Bool {
        ![Self.unknownAccount, Self.tooManyFailures, Self.tooLate, Self.unreachable, Self.untrusted].contains(code)
    }

    /// The service, or the one that gives the credentials, does not answer: nothing was refused, and the same command may
    /// do later.
    public var isOutage: Bool { isUnreachable || code == AWSError.credentialsUnreachable }

    /// Nothing answers at the service's address.
    public var isUnreachable: Bool { code == Self.unreachable }

    /// The same text for all groups that are parked for one reason. A service's own words differ from call to call, at least
    /// by the request's id, so its code stands for them.
    public var kind: String {
        if code == Self.unavailable { return reason }
        // The place, which stands in brackets, without the moment.
        return isUnreachable ? code + reason.drop { $0 != "(" }.prefix { $0 != ")" } : code
    }

    /// For groups that are all there is: the reason of them that says the most, in two words.
    static func words(for parkings: [Parking]) -> String {
        let codes = Set(parkings.map(\.code))
        if codes == [unknownAccount] { return "account unknown" }
        if codes == [tooManyFailures] { return "too many failures" }
        if codes == [untrusted] { return "certificate not trusted" }
        if parkings.allSatisfy(\.isOutage) {
            return codes == [AWSError.credentialsUnreachable] ? "credentials unreachable" : "cannot be reached"
        }
        return codes.subtracting([unknownAccount]) == [unavailable] ? "no credentials" : "credentials refused"
    }
}
