import Foundation
import Sandbox
import Testing

/// What is different when a person sits at a terminal.
@Suite(.turns)
struct TerminalTests {
    private static let task = Timeouts(apis: 2, integrations: 3)
    private static let question =
        "Update 6 integrations in account 000000000001, us-east-1 (the default credentials)? [y/N] "

    private struct Session {
        var result: ChildProcess.Result
        /// Everything on the terminal, what was typed among it.
        var shown: String
    }

    /// Runs `apply` with standard input and standard error on a terminal.
    private func apply(
        _ options: [String] = [],
        typing text: String = "",
        in bench: Workbench,
        on sandbox: SandboxServer
    ) async throws -> Session {
        let terminal = try Terminal()
        let command = ["apply", "rows.csv"] + options + Workbench.connection(sandbox)
        let child = try bench.start(Binaries.tool, command, terminal: terminal)
        try terminal.type(text)
        let result = try await bench.ended(child, on: sandbox)
        return Session(result: result, shown: terminal.shown())
    }

    private func withTask(
        latency: Duration = .zero,
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state, latency: latency)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["TERM"] = "xterm-256color"
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test(arguments: ["n\n", "\n", "maybe\n", "\u{4}"])
    func nothingIsSentWithoutAYes(_ answer: String) async throws {
        try await withTask { bench, sandbox in
            let session = try await apply(typing: answer, in: bench, on: sandbox)
            #expect(session.result.ending == .exit(75))
            #expect(session.result.output == "")
            #expect(session.shown.contains(Self.question))
            #expect(session.shown.contains("nothing was sent"))
            #expect(sandbox.requests.allSatisfy { $0.operation == .getCallerIdentity })
            // The run is there and can be begun.
            let begun = try await apply(typing: "y\n", in: bench, on: sandbox)
            #expect(begun.result.ending == .exit(0))
        }
    }

    /// Two rows of pandas' `null` wiped members, and nobody had said so.
    @Test func theQuestionSaysWhatIsCleared() async throws {
        try await withTask { bench, sandbox in
            try bench.write(
                "rows.csv",
                "api_id,integration_id,description\napi0000001,int0001,<clear>\napi0000001,int0002,<clear>\n"
            )
            let session = try await apply(typing: "n\n", in: bench, on: sandbox)
            #expect(session.result.ending == .exit(75))
            #expect(session.shown.contains("  clears description in 2 rows"))
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }

    @Test(arguments: ["y\n", "YES\n"])
    func aYesBeginsTheRun(_ answer: String) async throws {
        try await withTask { bench, sandbox in
            let session = try await apply(typing: answer, in: bench, on: sandbox)
            #expect(session.result.ending == .exit(0))
            #expect(session.shown.contains(Self.question))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            // There is nothing to do any more, so nothing is asked.
            let again = try await apply(in: bench, on: sandbox)
            #expect(again.result.ending == .exit(0))
            #expect(!again.shown.contains("?"))
        }
    }

    @Test(arguments: [["--yes"], ["--dry-run"]])
    func nobodyIsAskedWhenThereIsNothingToDecide(_ options: [String]) async throws {
        try await withTask { bench, sandbox in
            let session = try await apply(options, in: bench, on: sandbox)
            #expect(session.result.ending == .exit(0))
            #expect(!session.shown.contains("?"))
        }
    }

    @Test func aSignalAtTheQuestionEndsTheProgramAtOnce() async throws {
        try await withTask { bench, sandbox in
            let terminal = try Terminal()
            let child = try bench.start(
                Binaries.tool,
                ["apply", "rows.csv"] + Workbench.connection(sandbox),
                terminal: terminal
            )
            var shown = ""
            try await child.until {
                shown += terminal.shown()
                return shown.contains(Self.question)
            }
            child.signal(SIGINT)
            let result = try await child.end()
            #expect(result.ending == .exit(130))
            #expect(terminal.shown().contains("Interrupted; nothing was sent."))
            #expect(sandbox.requests.allSatisfy { $0.operation == .getCallerIdentity })
        }
    }

    @Test func aBarShowsTheProgressAndGoesAwayInTheEnd() async throws {
        try await withTask { bench, sandbox in
            sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 2))
            let terminal = try Terminal()
            let command = ["apply", "rows.csv", "--yes"] + Workbench.connection(sandbox)
            let child = try bench.start(Binaries.tool, command, terminal: terminal)
            var shown = ""
            try await child.until {
                shown += terminal.shown()
                return shown.contains("2/6")
            }
            sandbox.lift(.hold)
            let result = try await bench.ended(child, on: sandbox)
            shown += terminal.shown()
            #expect(result.ending == .exit(0))
            #expect(shown.contains("\r"))
            #expect(shown.hasSuffix("\r\u{1B}[K"))
            // Standard output is no terminal here, so it has no colours.
            #expect(!result.output.contains("\u{1B}"))
        }
    }

    @Test(arguments: [("NO_COLOR", "1"), ("TERM", "dumb")])
    func nothingMovesWhereItIsNotWanted(_ name: String, _ value: String) async throws {
        try await withTask(latency: .milliseconds(100)) { bench, sandbox in
            var bench = bench
            bench.environment[name] = value
            let session = try await apply(["--yes", "--progress", "bar"], in: bench, on: sandbox)
            #expect(session.result.ending == .exit(0))
            #expect(!session.shown.contains("\u{1B}"))
        }
    }
}
