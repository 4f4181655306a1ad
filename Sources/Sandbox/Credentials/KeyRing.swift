/// Knows the secret and the owner of every access key: an account's lasting one, and the temporary ones.
struct KeyRing {
    struct Key {
        var secret: String
        var principal: Principal
    }

    static let accessKeyPrefix = "AKIASANDBOX"
    /// Of every account's lasting key.
    static let secret = "sandbox-secret"
    private static let accountLength = 12

    let state: SandboxState
    let refusedAccounts: Set<String>

    /// - Parameter now: Seconds since 1970.
    func key(_ accessKeyID: String, sessionToken: String?, now: Int) throws(SignatureVerifier.Refusal) -> Key {
        guard let account = Self.account(of: accessKeyID), state.hasAccount(account),
            !refusedAccounts.contains(account)
        else { throw .unknownKey }
        if accessKeyID == Self.accessKeyPrefix + account, sessionToken == nil {
            return Key(secret: Self.secret, principal: .user(account: account))
        }
        guard let grant = sessionToken.flatMap(TemporaryCredentials.grant), grant.accessKeyID == accessKeyID else {
            throw .unknownKey
        }
        if grant.expiration <= now { throw .expired }
        return Key(secret: TemporaryCredentials.secretAccessKey(of: accessKeyID), principal: grant.principal)
    }

    /// The account that an access key id names; `nil` when it isn't one of the sandbox's.
    static func account(of accessKeyID: String) -> String? {
        let prefixes = [accessKeyPrefix, TemporaryCredentials.accessKeyPrefix]
        guard let prefix = prefixes.first(where: accessKeyID.hasPrefix) else { return nil }
        let account = accessKeyID.dropFirst(prefix.count).prefix(accountLength)
        return isAccount(account) ? String(account) : nil
    }

    /// Whether it is twelve digits.
    static func isAccount(_ text: some StringProtocol) -> Bool {
        text.utf8.count == accountLength
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
