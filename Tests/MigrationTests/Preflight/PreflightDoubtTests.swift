import Migration
import Sandbox
import Testing

/// What cannot be told, or not be read.
extension PreflightTests {
    /// A route for any method, and a statement for one of them: nobody documents which method the source names.
    private func doubtful() throws -> SandboxState {
        let state = state([function("orders", lettingIn: Self.source("prod/GET/orders", api: "own"))])
        state.put(SandboxAPI(apiID: "own", name: "own"))
        try state.put(SandboxIntegration(integrationID: "i1", integrationURI: "https://example.com"), apiID: "own")
        try state.put(SandboxRoute(routeID: "r1", routeKey: "ANY /orders", integrationID: "i1"), apiID: "own")
        try state.put(SandboxStage(stageName: "prod"), apiID: "own")
        var orders = try #require(state.function("orders"))
        let any = SandboxStatement.allowing(
            apiGatewayFor: Self.source("prod/ANY/orders", api: "own"),
            function: Self.arn("orders"),
            sid: "any"
        )
        orders.policies?["", default: []].append(any)
        state.put(orders)
        return state
    }

    @Test func whereItCannotBeToldThePermissionIsGivenAllTheSame() async throws {
        try await withSandbox(.init(state: try doubtful())) { sandbox in
            let rows = manifest(("i1", Self.arn("orders")), api: "own")
            let (_, doubts) = try await run(rows, sandbox, isDryRun: true)
            #expect(doubts.map(\.verdict) == [.cannotTell])
            let (harness, findings) = try await run(rows, sandbox, Self.granting)
            #expect(findings.map(\.verdict) == [.granted])
            #expect(try await harness.outcomes() == [.updated])
        }
    }

    @Test func aDoubtStaysOneWhereNothingMayBeGiven() async throws {
        var configuration = SandboxConfiguration(state: try doubtful())
        configuration.rules = [SandboxRule(.forbid, operation: .addPermission)]
        try await withSandbox(configuration) { sandbox in
            let (harness, findings) = try await run(
                manifest(("i1", Self.arn("orders")), api: "own"),
                sandbox,
                Self.granting
            )
            #expect(findings.map(\.verdict) == [.cannotTell])
            #expect(try await harness.outcomes() == [.updated])
        }
    }

    @Test func stagesThatCannotBeReadLeaveAStageVariableUnchecked() async throws {
        var configuration = SandboxConfiguration(state: state([function("orders")]))
        configuration.rules = [SandboxRule(.forbid, operation: .getStages)]
        try await withSandbox(configuration) { sandbox in
            let (harness, findings) = try await run(
                manifest(("int0001", Self.arn("orders-${stageVariables.color}"))),
                sandbox
            )
            #expect(findings.map(\.verdict) == [.notChecked])
            #expect(findings.first?.kind == "the stages could not be read")
            #expect(try await harness.outcomes() == [.updated])
        }
    }

    @Test func aRowThatCallsAFunctionInEachStageIsCountedOnce() async throws {
        let state = state([])
        state.put(SandboxAPI(apiID: "own", name: "own"))
        try state.put(SandboxIntegration(integrationID: "i1", integrationURI: "https://example.com"), apiID: "own")
        for name in ["blue", "green"] {
            var stage = SandboxStage(stageName: name)
            stage.stageVariables = ["color": name]
            try state.put(stage, apiID: "own")
        }
        try await withSandbox(.init(state: state)) { sandbox in
            let uri = Self.arn("orders-${stageVariables.color}")
            let (harness, findings) = try await run(manifest(("i1", uri), api: "own"), sandbox, isDryRun: true)
            #expect(findings.map(\.verdict) == [.notFound, .notFound])
            let summary = try await Checkpoint.openForReading(path: harness.path).preflightSummary(commandLimit: 1)
            #expect(summary.entries.map(\.rowCount) == [1])
            #expect(summary.entries.map(\.functionCount) == [2])
        }
    }
}
