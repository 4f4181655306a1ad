import Testing

@testable import Sandbox

/// What clients of a deployed API get.
@Suite struct InvokeTests {
    private static let scope = SandboxScope(account: "111122223333", region: "eu-west-1")

    /// An HTTP API with a function behind each of its routes, and one with a stage variable.
    private func bench(_ change: (SandboxState) throws -> Void = { _ in }) throws -> ServiceBench {
        let state = SandboxState()
        state.put(SandboxAPI(apiID: "a1", name: "orders"), in: Self.scope)
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:"
        let targets = [
            ("exact", "GET /orders/new", "exact"), ("variable", "GET /orders/{id}", "variable"),
            ("any", "ANY /orders/{id}", "any"), ("greedy", "ANY /orders/{proxy+}", "greedy"),
            ("staged", "GET /staged", "staged-${stageVariables.color}:live"),
        ]
        for (id, key, function) in targets {
            let integration = SandboxIntegration(integrationID: id, integrationURI: arn + function)
            try state.put(integration, apiID: "a1", in: Self.scope)
            try state.put(SandboxRoute(routeID: id, routeKey: key, integrationID: id), apiID: "a1", in: Self.scope)
        }
        for name in ["exact", "variable", "any", "greedy"] { state.put(function(name), in: Self.scope) }
        var staged = SandboxFunction(functionName: "staged-blue", versions: ["7"], aliases: ["live": "7"])
        staged.policies = ["live": [Self.permission("a1/*/GET/staged")]]
        state.put(staged, in: Self.scope)
        try change(state)
        var stage = SandboxStage(stageName: "prod")
        stage.stageVariables = ["color": "blue"]
        try state.put(stage, apiID: "a1", in: Self.scope)
        return ServiceBench(SandboxConfiguration(state: state))
    }

    private func function(_ name: String) -> SandboxFunction {
        var function = SandboxFunction(functionName: name)
        function.policies = ["": [Self.permission("a1/*/*")]]
        return function
    }

    private static func permission(_ source: String) -> SandboxStatement {
        .allowing(apiGatewayFor: "arn:aws:execute-api:eu-west-1:111122223333:" + source, function: "x", sid: "s")
    }

    @Test(arguments: [
        ("GET", "/orders/new", "exact"), ("GET", "/orders/7", "variable"), ("POST", "/orders/7", "any"),
        ("GET", "/orders/7/lines", "greedy"), ("GET", "/staged", "staged-blue:live"),
    ])
    func theMostSpecificRouteDecides(_ method: String, _ path: String, _ function: String) async throws {
        let reply = try await bench().send(.unsigned(method, "/invoke/a1/prod" + path), at: 0)
        #expect(reply.status == 200)
        #expect(try reply.member("function") == "arn:aws:lambda:eu-west-1:111122223333:function:" + function)
    }

    @Test(arguments: ["/invoke/a1/prod/nothing", "/invoke/a1/test/orders/new", "/invoke/a2/prod/", "/invoke/a1"])
    func whatIsNotThereIsA404(_ path: String) async throws {
        let reply = try await bench().send(.unsigned("GET", path), at: 0)
        #expect(reply.status == 404)
        #expect(reply.text == #"{"message":"Not Found"}"#)
    }

    /// What makes a function unreachable; nobody notices when the integration is written.
    @Test(arguments: ["no function", "no policy", "other API", "function's policy for an alias", "failed", "denied"])
    func anAPIThatIsNotLetInIsA500(_ cause: String) async throws {
        let bench = try bench { state in
            var changed = function("exact")
            switch cause {
            case "no policy": changed.policies = nil
            case "other API": changed.policies = ["": [Self.permission("a2/*/*")]]
            case "function's policy for an alias":
                changed.aliases = ["live": "1"]
                let uri = "arn:aws:lambda:eu-west-1:111122223333:function:exact:live"
                let aliased = SandboxIntegration(integrationID: "exact", integrationURI: uri)
                try state.put(aliased, apiID: "a1", in: Self.scope)
            case "failed": changed.state = "Failed"
            case "denied":
                var denial = Self.permission("a1/prod/*")
                denial.effect = "Deny"
                changed.policies?["", default: []].append(denial)
            default: break
            }
            if cause == "no function" {
                state.removeFunction("exact", in: Self.scope)
            } else {
                state.put(changed, in: Self.scope)
            }
        }
        let reply = try await bench.send(.unsigned("GET", "/invoke/a1/prod/orders/new"), at: 0)
        #expect(reply.status == 500)
        #expect(reply.text == #"{"message":"Internal Server Error"}"#)
    }

    @Test func aRoleOfTheIntegrationNeedsNoPolicy() async throws {
        let bench = try bench { state in
            state.put(SandboxFunction(functionName: "exact"), in: Self.scope)
            let uri =
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                + "arn:aws:lambda:eu-west-1:111122223333:function:exact/invocations"
            var integration = SandboxIntegration(integrationID: "exact", integrationURI: uri)
            integration.credentialsARN = "arn:aws:iam::111122223333:role/gateway"
            try state.put(integration, apiID: "a1", in: Self.scope)
        }
        #expect(try await bench.send(.unsigned("GET", "/invoke/a1/prod/orders/new"), at: 0).status == 200)
    }

    @Test(arguments: [
        ("arn:x:a/*/*", "arn:x:a/prod/GET/b", true), ("arn:x:a/*/*/*", "arn:x:a/prod/$default", false),
        ("*", "", true), ("a?c*", "abcdef", true), ("a?c", "ac", false), ("*b*c", "abcbd", false),
        ("*b*c", "abcbc", true),
    ])
    func wildcardsStandForAnything(_ pattern: String, _ text: String, _ matches: Bool) {
        #expect(Wildcard.matches(text, pattern: pattern) == matches)
    }
}
