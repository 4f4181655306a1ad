/// Answers requests, whatever brings them: who calls, whether the quota allows it, what goes wrong, what is done.
struct SandboxService {
    /// Answers with the statistics as JSON; neither signed nor counted.
    static let statisticsPath = "/sandbox/statistics"

    let configuration: SandboxConfiguration
    let ledger: Ledger
    let gatekeeper: Gatekeeper
    let tokens: TokenService
    let credentials: CredentialService

    init(configuration: SandboxConfiguration, ledger: Ledger) {
        self.configuration = configuration
        self.ledger = ledger
        gatekeeper = Gatekeeper(configuration: configuration)
        let issuer = CredentialIssuer(state: configuration.state, rules: configuration.credentials)
        tokens = TokenService(issuer: issuer)
        credentials = CredentialService(issuer: issuer)
    }

    /// - Parameters:
    ///   - time: Seconds since 1970.
    ///   - now: Seconds on a clock that never goes back.
    func answer(_ request: SignedRequest, requestID: String, time: Double, now: Double) async -> Delivery {
        if request.path == Self.statisticsPath { return .whole(.ok(ledger.statistics.write)) }
        let target = request.query.isEmpty ? request.path : request.path + "?" + request.query
        var call = SandboxRequest(
            time: time,
            method: request.method,
            path: target,
            isApplied: false,
            body: request.body
        )
        let endpoint = CredentialEndpoint(method: request.method, path: request.path)
        let delivery: Delivery
        do throws(ServiceError) {
            if let endpoint {
                delivery = try await answer(endpoint, request, call: &call, now: now)
            } else {
                delivery = try await answer(request, requestID: requestID, call: &call, now: now)
            }
        } catch {
            call.errorCode = error.code
            let isTokenService = endpoint == nil && gatekeeper.claimedService(of: request) == .tokens
            delivery = .whole(isTokenService ? TokenService.error(error, requestID: requestID) : .error(error))
        }
        switch delivery {
        case .whole(let answer), .truncated(let answer): call.status = answer.status
        case .reset, .hang: break
        }
        ledger.record(call)
        return delivery
    }

    /// Tells STS and API Gateway apart. A call with a web identity is the only one that nobody signs.
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
        guard let caller, caller.service == .apiGateway else {
            call.operation = TokenService.operation(of: request.body)
            if call.operation == .assumeRoleWithWebIdentity { call.body = [] }
            return try await carryOut(&call, scope: nil, now: now) { _ throws(ServiceError) in
                try tokens.answer(request.body, caller: caller, requestID: requestID, now: time)
            }
        }
        let route = Route(method: request.method, path: request.path)
        call.operation = route?.operation
        call.apiID = route?.apiID
        call.integrationID = route?.integrationID
        return try await carryOut(&call, scope: caller.scope, now: now) { call throws(ServiceError) in
            guard let route else { throw .unknownOperation }
            let answer = try perform(route, request, scope: caller.scope)
            call.isApplied = route.operation == .updateIntegration
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
        return try await carryOut(&call, scope: nil, now: now) { _ throws(ServiceError) in
            try credentials.answer(endpoint, request, now: time)
        }
    }

    /// Lets the call wait, and go wrong, as it has to.
    /// - Parameter scope: Whose quota it takes from.
    private func carryOut(
        _ call: inout SandboxRequest,
        scope: SandboxScope?,
        now: Double,
        _ perform: (inout SandboxRequest) throws(ServiceError) -> Answer
    ) async throws(ServiceError) -> Delivery {
        switch ledger.admit(call, scope: scope, now: now) {
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
            case .resetAfter, .truncated, .garbage, nil: break
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

    private func perform(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope
    ) throws(ServiceError) -> Answer {
        let state = configuration.state
        let apiID = route.apiID ?? ""
        let integrationID = route.integrationID ?? ""
        switch route.operation {
        case .getAPIs:
            return try page(state.apis(in: scope), query: request.query) { $0.write(to: &$1) }
        case .getAPI:
            guard let api = state.api(apiID, in: scope) else { throw .unknownAPI(apiID, account: scope.account) }
            return .ok { api.write(to: &$0) }
        case .getIntegrations:
            guard let items = state.integrations(apiID: apiID, in: scope) else {
                throw .unknownAPI(apiID, account: scope.account)
            }
            return try page(items, query: request.query) { $0.write(to: &$1) }
        case .getIntegration:
            guard state.api(apiID, in: scope) != nil else { throw .unknownAPI(apiID, account: scope.account) }
            guard let integration = state.integration(integrationID, apiID: apiID, in: scope) else {
                throw .unknownIntegration
            }
            return .ok { integration.write(to: &$0) }
        case .updateIntegration:
            let body = try UpdateBody.decode(request.body)
            let updated = try state.update(integrationID, apiID: apiID, in: scope) {
                api,
                current throws(ServiceError) in
                try UpdateRules(api: api, update: body).apply(to: current)
            }
            return .ok { updated.write(to: &$0) }
        default:
            throw .unknownOperation
        }
    }

    private func page<Item>(
        _ items: [Item],
        query: String,
        _ write: (Item, inout JSONText) -> Void
    ) throws(ServiceError) -> Answer {
        let page = try Page(query: query, count: items.count, size: configuration.pageSize)
        return .ok { text in
            text.beginObject()
            text.key("items")
            text.beginArray()
            for item in items[page.range] { write(item, &text) }
            text.endArray()
            text.member("nextToken", page.nextToken)
            text.endObject()
        }
    }
}
