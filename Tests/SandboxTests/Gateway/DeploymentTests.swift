import Testing

@testable import Sandbox

/// Routes, stages and deployments, as CONTRACT of the service has them: what clients see changes only by a deployment, and a
/// stage pointed back to its former deployment shows what it showed.
@Suite struct DeploymentTests {
    private static let api = "/v2/apis/api0000001"
    private static let update = #"{"integrationUri":"arn:aws:lambda:us-east-1:000000000001:function:old-1-2"}"#

    private func bench(_ stage: SandboxState.GeneratedStage, seconds: Int = 0, fails: Bool = false) -> ServiceBench {
        let state = SandboxState.generated(apis: 1, integrations: 3, stage: stage)
        var configuration = SandboxConfiguration(state: state, checksSignatures: false, pageSize: 2)
        configuration.deploymentTime = .seconds(seconds)
        if fails { configuration.failingDeployments = ["api0000001"] }
        return ServiceBench(configuration)
    }

    private func function(_ bench: ServiceBench, _ stage: String, at time: Int) async throws -> String? {
        let reply = try await bench.send(.unsigned("GET", "/invoke/api0000001/\(stage)/int0001"), at: time)
        return try reply.member("function")
    }

    @Test func routesAreListedInPages() async throws {
        let bench = bench(.automatic)
        let first = try await bench.send(.claimed("GET", Self.api + "/routes"), at: 0)
        let items = try #require(try first.member("items", as: [[String: Any]].self))
        #expect(items.map { $0["routeKey"] as? String } == ["GET /int0001", "GET /int0002"])
        #expect(items.map { $0["target"] as? String } == ["integrations/int0001", "integrations/int0002"])
        #expect(items[0]["authorizationType"] as? String == "NONE")
        #expect(try first.member("nextToken") != nil)
    }

