import APIGatewayV2
import AWSCore
import Testing

/// Stages and routes, as the service lists them.
struct StageTests {
    @Test func stagesAreReadPageByPage() async throws {
        let transport = ScriptedTransport([
            (
                200,
                #"""
                {"items":[{"stageName":"$default","autoDeploy":true,"deploymentId":"d1","stageVariables":{"fn":"orders","n":1},
                "lastDeploymentStatusMessage":"Successfully deployed"}],"nextToken":"t"}
                """#
            ),
            (200, #"{"items":[{"stageName":"prod"}]}"#),
        ])
        let stages = try await transport.withAPIGateway { try await $0.stages(apiID: "a") }
        #expect(stages.map(\.name) == ["$default", "prod"])
        #expect(stages.map(\.autoDeploy) == [true, false])
        #expect(stages.map(\.deploymentID) == ["d1", nil])
        #expect(stages.map(\.variables) == [["fn": "orders"], [:]])
        #expect(stages[0].lastDeploymentStatusMessage == "Successfully deployed")
        #expect(transport.sent.map(\.path) == ["/base/v2/apis/a/stages", "/base/v2/apis/a/stages?nextToken=t"])
    }

    @Test func aRouteNamesItsIntegrationIfItHasOne() async throws {
        let transport = ScriptedTransport([
            (
                200,
                #"""
                {"items":[{"routeId":"r1","routeKey":"GET /orders","target":"integrations/i1"},
                {"routeId":"r2","routeKey":"$default"},{"routeId":"r3","routeKey":"$connect","target":"other"}]}
                """#
            )
        ])
        let routes = try await transport.withAPIGateway { try await $0.routes(apiID: "a/b") }
        #expect(routes.map(\.key) == ["GET /orders", "$default", "$connect"])
        #expect(routes.map(\.integrationID) == ["i1", nil, nil])
        #expect(transport.sent.map(\.path) == ["/base/v2/apis/a%2Fb/routes"])
    }

    @Test func whatHasNoNameIsUnreadable() async throws {
        await #expect(throws: UnreadableAnswer(problem: "a stage without stageName")) {
            try await ScriptedTransport([(200, #"{"items":[{}]}"#)]).withAPIGateway { try await $0.stages(apiID: "a") }
        }
        await #expect(throws: UnreadableAnswer(problem: "a route without routeId or routeKey")) {
            try await ScriptedTransport([(200, #"{"items":[{"routeId":"r"}]}"#)]).withAPIGateway {
                try await $0.routes(apiID: "a")
            }
        }
    }
}
