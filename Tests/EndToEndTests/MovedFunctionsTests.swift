import Foundation
import Sandbox
import Testing

/// From "everything calls the second version" to 200 changed routes of 20 APIs and back, with clients that never stop asking.
///
/// The APIs have what makes permissions difficult: functions that several of them share, greedy and default routes, WebSocket
/// routes, functions that a stage variable completes, roles, policies with little room, permissions for single routes, and
/// permissions that take a while to work.
@Suite(.turns)
struct MovedFunctionsTests {
    private static let account = SandboxScope.first.account
    private static let apiCount = 20
    private static let routesPerAPI = 10
    private static let colors = ["blue", "green"]

    /// From the call that gives a permission until clients have it; the run waits longer.
    private static let delay = Duration.milliseconds(300)
    private static let settle = "1s"

    private static func arn(_ name: String) -> String {
        "arn:aws:lambda:us-east-1:\(account):function:\(name)"
    }

    private static func apiID(_ number: Int) -> String { "shop\(number)" }

    private static func isWebSocket(_ api: Int) -> Bool { api > 17 }
    private static func hasStageVariables(_ api: Int) -> Bool { (15...17).contains(api) }
    private static func hasRole(_ api: Int) -> Bool { api == 14 }

    /// Three APIs after each other share their functions.
    private static func functionName(_ api: Int, _ route: Int, _ version: String) -> String {
        hasStageVariables(api)
            ? "orders-${stageVariables.color}-\(version)" : "orders-\(api / 3)-\(route % 2)-\(version)"
    }

    private static func routeKey(_ api: Int, _ route: Int) -> String {
        if isWebSocket(api) { return ["$connect", "$disconnect", "$default"][route, default: "message\(route)"] }
        switch route {
        case 0: return "$default"
        case 1: return "ANY /files/{proxy+}"
        case 2: return "GET /orders/{id}"
        default: return "GET /list\(route)"
        }
    }

    /// What a client asks for to reach the route.
    private static func path(_ api: Int, _ route: Int) -> String {
        if isWebSocket(api) { return routeKey(api, route).replacing("$", with: "%24") }
        return ["", "files/a/b/c", "orders/17"][route, default: "list\(route)"]
    }

    private static func stages(_ api: Int) -> [String] { hasStageVariables(api) ? colors : ["prod"] }

    private static var paths: [String] {
        (1...apiCount).flatMap { api in
            stages(api).flatMap { stage in
                (0..<routesPerAPI).map { "\(apiID(api))/\(stage)/\(path(api, $0))" }
            }
        }
    }

    private static func state() throws -> SandboxState {
        let state = SandboxState()
        state.addAccount(.first)
        var policies: [String: [SandboxStatement]] = [:]
        for api in 1...apiCount {
            let id = apiID(api)
            let kind = isWebSocket(api) ? "WEBSOCKET" : "HTTP"
            state.put(SandboxAPI(apiID: id, name: id, protocolType: kind))
            for route in 0..<routesPerAPI {
                let name = functionName(api, route, "v1")
                var integration = SandboxIntegration(integrationID: "i\(route)", integrationURI: arn(name))
                if route % 3 == 0 {
                    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(arn(name))/invocations"
                    integration.integrationURI = uri
                }
                if hasRole(api) { integration.credentialsARN = "arn:aws:iam::\(account):role/invoke" }
                try state.put(integration, apiID: id)
                let key = routeKey(api, route)
                try state.put(
                    SandboxRoute(routeID: "r\(route)", routeKey: key, integrationID: "i\(route)"),
                    apiID: id
                )
                let names = hasStageVariables(api) ? colors.map { "orders-\($0)-v1" } : [name]
                for name in names {
                    // One for each route of the first APIs, as frameworks write them; one for all of the others'.
                    let method = key.hasPrefix("GET ") ? key.replacing(" ", with: "") : "*"
                    let rest = api < 4 ? "*/\(method)" : "*/*"
                    let source = "arn:aws:execute-api:us-east-1:\(account):\(id)/\(rest)"
                    let sid = "\(id)-\(api < 4 ? "\(route)" : "all")"
                    let known = policies[name, default: []].contains { $0.sid == sid }
                    if known { continue }
                    policies[name, default: []].append(
                        .allowing(apiGatewayFor: source, function: arn(name), sid: sid)
                    )
                }
            }
            for color in stages(api) {
                var stage = SandboxStage(stageName: color, autoDeploy: true)
                if hasStageVariables(api) { stage.stageVariables = ["color": color] }
                try state.put(stage, apiID: id)
            }
        }
        for (name, statements) in policies {
            var old = SandboxFunction(functionName: name)
            old.policies = ["": statements]
            state.put(old)
            let newName = name.replacing("-v1", with: "-v2")
            var new = SandboxFunction(functionName: newName)
            // What others need leaves room for what is to come and not for much more.
            if name.hasPrefix("orders-1-") {
                new.policies = [
                    "": (0..<66).map { number in
                        .allowing(
                            apiGatewayFor: "arn:aws:execute-api:us-east-1:\(account):other\(number)/*/*",
                            function: arn(newName),
                            sid: "other-\(number)"
                        )
                    }
                ]
            }
            // Somebody has given one already.
            if name.hasPrefix("orders-2-") {
                let source = "arn:aws:execute-api:us-east-1:\(account):\(apiID(6))/*/*"
                new.policies = ["": [.allowing(apiGatewayFor: source, function: arn(newName), sid: "by-hand")]]
            }
            state.put(new)
        }
        return state
    }