    @Test func aManualStageShowsAChangeOnceItIsDeployed() async throws {
        let bench = bench(.manual, seconds: 5)
        let stages = try await bench.send(.claimed("GET", Self.api + "/stages"), at: 0)
        let stage = try #require(try stages.member("items", as: [[String: Any]].self)?.first)
        #expect(stage["stageName"] as? String == "prod")
        #expect(stage["autoDeploy"] as? Bool == false)
        let former = try #require(stage["deploymentId"] as? String)
        _ = try await bench.send(.claimed("PATCH", Self.api + "/integrations/int0001", body: Self.update), at: 10)
        let before = "arn:aws:lambda:us-east-1:000000000001:function:old-1-1"
        #expect(try await function(bench, "prod", at: 10) == before)

        let body = #"{"stageName":"prod","description":"d"}"#
        let made = try await bench.send(.claimed("POST", Self.api + "/deployments", body: body), at: 20)
        #expect(made.status == 201)
        #expect(try made.member("deploymentStatus") == "PENDING")
        #expect(try made.member("autoDeployed", as: Bool.self) == false)
        #expect(try made.member("description") == "d")
        let id = try #require(try made.member("deploymentId"))
        #expect(try await function(bench, "prod", at: 24) == before)
        let done = try await bench.send(.claimed("GET", Self.api + "/deployments/" + id), at: 25)
        #expect(try done.member("deploymentStatus") == "DEPLOYED")

        let back = try await bench.send(
            .claimed("PATCH", Self.api + "/stages/prod", body: #"{"deploymentId":"\#(former)"}"#),
            at: 30
        )
        #expect(back.status == 200)
        #expect(try back.member("deploymentId") == former)
        #expect(try await function(bench, "prod", at: 30) == before)
    }

    /// `old-1-2` lets the API in as well, so that clients see a function at any moment.
    @Test func aDeploymentThatHasEndedReachesClients() async throws {
        let bench = bench(.manual, seconds: 5)
        _ = try await bench.send(.claimed("PATCH", Self.api + "/integrations/int0001", body: Self.update), at: 10)
        let body = #"{"stageName":"prod"}"#
        _ = try await bench.send(.claimed("POST", Self.api + "/deployments", body: body), at: 20)
        #expect(try await function(bench, "prod", at: 25) == "arn:aws:lambda:us-east-1:000000000001:function:old-1-2")
    }

    @Test func aFailedDeploymentLeavesTheStageAsItWas() async throws {
        let bench = bench(.manual, fails: true)
        let body = #"{"stageName":"prod"}"#
        let made = try await bench.send(.claimed("POST", Self.api + "/deployments", body: body), at: 20)
        let id = try #require(try made.member("deploymentId"))
        #expect(try made.member("deploymentStatus") == "FAILED")
        #expect(try made.member("deploymentStatusMessage") != nil)
        let stages = try await bench.send(.claimed("GET", Self.api + "/stages"), at: 21)
        #expect(try stages.member("items", as: [[String: Any]].self)?.first?["deploymentId"] as? String != id)
        let point = #"{"deploymentId":"\#(id)"}"#
        let refused = try await bench.send(.claimed("PATCH", Self.api + "/stages/prod", body: point), at: 22)
        #expect(refused.status == 400)
    }

    @Test func aStageThatDeploysItselfShowsEveryChangeAndTakesNoDeployment() async throws {
        let bench = bench(.automatic)
        let before = try await bench.send(.claimed("GET", Self.api + "/stages"), at: 5)
        _ = try await bench.send(.claimed("PATCH", Self.api + "/integrations/int0001", body: Self.update), at: 10)
        #expect(
            try await function(bench, "$default", at: 10) == "arn:aws:lambda:us-east-1:000000000001:function:old-1-2"
        )
        let after = try await bench.send(.claimed("GET", Self.api + "/stages"), at: 10)
        let ids = try [before, after].map { reply in
            try reply.member("items", as: [[String: Any]].self)?.first?["deploymentId"] as? String
        }
        #expect(ids[0] != nil && ids[0] != ids[1])
        let point = #"{"deploymentId":"\#(ids[0] ?? "")"}"#
        for (method, path, body) in [
            ("PATCH", "/stages/$default", point), ("POST", "/deployments", #"{"stageName":"$default"}"#),
        ] {
            let refused = try await bench.send(.claimed(method, Self.api + path, body: body), at: 11)
            #expect(refused.status == 400)
            #expect(refused.errorType == "BadRequestException")
        }
    }

    @Test func aStageThatStopsToDeployItselfKeepsWhatItShows() async throws {
        let bench = bench(.automatic)
        _ = try await bench.send(
            .claimed("PATCH", Self.api + "/stages/$default", body: #"{"autoDeploy":false}"#),
            at: 1
        )
        _ = try await bench.send(.claimed("PATCH", Self.api + "/integrations/int0001", body: Self.update), at: 2)
        #expect(
            try await function(bench, "$default", at: 3) == "arn:aws:lambda:us-east-1:000000000001:function:old-1-1"
        )
    }

    @Test func oneDeploymentInFiveSecondsIsTheQuota() async throws {
        let state = SandboxState.generated(apis: 2, integrations: 1, stage: .manual)
        let bench = ServiceBench(SandboxConfiguration(state: state, quota: .service, checksSignatures: false))
        var statuses: [Int] = []
        for now in [0.0, 1, 4.9, 5, 9] {
            let call = SignedRequest.claimed("POST", "/v2/apis/api0000002/deployments", body: "{}")
            statuses.append(try await bench.send(call, at: Int(now), now: now).status)
        }
        #expect(statuses == [201, 429, 429, 201, 429])
    }

    @Test(arguments: [
        ("GET", "/deployments/nope", "Invalid deployment identifier specified"),
        ("PATCH", "/stages/nope", "Invalid stage identifier specified"),
        ("POST", "/deployments", "Invalid stage identifier specified"),
    ])
    func whatIsNotThereIsA404(_ method: String, _ path: String, _ message: String) async throws {
        let call = SignedRequest.claimed(method, Self.api + path, body: #"{"stageName":"nope"}"#)
        let reply = try await bench(.manual).send(call, at: 0)
        #expect(reply.status == 404)
        #expect(try reply.member("message") == message)
    }

    @Test func anExportShowsWhatIsDeployedOrWhatWouldBe() async throws {
        let bench = bench(.manual)
        let path = Self.api + "/exports/OAS30?outputType=JSON"
        let deployed = try await bench.send(.claimed("GET", path + "&stageName=prod"), at: 1).object()
        _ = try await bench.send(.claimed("PATCH", Self.api + "/integrations/int0001", body: Self.update), at: 2)
        let same = try await bench.send(.claimed("GET", path + "&stageName=prod"), at: 3).object()
        let latest = try await bench.send(.claimed("GET", path), at: 3).object()
        func uri(_ document: [String: Any]) -> String? {
            let paths = document["paths"] as? [String: [String: [String: Any]]]
            let integration = paths?["/int0001"]?["get"]?["x-amazon-apigateway-integration"] as? [String: Any]
            return integration?["uri"] as? String
        }
        #expect(deployed["openapi"] as? String == "3.0.1")
        #expect(uri(deployed) == "arn:aws:lambda:us-east-1:000000000001:function:old-1-1")
        #expect(uri(same) == uri(deployed))
        #expect(uri(latest) == "arn:aws:lambda:us-east-1:000000000001:function:old-1-2")
    }
}
