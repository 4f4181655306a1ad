/// Which credentials the sandbox hands out and takes.
public struct SandboxCredentialRules: Sendable {
    /// How long temporary credentials are good, in whole seconds, whatever the caller asks for; may be shorter than the
    /// services allow. `nil`: as long as the caller asks for, or an hour.
    public var lifetime: Duration?
    /// Accounts whose credentials are refused, lasting and temporary ones.
    public var refusedAccounts: Set<String>
    /// ARNs of the roles that may not be assumed.
    public var deniedRoles: Set<String>
    /// Refused as web identity token, as SSO's access and refresh token and as the container's authorization; any other
    /// text is taken.
    public var refusedTokens: Set<String>

    public init(
        lifetime: Duration? = nil,
        refusedAccounts: Set<String> = [],
        deniedRoles: Set<String> = [],
        refusedTokens: Set<String> = []
    ) {
        self.lifetime = lifetime
        self.refusedAccounts = refusedAccounts
        self.deniedRoles = deniedRoles
        self.refusedTokens = refusedTokens
    }
}
