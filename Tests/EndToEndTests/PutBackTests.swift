import Foundation
import Sandbox
import TestSupport
import Testing

/// A run that was put back, on the built program: nobody completes it by accident.
@Suite(.turns)
struct PutBackTests {
    private static let task = Timeouts(apis: 6, integrations: 10)
    private static let canary = ["apply", "rows.csv", "--canary", "7", "--health-check", "exit 1"]

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    private func updates(_ sandbox: SandboxServer) -> Int { sandbox.statistics.calls[.updateIntegration, default: 0] }

    /// The canary's rows would have stayed at their old values in a run that is called complete.
    @Test func aRunThatWasPutBackIsNotCompletedWithItsCanaryAtTheOldValues() async throws {
        try await withTask { bench, sandbox in
            _ = try await bench.run("plan", "rows.csv", on: sandbox)
            #expect(try await bench.run(Self.canary, on: sandbox).ending == .exit(75))
            let back = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(back.ending == .exit(0))
            #expect(
                back.output.contains(
                    "\nrows.csv.checkpoint does not go on after this; a new run of its manifest begins"
                )
            )
            let sent = updates(sandbox)

            for file in ["rows.csv", "rows.csv.checkpoint"] {
                let again = try await bench.run("apply", file, on: sandbox)
                #expect(again.ending == .exit(65))
                #expect(
                    again.errors.contains(
                        "rows.csv.checkpoint was put back: 7 rows are as they were before the run, so it does not go on; "
                            + "nothing was sent\n"
                    )
                )
                #expect(again.errors.contains("\nNext: apigw-migrate plan rows.csv "))
            }
            #expect(updates(sandbox) == sent)

            let status = try await bench.run("status", "rows.csv.checkpoint")
            #expect(status.output.hasPrefix("Run RUN of rows.csv: put back\n   7 put back\n  53 pending\n"))
            #expect(status.output.contains("\nNext: apigw-migrate plan rows.csv --canary 7 --endpoint-url "))
            _ = try await bench.run("report", "rows.csv.checkpoint", "--report", "report.csv")
            #expect(Table(try bench.data("report.csv")).counts("outcome") == ["put_back": 7, "pending": 53])

            let plan = try await bench.run("plan", "rows.csv", on: sandbox)
            #expect(plan.ending == .exit(0))
            #expect(plan.errors.contains("The earlier checkpoint is now rows.csv.checkpoint.1."))
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            #expect(
                try bench.files() == [
                    "rows.csv", "rows.csv.checkpoint", "rows.csv.checkpoint.1", "rows.csv.checkpoint.1.rollback",
                    "report.csv",
                ]
            )
            // The new run has a rollback of its own.
            let second = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(second.output.contains("\n  60 updated\n  60 rows\n"))
        }
    }

    @Test func aRunThatWentBackByItselfSaysSoInItsReportsAndDoesNotGoOn() async throws {
        try await withTask { bench, sandbox in
            let options = ["--on-unhealthy", "rollback", "--report", "report.csv"]
            let result = try await bench.run(Self.canary + options, on: sandbox)
            #expect(result.ending == .exit(1))
            #expect(!result.output.contains("Next: apigw-migrate apply"))
            #expect(Table(try bench.data("report.csv")).counts("outcome") == ["put_back": 7, "pending": 53])
            let again = try await bench.run(Self.canary, on: sandbox)
            #expect(again.ending == .exit(65))
            #expect(updates(sandbox) == 14)
        }
    }

    @Test func aRunWhoseRollbackWasKilledIsFinishedByTheRollbackAlone() async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state, hangLimit: .seconds(3600))) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                let original = Self.task.integrations(in: sandbox.state)
                #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
                // The sixth row is never answered.
                sandbox.add(SandboxRule(.silence, operation: .updateIntegration, after: 5))
                let command = ["rollback", "rows.csv.checkpoint", "--concurrency", "1", "--read-timeout", "0"]
                let back = try bench.start(command, on: sandbox)
                try await back.until { updates(sandbox) == 66 }
                let beside = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(beside.ending == .exit(75))
                let told = try await bench.run("control", "rows.csv.checkpoint", "pause")
                #expect(
                    told.errors.contains(
                        "rows.csv.checkpoint: is being put back; say it to rows.csv.checkpoint.rollback"
                    )
                )
                back.signal(SIGKILL)
                _ = try await back.end()
                sandbox.lift(.silence)
                let sent = updates(sandbox)

                let status = try await bench.run("status", "rows.csv.checkpoint")
                #expect(status.output.hasPrefix("Run RUN of rows.csv: being put back, not done yet\n"))
                #expect(status.output.contains(" of 60 rows done\n"))
                for command in ["apply", "plan"] {
                    let refused = try await bench.run(command, "rows.csv", on: sandbox)
                    #expect(refused.ending == .exit(65))
                    #expect(refused.errors.contains("is being put back: its rollback has begun and has not ended"))
                    #expect(refused.errors.contains("\nNext: apigw-migrate rollback rows.csv.checkpoint "))
                }
                #expect(updates(sandbox) == sent)
                #expect(try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox).ending == .exit(0))
                #expect(Self.task.integrations(in: sandbox.state) == original)
                let refused = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(refused.errors.contains("was put back: 60 rows are as they were before the run"))
            }
        }
    }

    @Test func aRunWhoseRollbackWasRolledBackGoesOnAndCanBePutBackAgain() async throws {
        try await withTask { bench, sandbox in
            let original = Self.task.integrations(in: sandbox.state)
            _ = try await bench.run(Self.canary, on: sandbox)
            let (run, rollback) = ("rows.csv.checkpoint", "rows.csv.checkpoint.rollback")
            #expect(try await bench.run("rollback", run, on: sandbox).ending == .exit(0))
            let direct = try await bench.run("apply", rollback, on: sandbox)
            #expect(direct.ending == .exit(65))
            #expect(direct.errors.contains("\(rollback) is a rollback, which goes on with a command of its own"))
            #expect(try await bench.run("rollback", rollback, on: sandbox).ending == .exit(0))

            // It has gone: only what it was rolled back by can be turned round, or the run be put back anew.
            let applied = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(applied.ending == .exit(0))
            #expect(applied.output.contains("\n  60 updated\n  60 rows\n"))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            let again = try await bench.run("rollback", run, on: sandbox)
            #expect(again.ending == .exit(0))
            #expect(again.errors.contains("The earlier rollback, which was rolled back, is now \(rollback).1."))
            #expect(again.output.contains("\n  60 updated\n  60 rows\n"))
            #expect(Self.task.integrations(in: sandbox.state) == original)
        }
    }

    @Test func aRowThatTheRollbackHasLeftAloneLeavesTheRunPutBackInPart() async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            let row = Self.task.rows[0]
            var live = try #require(sandbox.state.integration(row.integrationID, apiID: row.apiID, in: .first))
            live.timeoutInMillis = 7777
            try sandbox.state.put(live, apiID: row.apiID)
            #expect(try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox).ending == .exit(1))
            let status = try await bench.run("status", "rows.csv.checkpoint", "--output", "json")
            #expect(status.output.contains(#""state": "put_back_in_part""#))
            #expect(status.output.contains(#""put_back": 59"#))
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(65))
        }
    }
}
