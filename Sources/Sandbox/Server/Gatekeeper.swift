/// Finds out who calls, from the signature or, without signature checks, from what the request claims.
struct Gatekeeper: Sendable {
    enum Service: String {
        case apiGateway = "apigateway"
        case lambda = "lambda"
        case tokens = "sts"
    }

    struct Caller {
        var principal: Principal
        var region: String
        var service: Service

        /// What shares the quota of the call.
        var scope: SandboxScope { SandboxScope(account: principal.account, region: region) }
    }

    private let state: SandboxState
    private let checksSignatures: Bool
    private let verifier: SignatureVerifier

    init(configuration: SandboxConfiguration) {
        state = configuration.state
        checksSignatures = configuration.checksSignatures
        let ring = KeyRing(state: configuration.state, refusedAccounts: configuration.credentials.refusedAccounts)
        verifier = SignatureVerifier { id, token, now throws(SignatureVerifier.Refusal) in
            try ring.key(id, sessionToken: token, now: now)
        }
    }

    /// - Parameter now: Seconds since 1970.
    func caller(of request: SignedRequest, now: Int) throws(ServiceError) -> Caller {
        if !checksSignatures { return claimedCaller(of: request) }
        let authorization: Authorization
        let principal: Principal
        do throws(SignatureVerifier.Refusal) {
            (authorization, principal) = try verifier.verify(request, now: now)
        } catch {
            throw Self.error(error, isTokenService: claimedService(of: request) == .tokens)
        }
        guard let service = Service(rawValue: authorization.service) else {
            throw .forbidden(
                "InvalidSignatureException",
                "Credential should be scoped to correct service: 'apigateway'."
            )
        }
        return Caller(principal: principal, region: authorization.region, service: service)
    }

    /// What the credential scope says, before anything is verified.
    func claimedService(of request: SignedRequest) -> Service {
        if let authorization = request.header("authorization").flatMap(Authorization.init) {
            return Service(rawValue: authorization.service) ?? .apiGateway
        }
        return request.method == "POST" ? .tokens : .apiGateway
    }

    /// The caller lacks the permission for a call.
    static func forbidden(_ call: SandboxRequest, caller: Principal?) -> ServiceError {
        let region = call.scope?.region ?? SandboxScope.first.region
        let user = "User: \(caller?.arn(region: region) ?? "anonymous")"
        switch call.operation {
        case .assumeRole, .assumeRoleWithWebIdentity, .getCallerIdentity:
            return .forbidden(
                "AccessDenied",
                "\(user) is not authorized to perform: sts:\(call.operation?.rawValue ?? "")"
            )
        case .getRoleCredentials, .createToken, .instanceMetadata, .containerCredentials, .invoke:
            return .forbidden("ForbiddenException", "No access")
        case let operation where operation?.isOfLambda == true:
            return .forbidden(
                "AccessDeniedException",
                "\(user) is not authorized to perform: lambda:\(operation?.rawValue ?? "") because no identity-based policy "
                    + "allows the action"
            )
        default:
            let path = call.path.prefix { $0 != "?" }.dropFirst("/v2".count)
            let resource = "arn:\(Principal.partition(of: region)):apigateway:\(region)::\(path)"
            return .forbidden(
                "AccessDeniedException",
                "\(user) is not authorized to perform: apigateway:\(call.method) on resource: \(resource)"
            )
        }
    }

    private func claimedCaller(of request: SignedRequest) -> Caller {
        let authorization = request.header("authorization").flatMap(Authorization.init)
        let first = state.scopes.first ?? .first
        let account = authorization.flatMap { KeyRing.account(of: $0.accessKeyID) } ?? first.account
        let grant = request.header(SignatureVerifier.tokenHeader).flatMap(TemporaryCredentials.grant)
        return Caller(
            principal: grant?.principal ?? .user(account: account),
            region: authorization?.region ?? first.region,
            service: claimedService(of: request)
        )
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
        case .expired:
            return ServiceError(
                status: isTokenService ? 400 : 403,
                code: "ExpiredTokenException",
                message: "The security token included in the request is expired"
            )
        case .mismatch(let message):
            return .forbidden(isTokenService ? "SignatureDoesNotMatch" : "InvalidSignatureException", message)
        }
    }
}
