/// Credentials with an end. The session token says whose they are and until when.
struct TemporaryCredentials: Equatable {
    /// What a session token that the sandbox has made says.
    struct Grant: Equatable {
        var accessKeyID: String
        var principal: Principal
        /// Seconds since 1970.
        var expiration: Int
    }

    static let accessKeyPrefix = "ASIASANDBOX"

    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String
    /// Seconds since 1970.
    var expiration: Int

    /// Each has an access key id of its own.
    init(for principal: Principal, expiration: Int) {
        let serial = Hexadecimal.string((0..<4).map { _ in UInt8.random(in: .min ... .max) }).uppercased()
        accessKeyID = Self.accessKeyPrefix + principal.account + serial
        secretAccessKey = Self.secretAccessKey(of: accessKeyID)
        self.expiration = expiration
        var parts = [accessKeyID, String(expiration), principal.account]
        if case .role(_, let name, let session) = principal { parts += [name, session] }
        sessionToken = Seal.close(parts.joined(separator: "\n"))
    }

    static func secretAccessKey(of accessKeyID: String) -> String {
        Seal.secret(of: accessKeyID)
    }

    /// - Returns: `nil` for a token that is not the sandbox's.
    static func grant(in sessionToken: String) -> Grant? {
        guard let parts = Seal.open(sessionToken)?.split(separator: "\n").map(String.init), parts.count >= 3,
            let expiration = Int(parts[1])
        else { return nil }
        let principal: Principal =
            parts.count == 5
            ? .role(account: parts[2], name: parts[3], session: parts[4]) : .user(account: parts[2])
        return Grant(accessKeyID: parts[0], principal: principal, expiration: expiration)
    }

    /// As ISO 8601.
    var expirationText: String { AmazonDate(seconds: expiration).iso8601 }
}
