import AWSCore

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

    /// The credentials are the reason, not the lack of somebody who says whose they are and not what the rows came to.
    public var concernsCredentials: Bool { ![Self.unknownAccount, Self.tooManyFailures, Self.tooLate].contains(code) }

    /// The service that gives the credentials is out of order: nothing was refused, and the same command may do later.
    public var isOutage: Bool { code == AWSError.credentialsUnreachable }

    /// The same text for all groups that are parked for one reason. A service's own words differ from call to call, at least
    /// by the request's id, so its code stands for them.
    public var kind: String { code == Self.unavailable ? reason : code }

    /// For groups that are all there is: the reason of them that says the most, in two words.
    static func words(for parkings: [Parking]) -> String {
        let codes = Set(parkings.map(\.code))
        if codes == [unknownAccount] { return "account unknown" }
        if codes == [tooManyFailures] { return "too many failures" }
        return codes.subtracting([unknownAccount]) == [unavailable] ? "no credentials" : "credentials refused"
    }
}
