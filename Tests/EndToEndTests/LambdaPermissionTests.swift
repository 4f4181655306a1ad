import Foundation
import Sandbox
import Testing

/// Lambda's permissions around a run, on the built program: what a plan finds, what `--grant-lambda` gives before URIs change,
/// and what `rollback --revoke` takes back.
@Suite(.turns)
struct LambdaPermissionTests {
    private static let apis = 4
    private static let routes = 5

    private static func arn(_ name: String) -> String {
        "arn:aws:lambda:us-east-1:\(SandboxScope.first.account):function:\(name)"
    }

    private static var apiIDs: [String] { (1...apis).map { "orders\($0)" } }

    /// APIs whose stage deploys by itself and whose routes call a function that lets them in; the one that they are to call
    /// does not.
    private func state() throws -> SandboxState {
        let state = SandboxState()
        state.addAccount(.first)
        var old = SandboxFunction(functionName: "orders-v1")
        old.policies = [
            "": Self.apiIDs.map { api in
                .allowing(
                    apiGatewayFor: "arn:aws:execute-api:us-east-1:\(SandboxScope.first.account):\(api)/*/*",
                    function: Self.arn("orders-v1"),
                    sid: "console-\(api)"
                )
            }
        ]
        state.put(old)
        state.put(SandboxFunction(functionName: "orders-v2", aliases: ["live": "1"]))
        for api in Self.apiIDs {
            state.put(SandboxAPI(apiID: api, name: api, protocolType: "HTTP"))
            for route in 1...Self.routes {
                let integration = SandboxIntegration(integrationID: "i\(route)", integrationURI: Self.arn("orders-v1"))
                try state.put(integration, apiID: api)
                try state.put(
                    SandboxRoute(routeID: "r\(route)", routeKey: "GET /\(route)", integrationID: "i\(route)"),
                    apiID: api
                )
            }
            try state.put(SandboxStage(stageName: "prod", autoDeploy: true), apiID: api)
        }
        return state
    }

    private var manifest: String {
        var text = "api_id,integration_id,integration_uri\n"
        for api in Self.apiIDs {
            for route in 1...Self.routes { text += "\(api),i\(route),\(Self.arn("orders-v2")):live\n" }
        }
        return text
    }

    private func uris(_ sandbox: SandboxServer) -> Set<String?> {
        Set(Self.apiIDs.flatMap { sandbox.state.integrations(apiID: $0) ?? [] }.map(\.integrationURI))
    }

