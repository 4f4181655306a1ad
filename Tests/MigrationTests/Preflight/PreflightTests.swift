import AWSCore
import Lambda
import Migration
import Pacing
import Sandbox
import Synchronization
import Testing

/// Rows that point integrations to other functions, against a sandbox that has functions and their policies.
@Suite("Preflight", .timeLimit(.minutes(10)))
struct PreflightTests {
    static let account = SandboxScope.first.account
    static let api = "api0000001"

    static func arn(_ name: String) -> String { "arn:aws:lambda:us-east-1:\(account):function:\(name)" }

    static func source(_ rest: String, api: String = api) -> String {
        "arn:aws:execute-api:us-east-1:\(account):\(api)/\(rest)"
    }

    /// One API of three integrations that all call something else, and the functions.
    func state(apis: Int = 1, _ functions: [SandboxFunction]) -> SandboxState {
        let state = SandboxState.generated(accounts: 1, apis: apis, integrations: 3)
        for function in functions { state.put(function) }
        return state
    }

    func function(
        _ name: String,
        aliases: [String: String] = [:],
        lettingIn source: String? = nil,
        on qualifier: String = ""
    ) -> SandboxFunction {
        var function = SandboxFunction(functionName: name, aliases: aliases)
        if let source {
            let arn = Self.arn(name) + (qualifier.isEmpty ? "" : ":\(qualifier)")
            function.policies = [qualifier: [.allowing(apiGatewayFor: source, function: arn, sid: "there")]]
        }
        return function
    }

    func manifest(_ rows: (integration: String, uri: String)..., api: String = Self.api) -> String {
        let lines = rows.map { "\(api),\($0.integration),\($0.uri)\n" }
        return "api_id,integration_id,integration_uri\n" + lines.joined()
    }

    /// Grants without waiting afterwards.
    static var granting: PreflightOptions {
        var options = PreflightOptions()
        options.grants = true
        options.settle = .zero
        return options
    }

    func run(
        _ manifest: String,
        _ sandbox: SandboxServer,
        _ options: PreflightOptions = PreflightOptions(),
        isDryRun: Bool = false
    ) async throws -> (harness: EngineHarness, findings: [PreflightFinding]) {
        let harness = try await EngineHarness(manifest, url: sandbox.url)
        var engine = EngineOptions.unlimited
        engine.isDryRun = isDryRun
        engine.preflight = options
        _ = try await harness.run(engine, asksIdentities: true)
        let checkpoint = try await Checkpoint.openForReading(path: harness.path)
        let findings = Mutex<[PreflightFinding]>([])
        try await checkpoint.forEachFinding { finding in findings.withLock { $0.append(finding) } }
        return (harness, findings.withLock(\.self))
    }

    func codes(_ harness: EngineHarness) async throws -> [String?] {
        try await harness.rows().map(\.errorCode)
    }

