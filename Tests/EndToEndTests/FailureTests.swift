import Foundation
import Sandbox
import Testing

/// Rows that fail, and the ways to go on from there.
@Suite(.turns)
struct FailureTests {
    /// A manifest whose records are written in every way that CSV allows, two of them for integrations that are not there.
    private static let records = [
        #"api0000001,int0001,2001,"first, with a comma",ops"#,
        "\"api0000001\",\"gone0001\",\"2002\",\"said \"\"no\"\"\r\nin two lines\",\"web\"",
        #"api0000002,int0001,,"=1+1",web"#,
        #"api0000002,gone0002,2004,größer,"#,
    ]
    private static let header = "api_id,integration_id,timeout_in_millis,description,owner"
    private static let manifest = ([header] + records).map { $0 + "\n" }.joined()

    private func withTwoMissing(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        let state = SandboxState.generated(apis: 2, integrations: 2)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.manifest)
                let result = try await bench.run("apply", "rows.csv", "--passthrough", "owner", on: sandbox)
                let output = """
                    Run RUN of rows.csv: ended, 2 rows not done
                      2 updated
                      2 failed
                      4 rows

                    4 calls in TIME

                    Failures by kind:
                      2 NotFoundException: integration not found
                        rows.csv:3: API api0000001 has no integration gone0001

                    An update is not live on a stage without auto-deploy until a deployment is made \
                    (aws apigatewayv2 create-deployment).

                    Back: apigw-migrate rollback rows.csv.checkpoint --endpoint-url URL --rate unlimited
                    Next: apigw-migrate apply rows.csv --passthrough owner --endpoint-url URL --rate unlimited

                    """
                #expect(result == ChildProcess.Result(ending: .exit(1), output: output, errors: ""))
                try await body(bench, sandbox)
            }
        }
    }

    @Test func theFailedRowsComeBackAsTheyWereAndCanBeApplied() async throws {
        try await withTwoMissing { bench, sandbox in
            let arguments = ["report", "rows.csv.checkpoint", "--rows", "failed", "--as-manifest", "again.csv"]
            let extract = try await bench.run(arguments)
            let wrote = ChildProcess.Result(ending: .exit(0), output: "", errors: "wrote again.csv: 2 rows\n")
            #expect(extract == wrote)
            let lines = [Self.header, Self.records[1], Self.records[3]]
            #expect(try bench.data("again.csv") == Data(lines.map { $0 + "\n" }.joined().utf8))

            try sandbox.state.put(SandboxIntegration(integrationID: "gone0001"), apiID: "api0000001")
            try sandbox.state.put(SandboxIntegration(integrationID: "gone0002"), apiID: "api0000002")
            let run = try await bench.run("apply", "again.csv", "--passthrough", "owner", on: sandbox)
            #expect(run.ending == .exit(0))
            #expect(run.output.hasPrefix("Run RUN of again.csv: complete\n  2 updated\n  2 rows\n"))
            let first = sandbox.state.integration("gone0001", apiID: "api0000001", in: .first)
            #expect(first?.description == "said \"no\"\r\nin two lines")
            let second = sandbox.state.integration("gone0002", apiID: "api0000002", in: .first)
            #expect(second?.description == "größer")
            #expect(second?.timeoutInMillis == 2004)
        }
    }

    @Test func thePassedThroughColumnIsInEveryReportAndFormulasAreMadeHarmless() async throws {
        try await withTwoMissing { bench, _ in
            let paths = ["r.csv", "r.json", "r.jsonl"]
            let result = try await bench.run(["report", "rows.csv.checkpoint"] + paths.flatMap { ["--report", $0] })
            #expect(result.ending == .exit(0))
            let table = Table(try bench.data("r.csv"))
            #expect(table.columns.last == "owner")
            #expect(table.rows.map { $0["owner"] } == ["ops", "web", "web", ""])
            #expect(table.rows.map { $0["line"] } == ["2", "3", "5", "6"])
            #expect(table.rows.map { $0["error_code"] } == ["", "NotFoundException", "", "NotFoundException"])
            let lines = try bench.text("r.jsonl").split(separator: "\n")
            let kept = try lines.map { line in
                try (JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["passthrough"]
                    as? [String: String]
            }
            #expect(kept == [["owner": "ops"], ["owner": "web"], ["owner": "web"], ["owner": ""]])
            let after = try #require(table.rows[2]["after"])
            #expect(after.contains("=1+1"))
            #expect(!after.hasPrefix("="))
        }
    }

    @Test func onlyTheRowsAskedForAreReported() async throws {
        try await withTwoMissing { bench, _ in
            let failed = try await bench.run("report", "rows.csv.checkpoint", "--rows", "failed", "--report", "f.csv")
            #expect(failed.ending == .exit(0))
            #expect(Table(try bench.data("f.csv")).counts("outcome") == ["failed": 2])
            let both = ["report", "rows.csv.checkpoint", "--rows", "failed", "--rows", "updated", "--report", "b.csv"]
            #expect(try await bench.run(both).ending == .exit(0))
            #expect(Table(try bench.data("b.csv")).counts("outcome") == ["failed": 2, "updated": 2])
        }
    }

    @Test func failedRowsAreTriedAgainUnlessTheyAreToBeSkipped() async throws {
        try await withTwoMissing { bench, sandbox in
            try sandbox.state.put(SandboxIntegration(integrationID: "gone0001"), apiID: "api0000001")
            try sandbox.state.put(SandboxIntegration(integrationID: "gone0002"), apiID: "api0000002")
            let command = ["apply", "rows.csv", "--passthrough", "owner"]
            let calls = sandbox.statistics.totalCalls
            let skipped = try await bench.run(command + ["--skip-failed"], on: sandbox)
            #expect(skipped.ending == .exit(1))
            #expect(skipped.output.contains("  2 updated\n  2 failed\n  4 rows\n"))
            #expect(sandbox.statistics.totalCalls == calls)

            let tried = try await bench.run(command, on: sandbox)
            #expect(tried.ending == .exit(0))
            #expect(tried.output.contains("  4 updated\n  4 rows\n"))
            #expect(sandbox.statistics.repeatedUpdates == 0)
        }
    }

    @Test func tooManyFailuresStopTheRunAndTheSameCommandFinishesIt() async throws {
        let task = Timeouts(apis: 10, integrations: 10)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let missing = task.rows.prefix(10)
                for row in missing { sandbox.state.removeIntegration(row.integrationID, apiID: row.apiID, in: .first) }
                // One at a time: the first API's rows fail before another has begun.
                let command = ["apply", "rows.csv", "--max-failures", "5", "--concurrency", "1", "--report", "r.csv"]
                let stopped = try await bench.run(command, on: sandbox)
                #expect(stopped.ending == .exit(75))
                #expect(stopped.errors.contains("apigw-migrate: stopped: "))
                #expect(stopped.errors.contains("more than --max-failures"))
                let next = (["apigw-migrate"] + command + ["--endpoint-url", "URL", "--rate", "unlimited"]).joined(
                    separator: " "
                )
                #expect(stopped.output.hasSuffix("\nNext: \(next)\n"))
                let counts = Table(try bench.data("r.csv")).counts("outcome")
                #expect(counts.values.reduce(0, +) == 100)
                #expect(counts["failed", default: 0] > 5)
                #expect(counts["pending", default: 0] >= 80)

                for row in missing {
                    try sandbox.state.put(SandboxIntegration(integrationID: row.integrationID), apiID: row.apiID)
                }
                let finished = try await bench.run(command, on: sandbox)
                #expect(finished.ending == .exit(0))
                #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": 100])
                #expect(task.unmet(in: sandbox.state).isEmpty)
                #expect(sandbox.statistics.repeatedUpdates == 0)
            }
        }
    }

    @Test func driftedRowsAreLeftAloneAndCountAsNotDone() async throws {
        let state = SandboxState.generated(apis: 1, integrations: 2)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                let manifest = """
                    api_id,integration_id,timeout_in_millis,expect.timeout_in_millis
                    api0000001,int0001,5000,30000
                    api0000001,int0002,5000,29000

                    """
                try bench.write("rows.csv", manifest)
                let result = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(result.ending == .exit(1))
                #expect(result.output.contains("  1 updated\n  1 drifted\n  2 rows\n"))
                #expect(result.output.contains("rows.csv:3: timeout_in_millis is 30000, not what the row expects"))
                #expect(state.integration("int0002", apiID: "api0000001", in: .first)?.timeoutInMillis == 30_000)

                let blind = try await bench.run("apply", "rows.csv", "--no-snapshot", "--checkpoint", "x", on: sandbox)
                #expect(blind.ending == .exit(64))
                #expect(blind.errors.contains("line 2 expects a value"))
            }
        }
    }

    @Test func anAddressWhereNobodyListensLeavesEveryRowPending() async throws {
        try await Workbench.with { bench in
            let task = Timeouts(apis: 2, integrations: 2)
            try bench.write("rows.csv", task.manifest)
            // Port 1 is reserved and nobody's.
            let command = ["apply", "rows.csv", "--endpoint-url", "http://127.0.0.1:1", "--max-attempts", "2"]
            let result = try await bench.run(command)
            let output = """
                Run RUN of rows.csv: stopped: cannot be reached
                  4 pending
                  4 rows

                2 calls in TIME, 1 retry

                Parked: nothing more is sent for these groups, and their rows are pending.
                  cannot be reached since TIME UTC (could not connect, 127.0.0.1:1): Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server
                    4 rows of the default credentials, us-east-1
                Once that is put right, the command below goes on with these rows.

                Next: apigw-migrate apply rows.csv --endpoint-url http://127.0.0.1:1 --max-attempts 2

                """
            let shown = result.output.replacing(/after \d+ ms/, with: "after 0 ms")
                .replacing(/since [0-9:]+ UTC/, with: "since TIME UTC")
            #expect(result.ending == .exit(75))
            #expect(shown == output)
            #expect(result.errors.contains("the default credentials, us-east-1 cannot be reached since "))

            try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
                let resumed = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(resumed.ending == .exit(0))
                #expect(task.unmet(in: sandbox.state).isEmpty)
            }
        }
    }

    @Test(arguments: [true, false])
    func everyKindOfTroubleIsSurvived(_ readsFirst: Bool) async throws {
        let task = Timeouts(apis: 10, integrations: 10)
        let faults: [SandboxFault: Double] = [
            .status500: 0.03, .status503: 0.03, .resetBefore: 0.03, .resetAfter: 0.03, .truncated: 0.02, .garbage: 0.02,
        ]
        try await withSandbox(SandboxConfiguration(state: task.state, faults: faults, seed: 7)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let command = ["apply", "rows.csv", "--report", "r.csv"] + (readsFirst ? [] : ["--no-snapshot"])
                let result = try await bench.run(command, on: sandbox)
                #expect(result.ending == .exit(0))
                #expect(task.unmet(in: sandbox.state).isEmpty)
                #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": 100])
            }
        }
    }

    @Test func rowsOfSeveralProfilesReachTheirAccountsAndAWrongAccountIsRefused() async throws {
        let state = SandboxState.generated(accounts: 2, apis: 1, integrations: 2)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
                bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
                let profiles = [1, 2].map { number in
                    """
                    [team\(number)]
                    aws_access_key_id = \(SandboxServer.accessKeyID(account: "00000000000\(number)"))
                    aws_secret_access_key = \(SandboxServer.secretAccessKey)

                    """
                }
                try bench.writeHome(".aws/credentials", profiles.joined())
                let manifest = """
                    profile,account_id,api_id,integration_id,timeout_in_millis
                    team1,000000000001,api0000001,int0001,1001
                    team2,000000000002,api0000002,int0001,1002
                    team2,000000000001,api0000002,int0002,1003
                    team1,,api0000001,int0002,1004

                    """
                try bench.write("rows.csv", manifest)
                let result = try await bench.run("apply", "rows.csv", "--report", "r.csv", on: sandbox)
                #expect(result.ending == .exit(1))
                #expect(result.errors == "")
                let rows = Table(try bench.data("r.csv")).rows
                #expect(rows.map { $0["outcome"] } == ["updated", "updated", "failed", "updated"])
                #expect(
                    rows.map { $0["account_id"] } == ["000000000001", "000000000002", "000000000002", "000000000001"]
                )
                #expect(rows.map { $0["error_code"] } == ["", "", "WrongAccount", ""])
                #expect(sandbox.statistics.calls[.getCallerIdentity] == 2)
                let untouched = state.integration(
                    "int0002",
                    apiID: "api0000002",
                    in: SandboxScope(account: "000000000002", region: "us-east-1")
                )
                #expect(untouched?.timeoutInMillis == 30_000)
            }
        }
    }
}
