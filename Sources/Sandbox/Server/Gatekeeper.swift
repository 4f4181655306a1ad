/// Finds out who calls, from the signature or, without signature checks, from what the request claims.
struct Gatekeeper {
    enum Service: String {
        case apiGateway = "apigateway"
        case tokens = "sts"
    }

    struct Caller {
        var scope: SandboxScope
        var service: Service
    }

    static let accessKeyPrefix = "AKIASANDBOX"
    /// Of every account.
    static let secret = "sandbox-secret"

    private let state: SandboxState
    private let checksSignatures: Bool
    private let verifier: SignatureVerifier

    init(state: SandboxState, checksSignatures: Bool) {
        self.state = state
        self.checksSignatures = checksSignatures
        verifier = SignatureVerifier { accessKeyID in
            guard let account = Self.account(of: accessKeyID), state.hasAccount(account) else { return nil }
            return Self.secret
        }
    }

    /// - Parameter now: Seconds since 1970.
    func caller(of request: SignedRequest, now: Int) throws(ServiceError) -> Caller {
        if !checksSignatures { return claimedCaller(of: request) }
        let authorization: Authorization
        do throws(SignatureVerifier.Refusal) {
            authorization = try verifier.verify(request, now: now)
        } catch {
            throw Self.error(error, isTokenService: claimedService(of: request) == .tokens)
        }
        guard let service = Service(rawValue: authorization.service) else {
            throw .forbidden(
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'apigateway'."
            )
        }
        let account = Self.account(of: authorization.accessKeyID) ?? ""
        return Caller(scope: SandboxScope(account: account, region: authorization.region), service: service)
    }

    /// What the credential scope says, before anything is verified.
    func claimedService(of request: SignedRequest) -> Service {
        if let authorization = request.header("authorization").flatMap(Authorization.init) {
            return Service(rawValue: authorization.service) ?? .apiGateway
        }
        return request.method == "POST" ? .tokens : .apiGateway
    }

    private func claimedCaller(of request: SignedRequest) -> Caller {
        let authorization = request.header("authorization").flatMap(Authorization.init)
        let first = state.scopes.first ?? .first
        let account = authorization.flatMap { Self.account(of: $0.accessKeyID) } ?? first.account
        return Caller(
            scope: SandboxScope(account: account, region: authorization?.region ?? first.region),
            service: claimedService(of: request)
        )
    }

    private static func account(of accessKeyID: String) -> String? {
        guard accessKeyID.hasPrefix(accessKeyPrefix) else { return nil }
        let account = accessKeyID.dropFirst(accessKeyPrefix.count)
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return String(account)
    }

    /// STS and API Gateway name the same refusals differently.
    private static func error(_ refusal: SignatureVerifier.Refusal, isTokenService: Bool) -> ServiceError {
        switch refusal {
        case .missing:
            return isTokenService
                ? .forbidden("MissingAuthenticationToken", "Request is missing Authentication Token")
                : .forbidden("MissingAuthenticationTokenException", "Missing Authentication Token")
        case .incomplete(let message):
            return .forbidden(isTokenService ? "IncompleteSignature" : "IncompleteSignatureException", message)
        case .unknownKey:
            return .forbidden(
                isTokenService ? "InvalidClientTokenId" : "UnrecognizedClientException",
                "The security token included in the request is invalid."
            )
        case .mismatch(let message):
            return .forbidden(isTokenService ? "SignatureDoesNotMatch" : "InvalidSignatureException", message)
        }
    }
}
