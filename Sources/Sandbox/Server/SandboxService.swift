/// Answers requests, whatever brings them: who calls, whether the quota allows it, what goes wrong, what is done.
struct SandboxService: Sendable {
    /// Answers with the statistics as JSON; neither signed nor counted.
    static let statisticsPath = "/sandbox/statistics"

    let configuration: SandboxConfiguration
    let ledger: Ledger
    let gatekeeper: Gatekeeper
    let tokens: TokenService
    let credentials: CredentialService
    let gateway: GatewayService
    let functions: LambdaService
    let clients: InvokeService

    init(configuration: SandboxConfiguration, ledger: Ledger) {
        self.configuration = configuration
        self.ledger = ledger
        gatekeeper = Gatekeeper(configuration: configuration)
        let issuer = CredentialIssuer(state: configuration.state, rules: configuration.credentials)
        tokens = TokenService(issuer: issuer)
        credentials = CredentialService(issuer: issuer)
        gateway = GatewayService(configuration: configuration)
        functions = LambdaService(state: configuration.state, permissionDelay: configuration.permissionDelay)
        clients = InvokeService(state: configuration.state)
    }

    /// - Parameters:
    ///   - time: Seconds since 1970.
    ///   - now: Seconds on a clock that never goes back.
    func answer(_ request: SignedRequest, requestID: String, time: Double, now: Double) async -> Delivery {
        if request.path == Self.statisticsPath { return .whole(.ok(ledger.statistics.write)) }
        var call = SandboxRequest(
            time: time,
            method: request.method,
            path: request.target,
            isApplied: false,
            body: request.body
        )
        let form = Form(request, gatekeeper)
        let delivery: Delivery
        do throws(ServiceError) {
            switch form {
            case .client: delivery = try await answerClient(request, call: &call, now: now)
            case .credentials(let endpoint): delivery = try await answer(endpoint, request, call: &call, now: now)
            case .signed: delivery = try await answer(request, requestID: requestID, call: &call, now: now)
            }
        } catch {
            call.errorCode = error.code
            delivery = .whole(answer(error, to: request, form, requestID: requestID))
        }
        switch delivery {
        case .whole(let answer), .truncated(let answer): call.status = answer.status
        case .reset, .hang: break
        }
        ledger.record(call)
        return delivery
    }

    // MARK: - By kind of request

    /// What kind of service a request is for.
    private enum Form {
        /// Of a client of a deployed API.
        case client
        case credentials(CredentialEndpoint)
        case signed(Gatekeeper.Service)

        init(_ request: SignedRequest, _ gatekeeper: Gatekeeper) {
            if request.path.hasPrefix(InvokeService.path) {
                self = .client
            } else if let endpoint = CredentialEndpoint(method: request.method, path: request.path) {
                self = .credentials(endpoint)
            } else {
                self = .signed(gatekeeper.claimedService(of: request))
            }
        }
    }

    private func answer(
        _ error: ServiceError,
        to request: SignedRequest,
        _ form: Form,
        requestID: String
    ) -> Answer {
        var error = configuration.quotesRequests ? error.quoting(request) : error
        if configuration.sendsControlCharacters { error.message += ServiceError.controlCharacters }
        switch form {
        case .signed(.tokens): return TokenService.error(error, requestID: requestID)
        case .signed(.lambda): return LambdaService.error(error)
        default: return .error(error)
        }
    }

    private func answerClient(
        _ request: SignedRequest,
        call: inout SandboxRequest,
        now: Double
    ) async throws(ServiceError) -> Delivery {
        call.operation = .invoke
        call.body = []
        let time = call.time
        return try await carryOut(&call, caller: nil, scope: nil, now: now) { call throws(ServiceError) in
            let (apiID, answer) = clients.answer(request, at: time)
            call.apiID = apiID
            return answer
        }
    }

