public import AWSCore

/// Whose credentials requests are signed with, and how long they hold.
public struct Identity: Sendable, Hashable {
    public enum Expiry: Sendable, Hashable {
        case never
        /// Temporary credentials whose source does not say: a session token out of the environment, say.
        case unknown
        /// Seconds since 1970.
        case at(Double)

        public init(of credentials: Credentials) {
            self =
                if let expiration = credentials.expiration {
                    .at(expiration)
                } else {
                    credentials.sessionToken == nil ? .never : .unknown
                }
        }
    }

    public var caller: CallerIdentity
    public var expiry: Expiry

    public init(caller: CallerIdentity, expiry: Expiry) {
        self.caller = caller
        self.expiry = expiry
    }
}
