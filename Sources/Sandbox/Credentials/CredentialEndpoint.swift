/// The places besides STS where clients get credentials, told apart by path on the sandbox's one port.
enum CredentialEndpoint: Equatable {
    /// SSO's `GetRoleCredentials`.
    case roleCredentials
    /// SSO-OIDC's `CreateToken`.
    case token
    /// The instance metadata service, version 2.
    case metadataToken
    case metadataRoles
    case metadataCredentials(role: String)
    case metadataZone
    /// Of a container; `nil`: of the first account.
    case container(account: String?)

    /// - Returns: `nil` when it is the path of another service.
    init?(method: String, path: String) {
        let parts = path.split(separator: "/").map(String.init)
        switch (method, parts.first, parts.dropFirst().joined(separator: "/")) {
        case ("GET", "federation", "credentials"): self = .roleCredentials
        case ("POST", "token", ""): self = .token
        case ("PUT", "latest", "api/token"): self = .metadataToken
        case ("GET", "latest", "meta-data/placement/availability-zone"): self = .metadataZone
        case ("GET", "latest", "meta-data/iam/security-credentials"): self = .metadataRoles
        case ("GET", "latest", let rest) where rest.hasPrefix("meta-data/iam/security-credentials/"):
            self = .metadataCredentials(role: parts[parts.count - 1])
        case ("GET", "v2", "credentials"): self = .container(account: nil)
        case ("GET", "v2", let rest) where rest.hasPrefix("credentials/"):
            self = .container(account: parts[parts.count - 1])
        default: return nil
        }
    }

    var operation: SandboxOperation {
        switch self {
        case .roleCredentials: .getRoleCredentials
        case .token: .createToken
        case .metadataToken, .metadataRoles, .metadataCredentials, .metadataZone: .instanceMetadata
        case .container: .containerCredentials
        }
    }
}