    private func answer(
        _ endpoint: CredentialEndpoint,
        _ request: SignedRequest,
        call: inout SandboxRequest,
        now: Double
    ) async throws(ServiceError) -> Delivery {
        let time = Int(call.time)
        call.operation = endpoint.operation
        call.body = []
        let caller = credentials.subject(of: endpoint, request)
        return try await carryOut(&call, caller: caller, scope: nil, now: now) { _ throws(ServiceError) in
            try credentials.answer(endpoint, request, now: time)
        }
    }

    /// Tells STS, Lambda and API Gateway apart. A call with a web identity is the only one that nobody signs.
    private func answer(
        _ request: SignedRequest,
        requestID: String,
        call: inout SandboxRequest,
        now: Double
    ) async throws(ServiceError) -> Delivery {
        let time = Int(call.time)
        var caller: Gatekeeper.Caller?
        let isUnsigned = request.method == "POST" && request.header("authorization") == nil
        if !isUnsigned || TokenService.operation(of: request.body) != .assumeRoleWithWebIdentity {
            caller = try gatekeeper.caller(of: request, now: time)
        }
        call.scope = caller?.scope
        guard let caller, caller.service != .tokens else {
            call.operation = TokenService.operation(of: request.body)
            if call.operation == .assumeRoleWithWebIdentity { call.body = [] }
            let role = FormEncoding.value("RoleArn", in: request.body).flatMap(RoleARN.init)
            let subject = role?.principal ?? caller?.principal
            return try await carryOut(&call, caller: subject, scope: nil, now: now) { _ throws(ServiceError) in
                try tokens.answer(request.body, caller: caller, requestID: requestID, now: time)
            }
        }
        let route = Route(method: request.method, path: request.path)
        call.operation = route?.operation
        call.apiID = route?.apiID
        call.integrationID = route?.integrationID
        return try await carryOut(&call, caller: caller.principal, scope: caller.scope, now: now) {
            call throws(ServiceError) in
            guard let route, route.operation.isOfLambda == (caller.service == .lambda) else { throw .unknownOperation }
            let answer =
                caller.service == .lambda
                ? try functions.answer(route, request, scope: caller.scope, time: call.time)
                : try gateway.answer(route, request, scope: caller.scope, time: call.time)
            call.isApplied = route.operation == .updateIntegration
            return answer
        }
    }

    // MARK: - What goes wrong

    /// Lets the call wait, and go wrong, as it has to.
    /// - Parameters:
    ///   - caller: Who calls, or whose credentials are asked for.
    ///   - scope: Whose quota it takes from.
    private func carryOut(
        _ call: inout SandboxRequest,
        caller: Principal?,
        scope: SandboxScope?,
        now: Double,
        _ perform: (inout SandboxRequest) throws(ServiceError) -> Answer
    ) async throws(ServiceError) -> Delivery {
        switch ledger.admit(call, caller: caller, scope: scope, now: now) {
        case .forbidden: throw Gatekeeper.forbidden(call, caller: caller)
        case .silent: return .hang
        case .held(let stream):
            for await _ in stream {}
            // Cancelled only when the server stops, and then nobody waits for the answer.
            if Task.isCancelled { return .reset }
            return try await carryOut(&call, caller: caller, scope: scope, now: now, perform)
        case .throttled: throw .throttled
        case .conflict: throw .conflict
        case .admitted(let fault, let delay):
            call.fault = fault
            defer { ledger.end(call) }
            if delay > .zero {
                // Cancelled only when the server stops, and then nobody waits for the answer.
                do { try await Task.sleep(for: delay) } catch { return .reset }
            }
            switch fault {
            case .status500: throw .internalError
            case .status503: return .whole(.unavailable)
            case .resetBefore: return .reset
            case .hang: return .hang
            case .status429, .resetAfter, .truncated, .garbage, nil: break
            }
            let answer = try perform(&call)
            switch fault {
            case .resetAfter: return .reset
            case .truncated: return .truncated(answer)
            case .garbage: return .whole(.garbage)
            default: return .whole(answer)
            }
        }
    }
}
