/// Clients' requests to deployed APIs, at `/invoke/API/STAGE/path`: each is answered with what the integration would have
/// reached, or with the error that clients of API Gateway get.
struct InvokeService: Sendable {
    static let path = "/invoke/"

    let state: SandboxState

    /// - Parameter time: Seconds since 1970.
    /// - Returns: Also the API's id, where the path has one.
    func answer(_ request: SignedRequest, at time: Double) -> (apiID: String?, answer: Answer) {
        let parts = request.path.dropFirst(Self.path.count)
            .split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let located = state.located(parts[0]),
            let deployed = located.api.deployed(to: parts[1], at: time)
        else { return (parts.first, Self.message(404, "Not Found")) }
        let path = "/" + (parts.count > 2 ? parts[2] : "")
        let routes = RouteTable(deployed.snapshot.routes, isWebSocket: located.api.api.isWebSocket)
        guard let route = routes.match(request.method, path) else { return (parts[0], Self.message(404, "Not Found")) }
        guard let integration = route.integrationID.flatMap({ deployed.snapshot.integrations[$0] }) else {
            return (parts[0], Self.failed)
        }
        let visit = Visit(
            scope: located.scope,
            apiID: parts[0],
            stage: deployed.stage,
            route: route,
            integration: integration
        )
        return (parts[0], visit.answer(state, at: time))
    }

    fileprivate static let failed = message(500, "Internal Server Error")

    private static func message(_ status: Int, _ text: String) -> Answer {
        var json = JSONText()
        json.beginObject()
        json.member("message", text)
        json.endObject()
        return Answer(status: status, contentType: Answer.json, body: json.bytes)
    }
}

/// One request that has found its route.
private struct Visit {
    let scope: SandboxScope
    let apiID: String
    let stage: SandboxStage
    let route: SandboxRoute
    let integration: SandboxIntegration

    func answer(_ state: SandboxState, at time: Double) -> Answer {
        guard let uri = withStageVariables(integration.integrationURI ?? "") else { return InvokeService.failed }
        var function: FunctionName?
        if integration.integrationSubtype == nil, integration.integrationType.hasPrefix("AWS") {
            function = FunctionName.inURI(uri)
            guard let function, isReachable(function, state, at: time) else { return InvokeService.failed }
        }
        return .ok { text in
            text.beginObject()
            text.member("apiId", apiID)
            text.member("stage", stage.stageName)
            text.member("route", route.routeKey)
            text.member("integrationId", integration.integrationID)
            text.member("function", function?.arn)
            text.member("uri", function == nil ? uri : nil)
            text.endObject()
        }
    }

    /// `nil` when there is no such variable.
    private func withStageVariables(_ uri: String) -> String? {
        var result = uri
        while let start = result.firstRange(of: "${stageVariables.") {
            guard let end = result[start.upperBound...].firstIndex(of: "}"),
                let value = stage.stageVariables?[String(result[start.upperBound..<end])]
            else { return nil }
            result.replaceSubrange(start.lowerBound...end, with: value)
        }
        return result
    }

    /// Whether the function is there, works, and lets the API in. With a role of its own the integration needs no policy.
    private func isReachable(_ name: FunctionName, _ state: SandboxState, at time: Double) -> Bool {
        guard let stored = state.storedFunction(name.name, in: name.scope), stored.function.has(name.qualifier),
            stored.function.state ?? "Active" == "Active"
        else { return false }
        if integration.credentialsARN != nil { return true }
        let source = "arn:\(Principal.partition(of: scope.region)):execute-api:\(scope.region):\(scope.account)"
        let key = route.routeKey.split(separator: " ", maxSplits: 1).map(String.init)
        let path = key.count > 1 ? (key[0] == "ANY" ? "*" : key[0]) + key[1] : key[0]
        let permission = InvokePermission(
            sourceARN: "\(source):\(apiID)/\(stage.stageName)/\(path)",
            sourceAccount: scope.account
        )
        return permission.isGiven(by: stored.statements(name.qualifier, at: time))
    }
}

/// The routes of a deployed API: the most specific one that fits is taken.
struct RouteTable {
    private let routes: [SandboxRoute]
    private let isWebSocket: Bool

    init(_ routes: [SandboxRoute], isWebSocket: Bool) {
        self.routes = routes
        self.isWebSocket = isWebSocket
    }

    /// - Parameter path: Of a WebSocket API, the name of a message or `$connect`.
    func match(_ method: String, _ path: String) -> SandboxRoute? {
        let best =
            isWebSocket
            ? routes.first { "/" + $0.routeKey == path }
            : routes.max { specificity($0, method, path) < specificity($1, method, path) }
        if let best, isWebSocket || specificity(best, method, path) > 0 { return best }
        return routes.first { $0.routeKey == "$default" }
    }

    /// 0 when the route does not fit; a literal segment counts more than a variable, and a greedy variable least.
    private func specificity(_ route: SandboxRoute, _ method: String, _ path: String) -> Int {
        let key = route.routeKey.split(separator: " ", maxSplits: 1)
        guard key.count == 2, key[0] == "ANY" || key[0] == method else { return 0 }
        let wanted = key[1].split(separator: "/")
        let actual = path.split(separator: "/")
        var sum = key[0] == "ANY" ? 1 : 2
        for (index, segment) in wanted.enumerated() {
            if segment.hasSuffix("+}") { return index < actual.count ? sum : 0 }
            guard index < actual.count else { return 0 }
            if segment.hasPrefix("{") {
                sum += 4
            } else if segment == actual[index] {
                sum += 8
            } else {
                return 0
            }
        }
        return wanted.count == actual.count ? sum : 0
    }
}