    @Test func aFunctionThatLetsTheAPIInIsPointedTo() async throws {
        let state = state([function("orders", aliases: ["live": "1"], lettingIn: Self.source("*/*"), on: "live")])
        try await withSandbox(.init(state: state)) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders:live"))), sandbox)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.permitted])
            #expect(sandbox.statistics.calls[.getFunction] == 1)
            #expect(sandbox.statistics.calls[.getPolicy] == 1)
        }
    }

    @Test func rowsWhoseFunctionDoesNotLetTheAPIInFailBeforeAnythingIsSent() async throws {
        let state = state([function("orders", aliases: ["live": "1"], lettingIn: Self.source("*/*"))])
        try await withSandbox(.init(state: state)) { sandbox in
            let rows = manifest(("int0001", Self.arn("orders:live")), ("int0002", Self.arn("orders:live")))
            let (harness, findings) = try await run(rows, sandbox)
            #expect(try await codes(harness) == ["LambdaNotPermitted", "LambdaNotPermitted"])
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
            #expect(sandbox.statistics.calls[.getPolicy] == 1)
            let finding = try #require(findings.first)
            #expect(finding.rowCount == 2)
            #expect(finding.command?.contains("--qualifier live --statement-id apigw-migrate-api0000001") == true)
        }
    }

    @Test(arguments: [("users", ""), ("orders", ":blue")])
    func rowsWhoseFunctionDoesNotExistFail(name: String, qualifier: String) async throws {
        try await withSandbox(.init(state: state([function("orders", aliases: ["live": "1"])]))) { sandbox in
            let (harness, _) = try await run(manifest(("int0001", Self.arn(name) + qualifier)), sandbox)
            #expect(try await codes(harness) == ["LambdaNotFound"])
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }

    @Test func aFunctionThatCannotBeCalledFailsItsRows() async throws {
        var broken = function("orders", lettingIn: Self.source("*/*"))
        broken.state = "Failed"
        try await withSandbox(.init(state: state([broken]))) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox)
            #expect(try await codes(harness) == ["LambdaNotUsable"])
            #expect(findings.first?.message == "the state of function \(Self.arn("orders")) is Failed")
        }
    }

    @Test func brokenRowsAreSentWhereThatIsAllowed() async throws {
        var options = PreflightOptions()
        options.allowsBroken = true
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, options)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.notPermitted])
        }
    }

    @Test func aDryRunFindsEverythingAndWritesNothing() async throws {
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            let rows = manifest(
                ("int0001", Self.arn("orders")),
                ("int0002", Self.arn("users")),
                ("int0003", "https://example.com")
            )
            let (harness, findings) = try await run(rows, sandbox, Self.granting, isDryRun: true)
            #expect(findings.map(\.verdict) == [.notPermitted, .notFound])
            #expect(try await harness.outcomes() == [.planned, .planned, .planned])
            #expect(sandbox.statistics.calls[.addPermission] == nil)
            let summary = try await Checkpoint.openForReading(path: harness.path).preflightSummary(commandLimit: 1)
            #expect(summary.hasRefusals)
            #expect(summary.entries.map(\.rowCount) == [1, 1])
            #expect(summary.commandCount == 1)
        }
    }

    @Test func whatMayNotBeReadIsNotCheckedAndFailsNothing() async throws {
        var configuration = SandboxConfiguration(state: state([function("orders")]))
        configuration.rules = [SandboxRule(.forbid, operation: .getPolicy)]
        try await withSandbox(configuration) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.notChecked])
            #expect(findings.first?.message == "GetPolicy: AccessDeniedException (HTTP 403)")
        }
    }

    @Test func whoMayNotReadFunctionsMayStillReadPolicies() async throws {
        var configuration = SandboxConfiguration(state: state([function("orders", lettingIn: Self.source("*/*"))]))
        configuration.rules = [SandboxRule(.forbid, operation: .getFunction)]
        try await withSandbox(configuration) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.permitted])
            #expect(
                findings.first?.note?.text == "GetFunction: AccessDeniedException (HTTP 403)"
            )
        }
    }

    @Test func rowsThatCallTheSameFunctionAsBeforeAreNotChecked() async throws {
        let state = state([function("orders")])
        let uri = Self.arn("orders")
        let long = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(uri)/invocations"
        try state.put(
            SandboxIntegration(integrationID: "lambda1", integrationType: "AWS_PROXY", integrationURI: long),
            apiID: Self.api
        )
        try await withSandbox(.init(state: state)) { sandbox in
            let text = "api_id,integration_id,integration_uri,timeout_in_millis\n\(Self.api),lambda1,\(uri),2000\n"
            let (_, findings) = try await run(text, sandbox)
            #expect(findings.isEmpty)
            #expect(sandbox.statistics.calls[.getPolicy] == nil)
        }
    }

    @Test func whereARoleIsNamedTheRoleDecides() async throws {
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            let text = """
                api_id,integration_id,integration_uri,credentials_arn
                \(Self.api),int0001,\(Self.arn("orders")),arn:aws:iam::\(Self.account):role/invoke

                """
            let (harness, findings) = try await run(text, sandbox)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.roleDecides])
            #expect(sandbox.statistics.calls[.getPolicy] == nil)
        }
    }

    @Test func stagesAndRoutesAreReadOnlyWhereTheyDecide() async throws {
        let state = state([function("orders", lettingIn: Self.source("prod/GET/orders", api: "own"))])
        state.put(SandboxAPI(apiID: "own", name: "own"))
        for (integration, route) in [("i1", "GET /orders"), ("i2", "GET /users")] {
            try state.put(
                SandboxIntegration(integrationID: integration, integrationURI: "https://example.com"),
                apiID: "own"
            )
            let route = SandboxRoute(routeID: "r-\(integration)", routeKey: route, integrationID: integration)
            try state.put(route, apiID: "own")
        }
        try state.put(SandboxStage(stageName: "prod"), apiID: "own")
        try await withSandbox(.init(state: state)) { sandbox in
            let (harness, _) = try await run(manifest(("i1", Self.arn("orders")), api: "own"), sandbox)
            #expect(try await harness.outcomes() == [.updated])
            #expect(sandbox.statistics.calls[.getRoutes] == 1)
            let (other, findings) = try await run(manifest(("i2", Self.arn("orders")), api: "own"), sandbox)
            #expect(try await codes(other) == ["LambdaNotPermitted"])
            #expect(findings.first?.message.hasSuffix("does not let the API in for GET /users in prod") == true)
        }
    }

    @Test func stageVariablesAreFilledInForEveryStage() async throws {
        let state = state([function("orders-blue", lettingIn: Self.source("*/*")), function("orders-green")])
        for (name, value) in [("blue", "blue"), ("green", "green"), ("empty", "")] {
            var stage = SandboxStage(stageName: name)
            stage.stageVariables = value.isEmpty ? [:] : ["color": value]
            try state.put(stage, apiID: Self.api)
        }
        try await withSandbox(.init(state: state)) { sandbox in
            let uri = Self.arn("orders-${stageVariables.color}")
            let (harness, findings) = try await run(manifest(("int0001", uri)), sandbox)
            #expect(try await codes(harness) == ["LambdaNotPermitted"])
            #expect(Set(findings.map(\.verdict)) == [.permitted, .notPermitted, .cannotTell])
        }
    }

    @Test func aMissingPermissionIsGivenOnceForEachFunctionAndAPI() async throws {
        let state = state(apis: 3, [function("orders", aliases: ["live": "1"])])
        try await withSandbox(.init(state: state)) { sandbox in
            var text = "api_id,integration_id,integration_uri\n"
            for api in 1...3 {
                for integration in 1...3 { text += "api000000\(api),int000\(integration),\(Self.arn("orders:live"))\n" }
            }
            let (harness, findings) = try await run(text, sandbox, Self.granting)
            #expect(try await Set(harness.outcomes()) == [.updated])
            #expect(findings.map(\.verdict) == [.granted, .granted, .granted])
            #expect(sandbox.statistics.calls[.addPermission] == 3)
            let statements = sandbox.state.function("orders")?.policies?["live"] ?? []
            #expect(
                Set(statements.map(\.sid)) == [
                    "apigw-migrate-api0000001", "apigw-migrate-api0000002", "apigw-migrate-api0000003",
                ]
            )
            let grants = try await Checkpoint.openForReading(path: harness.path).standingGrants()
            #expect(grants.map(\.apiID) == ["api0000001", "api0000002", "api0000003"])
        }
    }

    @Test func aPermissionIsGivenBeforeTheURIChanges() async throws {
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            let rows = manifest(("int0001", Self.arn("orders")), ("int0002", Self.arn("orders")))
            _ = try await run(rows, sandbox, Self.granting)
            let kinds = sandbox.requests.map(\.operation)
            let grant = try #require(kinds.lastIndex(of: .addPermission))
            let proof = try #require(kinds.lastIndex(of: .getPolicy))
            let update = try #require(kinds.firstIndex(of: .updateIntegration))
            #expect(grant < proof && proof < update)
        }
    }

    @Test func nothingIsGivenTwice() async throws {
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            _ = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, Self.granting)
            let (harness, findings) = try await run(manifest(("int0002", Self.arn("orders"))), sandbox, Self.granting)
            #expect(findings.map(\.verdict) == [.permitted])
            #expect(sandbox.statistics.calls[.addPermission] == 1)
            #expect(try await Checkpoint.openForReading(path: harness.path).standingGrants().isEmpty)
        }
    }

    @Test func aPermissionThatIsRefusedFailsItsRows() async throws {
        var configuration = SandboxConfiguration(state: state([function("orders")]))
        configuration.rules = [SandboxRule(.forbid, operation: .addPermission)]
        try await withSandbox(configuration) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, Self.granting)
            #expect(try await codes(harness) == ["LambdaNotPermitted"])
            #expect(
                findings.first?.message.contains("could not be given: AddPermission: AccessDeniedException") == true
            )
            #expect(try await Checkpoint.openForReading(path: harness.path).standingGrants().isEmpty)
        }
    }

    @Test func aStatementOfThatIdThatSaysSomethingElseIsLeftAlone() async throws {
        var taken = function("orders")
        let other = SandboxStatement.allowing(
            apiGatewayFor: Self.source("none/*", api: "other"),
            function: Self.arn("orders"),
            sid: "apigw-migrate-\(Self.api)"
        )
        taken.policies = ["": [other]]
        try await withSandbox(.init(state: state([taken]))) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, Self.granting)
            #expect(try await codes(harness) == ["LambdaNotPermitted"])
            #expect(
                findings.first?.message
                    == "statement apigw-migrate-\(Self.api) is in the policy and does not let the API in"
            )
            #expect(sandbox.state.function("orders")?.policies?[""] == [other])
            #expect(try await Checkpoint.openForReading(path: harness.path).standingGrants().isEmpty)
        }
    }

    @Test func aPolicyWithoutRoomIsNotWrittenTo() async throws {
        var full = function("orders")
        full.policies = [
            "": (0..<80).map {
                .allowing(
                    apiGatewayFor: Self.source("*/*", api: "other\($0)"),
                    function: Self.arn("orders"),
                    sid: "\($0)"
                )
            }
        ]
        try await withSandbox(.init(state: state([full]))) { sandbox in
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, Self.granting)
            #expect(try await codes(harness) == ["LambdaNotPermitted"])
            #expect(findings.first?.message.contains("it has no room for one more statement") == true)
            #expect(sandbox.statistics.calls[.addPermission] == nil)
        }
    }

    @Test func anAnswerThatIsLostIsNotTakenForARefusal() async throws {
        try await withSandbox(.init(state: state([function("orders")]))) { sandbox in
            sandbox.fail(.resetAfter, operation: .addPermission, times: 1)
            let (harness, findings) = try await run(manifest(("int0001", Self.arn("orders"))), sandbox, Self.granting)
            #expect(try await harness.outcomes() == [.updated])
            #expect(findings.map(\.verdict) == [.granted])
            #expect(try await Checkpoint.openForReading(path: harness.path).standingGrants().count == 1)
        }
    }
}
