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
