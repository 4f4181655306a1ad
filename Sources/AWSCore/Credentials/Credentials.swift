/// What a request is signed with.
public struct Credentials: Sendable, Hashable {
    public var accessKeyID: String
    public var secretAccessKey: Secret
    /// Of temporary credentials only.
    public var sessionToken: Secret?
    /// Seconds since 1970; `nil`: they do not expire.
    public var expiration: Double?
    /// The account they belong to, where their source names it.
    public var accountID: String?

    public init(
        accessKeyID: String,
        secretAccessKey: Secret,
        sessionToken: Secret? = nil,
        expiration: Double? = nil,
        accountID: String? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.accountID = accountID
    }
}