    /// Both in one: what a star means, and what a stage variable completes.
    private static let edits = [
        "--lambda", "orders-*-v1=orders-*-v2", "--lambda",
        "orders-${stageVariables.color}-v1=orders-${stageVariables.color}-v2",
    ]

    private func withMove(_ body: @Sendable (Workbench, SandboxServer, InvokingClient) async throws -> Void)
        async throws
    {
        var configuration = SandboxConfiguration(state: try Self.state())
        configuration.permissionDelay = Self.delay
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                let found = try await bench.run(["discover", "--out", "rows.csv"] + Self.edits, on: sandbox)
                #expect(found.ending == .exit(0), "\(found.errors)")
                #expect(Table(try bench.data("rows.csv")).rows.count == Self.apiCount * Self.routesPerAPI)
                try await body(bench, sandbox, InvokingClient(sandbox, paths: Self.paths))
            }
        }
    }

    private func uris(_ sandbox: SandboxServer) -> [String?] {
        (1...Self.apiCount).flatMap { sandbox.state.integrations(apiID: Self.apiID($0)) ?? [] }.map(\.integrationURI)
    }

    @Test func clientsOf200RoutesSeeNo500OnTheWayThereAndBack() async throws {
        try await withMove { bench, sandbox, client in
            let before = uris(sandbox)
            try await client.asking {
                let plan = try await bench.run("plan", "rows.csv", "--check-lambda", on: sandbox)
                #expect(plan.ending == .exit(1))
                #expect(plan.output.contains("\n200 to change, "))
                #expect(plan.output.contains("  would work: 10 rows, 2 functions let 1 API in\n"))

                let arguments = [
                    "apply", "rows.csv", "--check-lambda", "--grant-lambda", "--grant-settle", Self.settle,
                ]
                let applied = try await bench.run(arguments, on: sandbox)
                #expect(applied.ending == .exit(0), "\(applied.output)\(applied.errors)")
                #expect(applied.output.contains("  200 updated\n"))
                #expect(uris(sandbox).allSatisfy { $0?.contains("-v2") == true })

                let back = try await bench.run("rollback", "rows.csv.checkpoint", "--revoke", on: sandbox)
                #expect(back.ending == .exit(0), "\(back.output)\(back.errors)")
                #expect(uris(sandbox) == before)
            }
            #expect(client.pathsAnswered == Self.paths.count)
            #expect(client.answers.keys.sorted() == [200])
        }
    }

    @Test func oneStatementIsGivenForEachFunctionAndAPIAndExactlyTheseAreTakenBack() async throws {
        try await withMove { bench, sandbox, _ in
            func statements() -> [String: [String]] {
                let names = Set(
                    (1...Self.apiCount).flatMap { api in
                        (0..<2).flatMap { route in
                            Self.hasStageVariables(api)
                                ? Self.colors.map { "orders-\($0)-v2" } : [Self.functionName(api, route, "v2")]
                        }
                    }
                )
                return Dictionary(
                    uniqueKeysWithValues: names.map { name in
                        (name, (sandbox.state.function(name)?.policies?[""] ?? []).compactMap(\.sid).sorted())
                    }
                )
            }
            let before = statements()
            let applied = try await bench.run(
                ["apply", "rows.csv", "--grant-lambda", "--grant-settle", "0"],
                on: sandbox
            )
            #expect(applied.ending == .exit(0), "\(applied.output)\(applied.errors)")
            let given = statements()
            for (name, sids) in given {
                let new = Set(sids).subtracting(before[name] ?? [])
                #expect(sids.count == (before[name]?.count ?? 0) + new.count)
                #expect(new.allSatisfy { $0.hasPrefix("apigw-migrate-shop") })
            }
            // API 6 has been let in by hand, and API 14 has a role.
            let apis = Set(given.values.joined().filter { $0.hasPrefix("apigw-migrate-") })
            let wanted = (1...Self.apiCount).filter { $0 != 6 && $0 != 14 }.map { "apigw-migrate-\(Self.apiID($0))" }
            #expect(apis == Set(wanted))
            let back = try await bench.run("rollback", "rows.csv.checkpoint", "--revoke", on: sandbox)
            #expect(back.ending == .exit(0))
            #expect(statements() == before)
        }
    }

    @Test func thePlanNamesTheRowsThatWouldAnswer500WithoutPermission() async throws {
        try await withMove { bench, sandbox, client in
            let plan = try await bench.run("plan", "rows.csv", "--check-lambda", "--output", "json", on: sandbox)
            struct Document: Decodable {
                struct Row: Decodable {
                    struct Refusal: Decodable { var code: String }
                    var api_id: String
                    var integration_id: String
                    var would_answer_500: Refusal?
                }
                var rows: [Row]
            }
            let document = try JSONDecoder().decode(Document.self, from: Data(plan.output.utf8))
            let named = Set(
                document.rows.filter { $0.would_answer_500 != nil }.map { "\($0.api_id)/\($0.integration_id)" }
            )
            #expect(named.count == 180)

            let applied = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(applied.ending == .exit(0))
            await client.askOnce()
            let failing = (1...Self.apiCount).flatMap { api in
                (0..<Self.routesPerAPI).filter { route in
                    Self.stages(api).contains { stage in
                        client.failingPaths.contains("\(Self.apiID(api))/\(stage)/\(Self.path(api, route))")
                    }
                }.map { "\(Self.apiID(api))/i\($0)" }
            }
            #expect(Set(failing) == named)
        }
    }

    @Test func aPlanDoesNotPromiseTheSameRoomTwice() async throws {
        try await withMove { bench, sandbox, _ in
            // Room for one more statement, and two APIs that need one.
            var full = try #require(sandbox.state.function("orders-1-0-v2"))
            full.policies?["", default: []].append(
                .allowing(
                    apiGatewayFor: "arn:aws:execute-api:us-east-1:\(Self.account):more/*/*",
                    function: Self.arn("orders-1-0-v2"),
                    sid: "more"
                )
            )
            sandbox.state.put(full)
            let plan = try await bench.run("plan", "rows.csv", "--check-lambda", "--show", "0", on: sandbox)
            #expect(
                plan.output.contains("function orders-1-0-v2: the function's policy has no room for one more statement")
            )
        }
    }

    @Test func commandsThatGivePermissionsAreWrittenAsAScript() async throws {
        try await withMove { bench, sandbox, _ in
            let plan = try await bench.run(
                ["plan", "rows.csv", "--lambda-commands", "grants.sh", "--show", "0"],
                on: sandbox
            )
            let lines = try bench.text("grants.sh").split(separator: "\n")
            #expect(lines[0] == "#!/bin/sh")
            let commands = lines.filter { $0.hasPrefix("aws lambda add-permission --function-name arn:aws:lambda:") }
            #expect(commands.count == lines.count - 2)
            #expect(plan.errors.hasSuffix("wrote grants.sh: \(commands.count) commands\n"))
            #expect(
                plan.output.contains(
                    "    … and \(commands.count - 10) more commands; --lambda-commands FILE writes all\n"
                )
            )
        }
    }

    @Test func theSummaryForProgramsSaysWhatWasFound() async throws {
        try await withMove { bench, sandbox, _ in
            let applied = try await bench.run(
                ["apply", "rows.csv", "--grant-lambda", "--grant-settle", "0", "--output", "json"],
                on: sandbox
            )
            let document = try JSONSerialization.jsonObject(with: Data(applied.output.utf8)) as? [String: Any]
            #expect(document?["format"] as? String == "apigw-migrate-summary")
            #expect(document?["version"] as? Int == 1)
            let lambda = (document?["summary"] as? [String: Any])?["lambda"] as? [String: Any]
            let kinds = lambda?["kinds"] as? [[String: Any]]
            #expect(
                Set(kinds?.compactMap { $0["verdict"] as? String } ?? []) == ["granted", "permitted", "roleDecides"]
            )
            #expect(lambda?["missing_permissions"] as? Int == 0)
        }
    }
}

extension Array {
    fileprivate subscript(index: Int, default value: Element) -> Element { index < count ? self[index] : value }
}
