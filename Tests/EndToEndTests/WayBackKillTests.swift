import Foundation
import Sandbox
import TestSupport
import Testing

/// A run and its rollback, both killed again and again, leave the state as it was: byte for byte, over every member, both
/// protocols and subtypes.
///
/// `APIGW_MIGRATE_TEST_KILLS` says how often each of them is killed.
@Suite(.turns)
struct WayBackKillTests {
    private static let integrationsPerAPI = 10
    private static let apisPerKind = 5

    private enum Kind: String, CaseIterable {
        case lambda, proxy, link, queue, socket, typed

        func integration(_ id: String) -> SandboxIntegration {
            var made: SandboxIntegration
            switch self {
            case .lambda:
                made = SandboxIntegration(integrationID: id, integrationURI: Self.function("orders"))
                made.credentialsARN = "arn:aws:iam::000000000001:role/old"
                made.payloadFormatVersion = "1.0"
            case .proxy:
                made = SandboxIntegration(
                    integrationID: id,
                    integrationType: "HTTP_PROXY",
                    integrationURI: "https://old.example.com/{proxy}"
                )
                made.integrationMethod = "GET"
                made.requestParameters = ["append:header.a": "1", "overwrite:path": "/old"]
                made.responseParameters = ["404": ["overwrite:statuscode": "200"], "500": ["append:header.x": "y"]]
                made.connectionType = "VPC_LINK"
                made.connectionID = "link-old"
            case .link:
                made = SandboxIntegration(
                    integrationID: id,
                    integrationType: "HTTP_PROXY",
                    integrationURI: "https://public.example.com"
                )
                made.integrationMethod = "GET"
                made.connectionType = "INTERNET"
                made.payloadFormatVersion = "1.0"
            case .queue:
                made = SandboxIntegration(integrationID: id)
                made.integrationSubtype = "SQS-SendMessage"
                made.credentialsARN = "arn:aws:iam::000000000001:role/queue"
                made.requestParameters = ["QueueUrl": "https://queue/old", "MessageBody": "$request.body.a"]
                made.description = "a queue"
            case .socket:
                made = SandboxIntegration(
                    integrationID: id,
                    integrationType: "AWS",
                    integrationURI: Self.function("chat")
                )
                made.requestTemplates = ["a": "old", "b": "stays"]
                made.templateSelectionExpression = "\\$default"
                made.contentHandlingStrategy = "CONVERT_TO_TEXT"
            case .typed:
                made = SandboxIntegration(
                    integrationID: id,
                    integrationType: "HTTP",
                    integrationURI: "https://typed.example.com"
                )
                made.integrationMethod = "PUT"
                made.connectionType = "INTERNET"
                made.requestParameters = ["integration.request.header.a": "'1'"]
            }
            return made
        }

        private static func function(_ name: String) -> String {
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                + "arn:aws:lambda:us-east-1:000000000001:function:\(name)/invocations"
        }

        /// The members of a row, as JSON without the braces.
        var changes: String {
            switch self {
            case .lambda:
                """
                "integration_uri":"\(Self.function("orders-v2"))","timeout_in_millis":12000,"description":"new",\
                "credentials_arn":null,"payload_format_version":"2.0","integration_method":"POST"
                """
            case .proxy:
                """
                "integration_uri":"https://new.example.com/{proxy}","integration_method":"ANY","connection_id":"link-new",\
                "request_parameters":{"append:header.a":"2","overwrite:path":"","append:header.b":"3"},\
                "response_parameters":{"404":{},"500":{"append:header.x":"z"},"503":{"append:header.w":"1"}},\
                "tls_config":{"serverNameToVerify":"new.example.com"}
                """
            case .link:
                """
                "connection_type":"VPC_LINK","connection_id":"link-1","integration_method":"ANY",\
                "integration_uri":"arn:aws:elasticloadbalancing:us-east-1:000000000001:listener/app/a/b/c",\
                "tls_config.server_name_to_verify":"inside.example.com"
                """
            case .queue:
                """
                "integration_subtype":"SQS-ReceiveMessage","request_parameters":{"QueueUrl":"https://queue/new","MessageAttributes":"$request.body.b"},\
                "description":"<clear>","credentials_arn":"arn:aws:iam::000000000001:role/new"
                """.replacing("\"<clear>\"", with: "null")
            case .typed:
                """
                "integration_type":"HTTP_PROXY","integration_method":"GET","timeout_in_millis":900,\
                "request_parameters":{"integration.request.header.a":"'2'","integration.request.header.b":"'3'"}
                """
            case .socket:
                """
                "request_templates":{"a":"new","c":"added"},"template_selection_expression":"\\\\$request.body.x",\
                "content_handling_strategy":"CONVERT_TO_BINARY","passthrough_behavior":"NEVER","timeout_in_millis":1000
                """
            }
        }
    }

