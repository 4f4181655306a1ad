import Foundation
import Sandbox
import Testing

/// What another process can tell a run that goes on.
@Suite(.turns, .timeLimit(.minutes(10)))
struct ControlTests {
    private static let task = Timeouts(apis: 5, integrations: 20)

    private func withRun(_ body: @Sendable (Workbench, SandboxServer, ChildProcess) async throws -> Void) async throws {
        let configuration = SandboxConfiguration(state: Self.task.state, latency: .milliseconds(50))
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                let run = try bench.start(["apply", "rows.csv", "--concurrency", "1"], on: sandbox)
                try await run.until { sandbox.statistics.updatesApplied.count >= 3 }
                try await body(bench, sandbox, run)
            }
        }
    }

    @Test func aRunIsPausedAndGoesOn() async throws {
        try await withRun { bench, sandbox, run in
            let paused = try await bench.run("control", "rows.csv.checkpoint", "pause")
            #expect(paused.ending == .exit(0))
            #expect(paused.output.contains("paused"))
            // What was in flight has ended by the time that a second answer comes; nothing new is sent after that.
            _ = try await bench.run("control", "rows.csv.checkpoint")
            let count = sandbox.statistics.updatesApplied.count
            _ = try await bench.run("control", "rows.csv.checkpoint", "concurrency", "8")
            #expect(sandbox.statistics.updatesApplied.count <= count + 1)
            let resumed = try await bench.run("control", "rows.csv.checkpoint", "resume")
            #expect(!resumed.output.contains("paused"))
            #expect(resumed.output.contains("concurrency: 8"))
            #expect(try await run.end().ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func aRunIsStoppedAndCanBeRunAgain() async throws {
        try await withRun { bench, sandbox, run in
            #expect(try await bench.run("control", "rows.csv.checkpoint", "stop").ending == .exit(0))
            let result = try await run.end()
            #expect(result.ending == .exit(75))
            #expect(result.errors.contains("stopped by apigw-migrate control"))
            #expect(sandbox.statistics.updatesApplied.count < Self.task.count)
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
        }
    }

    @Test func nobodyIsThereToBeTold() async throws {
        try await withSandbox(SandboxConfiguration(state: Timeouts(apis: 1, integrations: 1).state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Timeouts(apis: 1, integrations: 1).manifest)
                _ = try await bench.run("plan", "rows.csv", on: sandbox)
                let result = try await bench.run("control", "rows.csv.checkpoint", "pause")
                #expect(result.ending == .exit(75))
                #expect(result.errors.contains("rows.csv.checkpoint: no apigw-migrate is working on it"))
            }
        }
    }
}
