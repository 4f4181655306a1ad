import Foundation
import Sandbox
import Testing

/// What only the service's manual rules out is sent, with a warning.
@Suite(.turns)
struct WarningTests {
    @Test func aMemberOfTheOtherKindOfAPIIsWarnedAboutAndSent() async throws {
        let state = SandboxState()
        state.put(SandboxAPI(apiID: "socket", name: "chat", protocolType: "WEBSOCKET"))
        try state.put(SandboxIntegration(integrationID: "ws", integrationURI: "arn:x"), apiID: "socket")
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", "api_id,integration_id,tls_config\nsocket,ws,serverNameToVerify=a.test\n")
                let warning = """
                    warning: rows.csv:2: tls_config: only an HTTP API has it, and this is a WebSocket API (by the service's \
                    manual; it is sent all the same)

                    """
                let dry = try await bench.run("apply", "rows.csv", "-n", on: sandbox)
                #expect(dry.ending == .exit(0))
                #expect(dry.errors == warning)

                // The sandbox takes it without effect, which the answer shows.
                let run = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(run.ending == .exit(1))
                #expect(run.errors == warning)
                #expect(run.output.contains("1 NotApplied"))
                #expect(sandbox.statistics.calls[.updateIntegration] == 1)
            }
        }
    }
}
