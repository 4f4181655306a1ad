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

extension Credentials {
    /// The part that a header cannot carry: `accessKeyID`, `secretAccessKey` or `sessionToken` with a line break or another
    /// control character in it, as what a file or a variable holds beside a key. `nil`: all can be sent.
    var unsendablePart: String? {
        let parts = [
            ("access key id", accessKeyID), ("secret access key", secretAccessKey.value),
            ("session token", sessionToken?.value ?? ""),
        ]
        return parts.first { $0.1.unicodeScalars.contains(where: Redaction.isControl) }?.0
    }
}

/// A text that must not be shown: printed, dumped and mirrored it is `<redacted>`.
public struct Secret: Sendable, Hashable {
    /// The text itself.
    public var value: String

    public init(_ value: String) {
        self.value = value
    }

    static let placeholder = "<redacted>"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { Self.placeholder }
    public var debugDescription: String { Self.placeholder }
    public var customMirror: Mirror { Mirror(reflecting: Self.placeholder) }
}