    private static func state() throws -> SandboxState {
        let state = SandboxState.generated(apis: 1, integrations: 1)
        for (api, kind) in apis {
            state.put(
                SandboxAPI(
                    apiID: api,
                    name: api,
                    protocolType: [.socket, .typed].contains(kind) ? "WEBSOCKET" : "HTTP"
                )
            )
            for number in 1...integrationsPerAPI { try state.put(kind.integration("i\(number)"), apiID: api) }
        }
        return state
    }

    private static var apis: [(String, Kind)] {
        Kind.allCases.flatMap { kind in (1...apisPerKind).map { ("\(kind.rawValue)\($0)", kind) } }
    }

    private static var manifest: String {
        apis.flatMap { api, kind in
            (1...integrationsPerAPI).map { #"{"api_id":"\#(api)","integration_id":"i\#($0)",\#(kind.changes)}"# + "\n" }
        }.joined()
    }

    @Test func aRunAndItsRollbackKilledAtAnyMomentLeaveEverythingAsItWas() async throws {
        let state = try Self.state()
        let original = state.jsonLines()
        let kills = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_KILLS"].flatMap(Int.init) ?? 30
        let configuration = SandboxConfiguration(
            state: state,
            latency: .milliseconds(2),
            jitter: .milliseconds(40),
            seed: 1
        )
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.jsonl", Self.manifest)
                var generator = SeededGenerator(seed: 7)
                let there = ["apply", "rows.jsonl", "--progress", "off"]
                try await Self.killAgainAndAgain(kills, there, bench, sandbox, &generator)
                let applied = try await bench.run(there, on: sandbox)
                #expect(applied.ending == .exit(0))
                #expect(applied.output.contains("\n  300 updated\n  300 rows\n"))
                #expect(state.jsonLines() != original)

                let back = ["rollback", "rows.jsonl.checkpoint", "--progress", "off"]
                try await Self.killAgainAndAgain(kills, back, bench, sandbox, &generator)
                let restored = try await bench.run(back, on: sandbox)
                #expect(restored.ending == .exit(0))
                #expect(restored.output.contains("\n  300 updated\n  300 rows\n"))
                #expect(state.jsonLines() == original)
            }
        }
    }

    /// Each time after a random number of further updates.
    private static func killAgainAndAgain(
        _ kills: Int,
        _ command: [String],
        _ bench: Workbench,
        _ sandbox: SandboxServer,
        _ generator: inout SeededGenerator
    ) async throws {
        for _ in 0..<kills {
            func updates() -> Int { sandbox.statistics.calls[.updateIntegration, default: 0] }
            let goal = updates() + Int.random(in: 1...max(1, 300 / kills), using: &generator)
            let child = try bench.start(command, on: sandbox)
            do {
                try await child.until { updates() >= goal }
            } catch is ChildProcess.EndedTooSoon {
                // Everything was done before that many updates.
            }
            child.signal(SIGKILL)
            _ = try await child.end()
        }
    }

    /// The moment at which a bake ends is kept: a killed run waits for what is left of it, not from the beginning and not
    /// less. `WaveTests` lets that time pass.
    @Test func aRunKilledDuringABakeGoesOnWithTheBake() async throws {
        let task = Timeouts(apis: 4, integrations: 5)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let command = ["apply", "rows.csv", "--canary", "5%", "--bake", "1h", "--progress", "off"]
                func updates() -> Int { sandbox.statistics.calls[.updateIntegration, default: 0] }
                func bakeEnd() async throws -> Substring {
                    let status = try await bench.run("status", "rows.csv.checkpoint", "--output", "json").output
                    return try #require(status.firstMatch(of: /"bake_ends_at": ?"([^"]+)"/)).output.1
                }
                let baking = "state: waiting after wave canary"
                let child = try bench.start(command, on: sandbox)
                try await child.until { updates() == 1 }
                try await bench.ask(untilItSays: baking)
                let end = try await bakeEnd()
                child.signal(SIGKILL)
                _ = try await child.end()

                let again = try bench.start(command, on: sandbox)
                try await bench.ask(untilItSays: baking)
                #expect(try await bakeEnd() == end)
                #expect(updates() == 1)
                for wave in ["canary", "rest"] {
                    try await bench.ask(untilItSays: "state: waiting after wave \(wave)")
                    #expect(try await bench.run("control", "rows.csv.checkpoint", "promote").ending == .exit(0))
                }
                #expect(try await again.end().ending == .exit(0))
                #expect(task.unmet(in: sandbox.state).isEmpty)
            }
        }
    }
}
