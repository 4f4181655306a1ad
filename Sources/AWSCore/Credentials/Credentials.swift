/// What a request is signed with.
public struct Credentials: Sendable, Hashable {
    public var accessKeyID: String
    public var secretAccessKey: Secret
    /// Of temporary credentials only.
    public var sessionToken: Secret?

    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}