    @Test func aPlanSaysWhatWouldAnswer500AndHowToMendIt() async throws {
        try await withSandbox(SandboxConfiguration(state: try state())) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", manifest)
                let plan = try await bench.run("plan", "rows.csv", "--check-lambda", on: sandbox)
                #expect(plan.ending == .exit(1))
                #expect(plan.output.contains("Lambda functions:\n"))
                let sentence = "  would answer 500: 20 rows, function orders-v2:live does not let 4 APIs in\n"
                #expect(plan.output.contains(sentence))
                #expect(!plan.output.contains("would work"))
                let policy = "the policy of \(Self.arn("orders-v2")):live does"
                #expect(plan.output.contains("      would answer 500: \(policy)"))
                let command = "aws lambda add-permission --function-name \(Self.arn("orders-v2")) --qualifier live "
                #expect(plan.output.contains("    \(command)--statement-id apigw-migrate-orders1 "))
                let blind = try await bench.run("plan", "rows.csv", on: sandbox)
                #expect(blind.ending == .exit(0))
                #expect(!blind.output.contains("would answer 500"))
            }
        }
    }

    @Test func withoutThePermissionNothingIsSent() async throws {
        try await withSandbox(SandboxConfiguration(state: try state())) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", manifest)
                let applied = try await bench.run("apply", "rows.csv", "--check-lambda", on: sandbox)
                #expect(applied.ending == .exit(1))
                #expect(applied.output.contains("LambdaNotPermitted"))
                #expect(uris(sandbox) == [Self.arn("orders-v1")])
            }
        }
    }

    @Test func clientsSeeNo500OnTheWayThereAndBack() async throws {
        try await withSandbox(SandboxConfiguration(state: try state())) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", manifest)
                let client = InvokingClient(
                    sandbox,
                    paths: Self.apiIDs.flatMap { api in (1...Self.routes).map { "\(api)/prod/\($0)" } }
                )
                try await client.asking {
                    let arguments = ["apply", "rows.csv", "--grant-lambda", "--grant-settle", "0"]
                    let applied = try await bench.run(arguments, on: sandbox)
                    #expect(applied.ending == .exit(0), "\(applied.errors)")
                    #expect(applied.output.contains("permission given: function orders-v2:live lets 4 APIs in\n"))
                    #expect(uris(sandbox) == ["\(Self.arn("orders-v2")):live"])
                    let given = sandbox.state.function("orders-v2")?.policies?["live"] ?? []
                    #expect(Set(given.map(\.sid)) == Set(Self.apiIDs.map { "apigw-migrate-\($0)" }))

                    let back = try await bench.run("rollback", "rows.csv.checkpoint", "--revoke", on: sandbox)
                    #expect(back.ending == .exit(0), "\(back.errors)")
                    #expect(back.output.contains("Permissions: 4 of 4 taken back\n"))
                    #expect(uris(sandbox) == [Self.arn("orders-v1")])
                    #expect(sandbox.state.function("orders-v2")?.policies?["live"] == nil)
                    #expect(sandbox.state.function("orders-v1")?.policies?[""]?.count == Self.apis)
                }
                #expect(client.pathsAnswered == client.paths.count)
                #expect(client.answers.keys.filter { $0 != 200 } == [])
            }
        }
    }

    @Test func permissionsOfAPIsThatAreNotAllBackStay() async throws {
        try await withSandbox(SandboxConfiguration(state: try state())) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", manifest)
                _ = try await bench.run(["apply", "rows.csv", "--grant-lambda", "--grant-settle", "0"], on: sandbox)
                var changed = try #require(sandbox.state.integration("i1", apiID: "orders1", in: .first))
                changed.integrationURI = "\(Self.arn("orders-v3"))"
                try sandbox.state.put(changed, apiID: "orders1")
                let back = try await bench.run("rollback", "rows.csv.checkpoint", "--revoke", on: sandbox)
                #expect(back.ending == .exit(1))
                #expect(back.output.contains("Permissions: 3 of 4 taken back\n"))
                #expect(back.output.contains("kept, since rows of the API are not back: apigw-migrate-orders1 of "))
                #expect(sandbox.state.function("orders-v2")?.policies?["live"]?.map(\.sid) == ["apigw-migrate-orders1"])
            }
        }
    }

    @Test func aPermissionThatAnotherIntegrationOfTheAPINeedsStays() async throws {
        try await withSandbox(SandboxConfiguration(state: try state())) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", manifest)
                _ = try await bench.run(["apply", "rows.csv", "--grant-lambda", "--grant-settle", "0"], on: sandbox)
                for (api, uri) in [("orders1", ":live"), ("orders2", ":${stageVariables.alias}"), ("orders3", "")] {
                    let other = SandboxIntegration(integrationID: "new", integrationURI: Self.arn("orders-v2") + uri)
                    try sandbox.state.put(other, apiID: api)
                }
                let back = try await bench.run("rollback", "rows.csv.checkpoint", "--revoke", on: sandbox)
                #expect(back.ending == .exit(1))
                #expect(back.output.contains("Permissions: 2 of 4 taken back\n"))
                let sentence = "  kept, since integration new of the API calls it too: apigw-migrate-orders1 of "
                #expect(back.output.contains(sentence))
                let sids = sandbox.state.function("orders-v2")?.policies?["live"]?.compactMap(\.sid) ?? []
                #expect(Set(sids) == ["apigw-migrate-orders1", "apigw-migrate-orders2"])
            }
        }
    }
}
