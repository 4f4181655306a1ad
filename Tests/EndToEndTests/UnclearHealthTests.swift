import Foundation
import Sandbox
import TestSupport
import Testing

/// A health check that says neither yes nor no holds the run until a person does, on the built program.
@Suite(.turns)
struct UnclearHealthTests {
    private static let task = Timeouts(apis: 5, integrations: 4)

    /// Runs until the check of the canary has been unclear, and shows how the run then stands.
    private func withUndecidedRun(
        _ check: String,
        _ body: @Sendable (Workbench, SandboxServer, ChildProcess) async throws -> Void
    ) async throws {
        try await withTask { bench, sandbox in
            let command = ["apply", "rows.csv", "--canary", "2", "--health-check", check]
            let run = try bench.start(command, on: sandbox)
            try await run.until { sandbox.statistics.updatesApplied.count == 2 }
            try await bench.ask(untilItSays: "paused: the health check of wave canary was unclear")
            #expect(sandbox.statistics.updatesApplied.count == 2)
            try await body(bench, sandbox, run)
        }
    }

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test func resumeAsksAgain() async throws {
        try await withUndecidedRun("echo asked >> asked; test -e well || exit 7") { bench, sandbox, run in
            try bench.write("well", "")
            #expect(try await bench.run("control", "rows.csv.checkpoint", "resume").ending == .exit(0))
            let result = try await run.end()
            #expect(result.ending == .exit(0))
            // The canary twice, and the rest once.
            #expect(try bench.text("asked") == "asked\nasked\nasked\n")
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func promoteGoesOnWithoutAnAnswer() async throws {
        let check = #"test "$APIGW_MIGRATE_WAVE" = rest && exit 0; exit 7"#
        try await withUndecidedRun(check) { bench, sandbox, run in
            #expect(try await bench.run("control", "rows.csv.checkpoint", "promote").ending == .exit(0))
            let result = try await run.end()
            #expect(result.ending == .exit(0))
            #expect(result.output.contains("  canary  2 updated, promoted\n"))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func aCheckThatTakesTooLongIsUnclearAndItsPauseEnds() async throws {
        let canary = ["apply", "rows.csv", "--canary", "2", "--health-check"]
        try await withTask { bench, sandbox in
            let options = ["--health-timeout", "0.2s", "--pause-timeout", "0.2s"]
            let result = try await bench.run(canary + ["sleep 600"] + options, on: sandbox)
            #expect(result.ending == .exit(75))
            #expect(result.errors.contains("nobody said how to go on after the unclear health check of wave canary"))
            #expect(result.output.contains("  canary  2 updated, health check unclear\n    no answer within 0.2 s\n"))
            #expect(result.output.contains("\nBack: apigw-migrate rollback rows.csv.checkpoint "))
            #expect(sandbox.statistics.updatesApplied.count == 2)
            // The same command asks again.
            #expect(try await bench.run(canary + ["exit 0"], on: sandbox).ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }
}
