import Foundation

/// Small stand-ins for SSO, SSO-OIDC, the instance metadata service and a container's credentials endpoint.
struct CredentialService {
    /// The role of the instance, and of the container.
    static let role = "sandbox-role"
    private static let session = "sandbox"
    private static let metadataLifetimes = 1...21_600
    private static let lifetimeHeader = "x-aws-ec2-metadata-token-ttl-seconds"

    let issuer: CredentialIssuer

    /// - Parameter now: Seconds since 1970.
    func answer(_ endpoint: CredentialEndpoint, _ request: SignedRequest, now: Int) throws(ServiceError) -> Answer {
        switch endpoint {
        case .roleCredentials: return try roleCredentials(request, now: now)
        case .token: return try token(request, now: now)
        case .metadataToken: return try metadataToken(request, now: now)
        case .metadataRoles, .metadataCredentials, .metadataZone:
            guard isCurrent(request.header("x-aws-ec2-metadata-token"), kind: .metadata, now: now) else {
                throw .unauthorized("a token of /latest/api/token is needed")
            }
            return try metadata(endpoint, now: now)
        case .container(let account):
            if let token = request.header("authorization"), !issuer.accepts(token) {
                throw .unauthorized("the authorization token is refused")
            }
            return try metadataCredentials(account: account ?? firstScope.account, now: now)
        }
    }

    /// Whose credentials a request asks for, as far as it says so.
    func subject(of endpoint: CredentialEndpoint, _ request: SignedRequest) -> Principal? {
        switch endpoint {
        case .roleCredentials:
            guard let account = request.parameter("account_id") else { return nil }
            return .role(account: account, name: request.parameter("role_name") ?? "", session: Self.session)
        case .token: return nil
        case .metadataToken, .metadataRoles, .metadataCredentials, .metadataZone:
            return .role(account: firstScope.account, name: Self.role, session: Self.session)
        case .container(let account):
            return .role(account: account ?? firstScope.account, name: Self.role, session: Self.session)
        }
    }

    // MARK: - SSO

    private func roleCredentials(_ request: SignedRequest, now: Int) throws(ServiceError) -> Answer {
        guard let account = request.parameter("account_id"),
            let role = request.parameter("role_name"), RoleARN.isWord(role, or: "+=,.@-")
        else { throw .invalidRequest("account_id and role_name are needed") }
        guard let token = request.header("x-amz-sso_bearer_token"), issuer.accepts(token),
            isCurrent(token, kind: .access, now: now) || Seal.open(token) == nil
        else { throw .unauthorized("Session token not found or invalid") }
        guard KeyRing.isAccount(account), issuer.grants(RoleARN(account: account, name: role)) else {
            throw .forbidden("ForbiddenException", "No access")
        }
        let principal = Principal.role(account: account, name: role, session: Self.session)
        let credentials = issuer.credentials(for: principal, now: now)
        return .ok { text in
            text.beginObject()
            text.key("roleCredentials")
            text.beginObject()
            text.member("accessKeyId", credentials.accessKeyID)
            text.member("secretAccessKey", credentials.secretAccessKey)
            text.member("sessionToken", credentials.sessionToken)
            text.member("expiration", credentials.expiration * 1000)
            text.endObject()
            text.endObject()
        }
    }

    private struct TokenRequest: Decodable {
        var clientId: String
        var clientSecret: String
        var grantType: String
        var refreshToken: String?
    }

    private func token(_ request: SignedRequest, now: Int) throws(ServiceError) -> Answer {
        let body: TokenRequest
        do {
            body = try JSONDecoder().decode(TokenRequest.self, from: Data(request.body))
        } catch {
            throw .invalidRequest("clientId, clientSecret and grantType are needed")
        }
        guard body.grantType == "refresh_token" else {
            throw ServiceError(
                status: 400,
                code: "UnsupportedGrantTypeException",
                message: "Grant type is not supported"
            )
        }
        guard issuer.accepts(body.refreshToken) else {
            throw ServiceError(status: 400, code: "InvalidGrantException", message: "Invalid refresh token provided")
        }
        let lifetime = issuer.lifetime()
        return .ok { text in
            text.beginObject()
            text.member("accessToken", Self.token(.access, expiration: now + lifetime))
            text.member("expiresIn", lifetime)
            text.member("refreshToken", Self.token(.refresh, expiration: now + lifetime))
            text.member("tokenType", "Bearer")
            text.endObject()
        }
    }

    // MARK: - Instance and container

    private func metadataToken(_ request: SignedRequest, now: Int) throws(ServiceError) -> Answer {
        guard let lifetime = request.header(Self.lifetimeHeader).flatMap({ Int($0) }),
            Self.metadataLifetimes.contains(lifetime)
        else { throw .invalidRequest("\(Self.lifetimeHeader) takes 1 to 21600") }
        var answer = Answer.text(Self.token(.metadata, expiration: now + lifetime))
        answer.headers[Self.lifetimeHeader] = String(lifetime)
        return answer
    }

    private func metadata(_ endpoint: CredentialEndpoint, now: Int) throws(ServiceError) -> Answer {
        switch endpoint {
        case .metadataRoles: return .text(Self.role)
        case .metadataZone: return .text(firstScope.region + "a")
        case .metadataCredentials(Self.role): return try metadataCredentials(account: firstScope.account, now: now)
        default: throw ServiceError(status: 404, code: "NotFoundException", message: "There is no such role")
        }
    }

    /// The form that instances and containers share.
    private func metadataCredentials(account: String, now: Int) throws(ServiceError) -> Answer {
        guard KeyRing.isAccount(account), issuer.state.hasAccount(account) else {
            throw ServiceError(status: 404, code: "NotFoundException", message: "There is no such account")
        }
        let principal = Principal.role(account: account, name: Self.role, session: Self.session)
        let credentials = issuer.credentials(for: principal, now: now)
        return .ok { text in
            text.beginObject()
            text.member("Code", "Success")
            text.member("LastUpdated", AmazonDate(seconds: now).iso8601)
            text.member("Type", "AWS-HMAC")
            text.member("AccessKeyId", credentials.accessKeyID)
            text.member("SecretAccessKey", credentials.secretAccessKey)
            text.member("Token", credentials.sessionToken)
            text.member("Expiration", credentials.expirationText)
            text.member("AccountId", account)
            text.endObject()
        }
    }

    private var firstScope: SandboxScope { issuer.state.scopes.first ?? .first }

    // MARK: - Tokens

    private enum TokenKind: String {
        case access, refresh, metadata
    }

    private static func token(_ kind: TokenKind, expiration: Int) -> String {
        Seal.close("\(kind.rawValue)\n\(expiration)")
    }

    /// Whether it is a token of ours of this kind, and its time is not over.
    private func isCurrent(_ token: String?, kind: TokenKind, now: Int) -> Bool {
        guard let parts = token.flatMap(Seal.open)?.split(separator: "\n"), parts.count == 2,
            parts[0] == kind.rawValue, let expiration = Int(parts[1])
        else { return false }
        return expiration > now
    }
}

extension ServiceError {
    fileprivate static func invalidRequest(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "InvalidRequestException", message: message)
    }

    fileprivate static func unauthorized(_ message: String) -> ServiceError {
        ServiceError(status: 401, code: "UnauthorizedException", message: message)
    }
}

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
