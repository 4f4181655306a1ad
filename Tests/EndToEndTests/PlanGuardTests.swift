import Foundation
import Sandbox
import TestSupport
import Testing

/// What keeps a run from being sent otherwise than it was planned, on the built program.
@Suite(.turns)
struct PlanGuardTests {
    private static let task = Timeouts(apis: 20, integrations: 5)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    /// The old plan was forgotten, and what came then was sent without one.
    @Test func nothingIsSentAfterAPlanThatWasInterrupted() async throws {
        try await withTask { bench, sandbox in
            _ = try await bench.run("plan", "rows.csv", on: sandbox)
            // A row is sent, so that the next plan renews this one and does not begin anew.
            let first = ["apply", "rows.csv", "--canary", "1", "--health-check", "exit 1"]
            #expect(try await bench.run(first, on: sandbox).ending == .exit(75))
            sandbox.add(SandboxRule(.hold, operation: .getIntegrations, after: 4))
            let plan = try bench.start(["plan", "rows.csv", "--concurrency", "1"], on: sandbox)
            try await plan.until { sandbox.heldCalls == 1 }
            plan.signal(SIGKILL)
            _ = try await plan.end()
            sandbox.lift(.hold)

            for file in ["rows.csv", "rows.csv.checkpoint"] {
                let refused = try await bench.run("apply", file, "--max-plan-age", "1h", on: sandbox)
                #expect(refused.ending == .exit(65))
                #expect(refused.errors.contains("the plan in rows.csv.checkpoint is not complete: "))
                #expect(
                    refused.errors.contains(
                        " of 100 rows have not been looked at; nothing was sent\nNext: apigw-migrate plan "
                    )
                )
                #expect(!refused.errors.contains("--max-plan-age"))
            }
            #expect(sandbox.statistics.updatesApplied.count == 1)
            #expect(try await bench.run("plan", "rows.csv", on: sandbox).ending == .exit(0))
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func aFirstPlanThatWasInterruptedGuardsTheRunToo() async throws {
        try await withTask { bench, sandbox in
            sandbox.add(SandboxRule(.hold, operation: .getIntegrations, after: 3))
            let plan = try bench.start(["plan", "rows.csv", "--concurrency", "1"], on: sandbox)
            try await plan.until { sandbox.heldCalls == 1 }
            plan.signal(SIGINT)
            try await plan.until { try plan.errorsSoFar().contains("\nStopping: ") }
            sandbox.lift(.hold)
            #expect(try await plan.end().ending == .exit(130))
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(65))
            #expect(sandbox.statistics.updatesApplied.isEmpty)
            #expect(try await bench.run("apply", "rows.csv", "--restart", on: sandbox).ending == .exit(0))
        }
    }

    /// Credentials that are refused leave the plan that there is.
    @Test func aPlanThatCouldNotBeginLeavesTheOldOne() async throws {
        try await withTask { bench, sandbox in
            _ = try await bench.run("plan", "rows.csv", on: sandbox)
            _ = try await bench.run(["apply", "rows.csv", "--canary", "1", "--health-check", "exit 1"], on: sandbox)
            var refused = bench
            refused.environment["AWS_SECRET_ACCESS_KEY"] = "not-the-secret"
            #expect(try await refused.run("plan", "rows.csv", on: sandbox).ending == .exit(77))
            let row = try #require(Self.task.rows.last)
            var live = try #require(sandbox.state.integration(row.integrationID, apiID: row.apiID, in: .first))
            live.timeoutInMillis = 7777
            try sandbox.state.put(live, apiID: row.apiID)
            let applied = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(applied.ending == .exit(1))
            #expect(applied.output.contains("  1 drifted\n"))
        }
    }

    // MARK: Before it is applied

