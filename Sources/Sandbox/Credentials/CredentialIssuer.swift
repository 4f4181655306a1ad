/// Hands out temporary credentials of roles, where the rules allow it.
struct CredentialIssuer {
    /// What STS grants a caller that asks for nothing else.
    static let defaultLifetime = 3600

    let state: SandboxState
    let rules: SandboxCredentialRules

    /// Whether the account exists, and the role is none of those that may not be assumed.
    func grants(_ role: RoleARN) -> Bool {
        state.hasAccount(role.account) && !rules.deniedRoles.contains(role.text)
    }

    /// Whether a token that somebody else has made is taken.
    func accepts(_ token: String?) -> Bool {
        guard let token, !token.isEmpty else { return false }
        return !rules.refusedTokens.contains(token)
    }

    /// Seconds that credentials, or a token, are good.
    func lifetime(asked: Int? = nil) -> Int {
        rules.lifetime.map { Int($0.components.seconds) } ?? asked ?? Self.defaultLifetime
    }

    /// - Parameters:
    ///   - duration: Seconds that the caller asks for.
    ///   - now: Seconds since 1970.
    func credentials(for principal: Principal, duration: Int? = nil, now: Int) -> TemporaryCredentials {
        TemporaryCredentials(for: principal, expiration: now + lifetime(asked: duration))
    }
}

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
