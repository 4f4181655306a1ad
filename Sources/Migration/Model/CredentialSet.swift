/// Whose credentials sign the requests of a group: a profile's, or those of a role that is assumed with them.
public struct CredentialSet: Sendable, Hashable {
    /// Empty: the default credentials.
    public var profile: String
    /// `nil`: no role is assumed.
    public var roleARN: String?

    public init(profile: String, roleARN: String? = nil) {
        self.profile = profile
        self.roleARN = roleARN
    }

    /// The account of the role. A profile does not tell its own.
    public var accountID: String? { roleARN.flatMap { RoleARN.accountID(of: $0) } }

    /// For a person: `the default credentials`, `profile prod`, `role arn:aws:iam::123456789012:role/Deploy (through profile
    /// prod)`.
    public var name: String {
        guard let roleARN else { return profile.isEmpty ? "the default credentials" : "profile \(profile)" }
        return profile.isEmpty ? "role \(roleARN)" : "role \(roleARN) (through profile \(profile))"
    }
}
