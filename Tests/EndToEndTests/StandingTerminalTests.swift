import Foundation
import Sandbox
import Testing

/// What a terminal that stands still, as after Ctrl-S, and a pipe that has lost its reader do to a run.
@Suite(.turns)
struct StandingTerminalTests {
    private static let task = Timeouts(apis: 4, integrations: 10)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["TERM"] = "xterm-256color"
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test(arguments: ["bar", "plain", "json"])
    func aTerminalThatStandsStillDoesNotHoldUpTheRun(_ progress: String) async throws {
        try await withTask { bench, sandbox in
            let terminal = try Terminal()
            let command = ["apply", "rows.csv", "--yes", "--progress", progress] + Workbench.connection(sandbox)
            try #require(tcflow(terminal.device.fileDescriptor, TCOOFF) == 0)
            let child = try bench.start(Binaries.tool, command, terminal: terminal)
            try await child.until { sandbox.statistics.updatesApplied.count == Self.task.count }
            try #require(tcflow(terminal.device.fileDescriptor, TCOON) == 0)
            let result = try await bench.ended(child, on: sandbox)
            #expect(result.ending == .exit(0))
            #expect(terminal.shown().contains("Using the default credentials"))
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalIsHeardWhileTheTerminalStandsStill(_ signal: Int32) async throws {
        try await withTask { bench, sandbox in
            let terminal = try Terminal()
            let command = ["apply", "rows.csv", "--yes", "--concurrency", "1"] + Workbench.connection(sandbox)
            try #require(tcflow(terminal.device.fileDescriptor, TCOOFF) == 0)
            sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 5))
            let child = try bench.start(Binaries.tool, command, terminal: terminal)
            try await child.until { sandbox.heldCalls == 1 }
            child.signal(signal)
            try await bench.ask(untilItSays: "state: stopping")
            sandbox.lift(.hold)
            let result = try await bench.ended(child, on: sandbox)
            #expect(result.ending == .exit(128 + signal))
            #expect(sandbox.statistics.updatesApplied.count == 6)
            #expect(result.output.contains("stopped: interrupted"))
        }
    }

    /// `apply 2>&1 | tee log` and Ctrl-C, which ends tee too.
    @Test(arguments: [SIGTERM, SIGHUP])
    func aReaderThatASignalEndsTooDoesNotChangeTheExitCode(_ signal: Int32) async throws {
        try await withTask { bench, sandbox in
            let command = (["apply", "rows.csv", "--concurrency", "1"] + Workbench.connection(sandbox))
                .joined(separator: " ")
            let script = """
                { /bin/sh -c 'echo $$ > pid; exec \(Binaries.tool.path) \(command)'; echo $? > code; } 2>&1 | head -n 1 > first
                """
            sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 5))
            let shell = try bench.start(URL(filePath: "/bin/sh"), ["-c", script])
            try await shell.until { sandbox.heldCalls == 1 }
            let id = try #require(Int32(try bench.text("pid").trimmingCharacters(in: .newlines)))
            // The first line, of credentials, has ended the reader.
            kill(id, signal)
            try await bench.ask(untilItSays: "state: stopping")
            sandbox.lift(.hold)
            _ = try await shell.end()
            #expect(try bench.text("code") == "\(128 + signal)\n")
        }
    }
}