    @Test func thePlanSaysWhetherTheWindowIsLongEnough() async throws {
        try await withTask { bench, sandbox in
            let options = ["--endpoint-url", sandbox.url, "--rate", "10", "--burst", "1", "--show", "0"]
            let short = try await bench.run(["plan", "rows.csv", "--max-duration", "5s", "--output", "json"] + options)
            #expect(
                short.output.contains(#""window":{"option":"--max-duration 5s","seconds":5.0,"is_enough":false}"#)
            )
            let text = try await bench.run(["plan", "rows.csv", "--max-duration", "5s"] + options)
            #expect(
                text.output.replacing("\n  ", with: " ").contains(
                    "--max-duration 5s is not enough: it takes about 12.0 s at 10 calls/s for each account and region; "
                        + "about 70 rows would be left for another time\n"
                )
            )
            let long = try await bench.run(["plan", "rows.csv", "--max-duration", "2h"] + options)
            #expect(long.output.contains("--max-duration 2h is enough: it takes about 12.0 s"))
            let applied = try await bench.run(
                "apply",
                "rows.csv",
                "--max-duration",
                "1s",
                "--endpoint-url",
                sandbox.url,
                "--rate",
                "10"
            )
            #expect(applied.ending == .exit(75))
            #expect(applied.errors.contains("--max-duration 1s is not enough: it takes about "))
        }
    }

    @Test func thePlanShowsTheWavesAndNeedsNoPassthroughForTheirColumn() async throws {
        try await Workbench.with { bench in
            let state = SandboxState.generated(apis: 1, integrations: 6)
            try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
                let stages = ["test", "prod", "prod", "test", "prod", "prod"]
                let rows = stages.enumerated().map { "api0000001,int000\($0.offset + 1),77,\($0.element)\n" }.joined()
                try bench.write("rows.csv", "api_id,integration_id,timeout_in_millis,stage\n" + rows)
                for command in ["validate", "plan", "apply"] {
                    let connection = command == "validate" ? nil : sandbox
                    let bad = try await bench.run(command, "rows.csv", "--waves", "stage=test,dev", on: connection)
                    #expect(bad.ending == .exit(65))
                    #expect(
                        bad.errors.contains(
                            "rows.csv:3: stage: 'prod' is none of the waves (4 rows); allowed: test, dev\n"
                        )
                    )
                    #expect(!bad.errors.contains("Next:"))
                }
                let waves = ["--waves", "stage=test,prod", "--canary", "1"]
                let plan = try await bench.run(["plan", "rows.csv"] + waves, on: sandbox)
                #expect(plan.output.contains("\nWaves: canary (1 row), test (1 row), prod (4 rows)\n"))
                let applied = try await bench.run(["apply", "rows.csv"] + waves, on: sandbox)
                #expect(applied.ending == .exit(0))
                #expect(applied.output.contains("  prod    4 updated, passed\n"))
            }
        }
    }

    @Test func theQuestionSaysWhereAndWhatIsUnusual() async throws {
        let state = Self.task.state
        let owned = Self.task.rows[0].apiID
        var api = SandboxAPI(apiID: owned, name: "orders", protocolType: "HTTP")
        api.tags = ["aws:cloudformation:stack-name": "orders-prod"]
        state.put(api)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                _ = try await bench.run("plan", "rows.csv", on: sandbox)
                let terminal = try Terminal()
                let command = ["apply", "rows.csv"] + Workbench.connection(sandbox)
                let child = try bench.start(Binaries.tool, command, terminal: terminal)
                var shown = ""
                try await child.until {
                    shown += terminal.shown()
                    return shown.contains("[y/N]")
                }
                try terminal.type("n\n")
                #expect(try await child.end().ending == .exit(75))
                #expect(
                    shown.contains(
                        "1 API belongs to CloudFormation: the next deploy of stack orders-prod will undo this"
                    )
                )
                #expect(
                    shown.contains(
                        "Update 100 integrations in account 000000000001, us-east-1 (the default credentials)?"
                    )
                )
                #expect(sandbox.statistics.updatesApplied.isEmpty)
            }
        }
    }
}
