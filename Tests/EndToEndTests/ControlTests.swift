import Foundation
import Sandbox
import Testing

/// What another process can tell a run that goes on.
@Suite(.turns)
struct ControlTests {
    private static let task = Timeouts(apis: 5, integrations: 20)

    /// - Parameter body: begins when three rows are done and the fourth one is held.
    private func withRun(_ body: @Sendable (Workbench, SandboxServer, ChildProcess) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 3))
                let command = ["apply", "rows.csv", "--concurrency", "1", "--read-timeout", "0"]
                let run = try bench.start(command, on: sandbox)
                try await run.until { sandbox.heldCalls == 1 }
                try await body(bench, sandbox, run)
            }
        }
    }

    @Test func aRunIsPausedAndGoesOn() async throws {
        try await withRun { bench, sandbox, run in
            let paused = try await bench.run("control", "rows.csv.checkpoint", "pause")
            #expect(paused.ending == .exit(0))
            #expect(paused.output.contains("paused"))
            // What was in flight ends, and nothing new is sent after that.
            sandbox.lift(.hold)
            try await run.until { sandbox.statistics.updatesApplied.count == 4 }
            _ = try await bench.run("control", "rows.csv.checkpoint", "concurrency", "8")
            #expect(sandbox.statistics.updatesApplied.count == 4)
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
            sandbox.lift(.hold)
            let result = try await run.end()
            #expect(result.ending == .exit(75))
            #expect(result.errors.contains("stopped by apigw-migrate control"))
            #expect(sandbox.statistics.updatesApplied.count == 4)
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

    @Test func whatIsSaidIsSeenInWhatIsSent() async throws {
        try await withRun { bench, sandbox, run in
            func updates() -> Int { sandbox.statistics.updatesApplied.count }
            _ = try await bench.run("control", "rows.csv.checkpoint", "pause")
            sandbox.lift(.hold)
            try await run.until { updates() == 4 }
            _ = try await bench.run("control", "rows.csv.checkpoint", "rate", "2")
            #expect(updates() == 4)

            let clock = ContinuousClock()
            let resumed = clock.now
            _ = try await bench.run("control", "rows.csv.checkpoint", "resume")
            try await run.until { updates() >= 4 + 7 }
            // Seven at 2/s; a slow machine takes longer, and none takes less, whatever the bucket had gathered.
            #expect(clock.now - resumed > .milliseconds(2400))
            _ = try await bench.run("control", "rows.csv.checkpoint", "rate", "unlimited")
            #expect(try await run.end().ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func aRateAboveTheHighestRaisesThatToo() async throws {
        try await withRun { bench, _, _ in
            let told = try await bench.run("control", "rows.csv.checkpoint", "rate", "500")
            #expect(told.ending == .exit(0))
            #expect(told.output.contains("rate: 500.0 requests/s per group\n"))
        }
    }

    @Test(arguments: [
        ["rate", "0"], ["rate", "-1"], ["rate", "nan"], ["concurrency", "0"], ["concurrency", "x"], ["halt"],
    ])
    func whatMakesNoSenseIsRefusedBeforeAnybodyIsTold(_ words: [String]) async throws {
        try await Workbench.with { bench in
            let told = try await bench.run(["control", "rows.csv.checkpoint"] + words)
            #expect(told.ending == .exit(64))
            #expect(told.errors.contains("expected pause, resume, promote, stop, rate R"))
        }
    }

    /// A file that was forgotten holds the next session too, which says so and by what it goes on.
    @Test func aFileThatWasLeftFromBeforeHoldsTheRunUntilItIsGone() async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try bench.write("rows.csv.checkpoint.pause", "")
                let run = try bench.start(["apply", "rows.csv"], on: sandbox)
                let told = try await bench.ask(untilItSays: "state: paused by the file ")
                #expect(told.contains("rows.csv.checkpoint.pause\n"))
                let sent = sandbox.statistics.updatesApplied.count
                #expect(sent < Self.task.count)
                // The command does not end what the file holds.
                let resumed = try await bench.run("control", "rows.csv.checkpoint", "resume")
                #expect(resumed.output.contains("paused by the file"))
                try FileManager.default.removeItem(at: bench.url("rows.csv.checkpoint.pause"))
                #expect(try await run.end().ending == .exit(0))
                #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            }
        }
    }

    @Test func aRollbackIsControlledByItsOwnFile() async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                _ = try await bench.run("apply", "rows.csv", on: sandbox)
                sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 3))
                let command = ["rollback", "rows.csv.checkpoint", "--concurrency", "1", "--read-timeout", "0"]
                let back = try bench.start(command, on: sandbox)
                try await back.until { sandbox.heldCalls == 1 }
                let told = try await bench.run("control", "rows.csv.checkpoint.rollback", "stop")
                #expect(told.ending == .exit(0))
                sandbox.lift(.hold)
                let ended = try await back.end()
                #expect(ended.ending == .exit(75))
                #expect(ended.output.contains("\nNext: apigw-migrate rollback rows.csv.checkpoint "))
                let refused = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(refused.errors.contains("is being put back: its rollback has begun and has not ended"))
                #expect(try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox).ending == .exit(0))
            }
        }
    }

    @Test func whoeverWatchesSeesWhatTheRunSaysOfItself() async throws {
        try await withRun { bench, sandbox, run in
            _ = try await bench.run("control", "rows.csv.checkpoint", "pause")
            var status = ""
            while !status.contains("paused; go on with: apigw-migrate control rows.csv.checkpoint resume") {
                status = try await bench.run("status", "rows.csv.checkpoint").output
            }
            #expect(status.contains("\nStill to do:\n"))
            #expect(status.contains(" rows/s"))
            let json = try await bench.run("status", "rows.csv.checkpoint", "--output", "json").output
            #expect(json.contains(#""in_flight""#))
            sandbox.lift(.hold)
            run.signal(SIGINT)
            _ = try await run.end()
            let ended = try await bench.run("status", "rows.csv.checkpoint").output
            #expect(!ended.contains("paused"))
        }
    }
}
