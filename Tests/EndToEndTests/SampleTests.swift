import Foundation
import Sandbox
import Testing

/// The whole way with the manifests of `samples/`, applied to the APIs of `samples/sandbox.jsonl`.
@Suite(.turns)
struct SampleTests {
    static let scope = SandboxScope(account: "111122223333", region: "us-east-1")
    private static let deployNote =
        "An update is not live on a stage without auto-deploy until a deployment is made "
        + "(aws apigatewayv2 create-deployment).\n"

    private func withSamples(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        let state = try SandboxState(jsonLines: try Data(contentsOf: Repository.sample("sandbox.jsonl")))
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ACCESS_KEY_ID"] = SandboxServer.accessKeyID(account: Self.scope.account)
                try bench.copySample("rewrite-lambda-uris.csv")
                try bench.copySample("rolling-timeouts.jsonl")
                try await body(bench, sandbox)
            }
        }
    }

    @Test func bothManifestsAreAppliedAndASecondRunFindsNothingToDo() async throws {
        try await withSamples { bench, sandbox in
            let first = try await bench.run("apply", "rewrite-lambda-uris.csv", on: sandbox)
            // 20 pages of integrations, 192 updates.
            let summary = """
                Run RUN of rewrite-lambda-uris.csv: complete
                  192 updated
                    8 unchanged
                  200 rows

                212 calls in TIME

                \(Self.deployNote)
                Back: apigw-migrate rollback rewrite-lambda-uris.csv.checkpoint --endpoint-url URL --rate unlimited

                """
            #expect(first == ChildProcess.Result(ending: .exit(0), output: summary, errors: ""))
            try expectRewritten(bench, sandbox.state)
            #expect(sandbox.statistics.repeatedUpdates == 0)

            let calls = sandbox.statistics.totalCalls
            #expect(try await bench.run("apply", "rewrite-lambda-uris.csv", on: sandbox) == first)
            #expect(sandbox.statistics.totalCalls == calls)
            #expect(
                try bench.files() == [
                    "rewrite-lambda-uris.csv", "rewrite-lambda-uris.csv.checkpoint", "rolling-timeouts.jsonl",
                ]
            )

            let second = try await bench.run("apply", "rolling-timeouts.jsonl", on: sandbox)
            // 20 pages of integrations, the APIs' protocols, 55 updates.
            let secondSummary = """
                Run RUN of rolling-timeouts.jsonl: complete
                  55 updated
                   5 unchanged
                  60 rows

                76 calls in TIME

                \(Self.deployNote)
                Back: apigw-migrate rollback rolling-timeouts.jsonl.checkpoint --endpoint-url URL --rate unlimited

                """
            #expect(second == ChildProcess.Result(ending: .exit(0), output: secondSummary, errors: ""))
            try expectRolled(bench, sandbox.state)
            #expect(sandbox.statistics.maximumConcurrentWrites.values.max() == 1)
        }
    }

    private func expectRewritten(_ bench: Workbench, _ state: SandboxState) throws {
        let rows = Table(try bench.data("rewrite-lambda-uris.csv")).rows
        #expect(rows.count == 200)
        for row in rows {
            let live = try #require(integration(row["api_id"], row["integration_id"], state))
            #expect(live.integrationURI == row["integration_uri"])
            if let description = row["description"], !description.isEmpty { #expect(live.description == description) }
        }
    }

    private func expectRolled(_ bench: Workbench, _ state: SandboxState) throws {
        let lines = try bench.text("rolling-timeouts.jsonl").split(separator: "\n")
        #expect(lines.count == 60)
        for line in lines {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let live = try #require(integration(row["api_id"] as? String, row["integration_id"] as? String, state))
            #expect(live.timeoutInMillis == row["timeout_in_millis"] as? Int)
            if row["description"] is NSNull { #expect(live.description == nil) }
            if let name = row["tls_config.server_name_to_verify"] as? String {
                #expect(live.tlsConfig?.serverNameToVerify == name)
            }
            if let code = row["response_parameters.500.overwrite:statuscode"] as? String {
                #expect(live.responseParameters?["500"]?["overwrite:statuscode"] == code)
            }
            var parameters = row["request_parameters"] as? [String: String] ?? [:]
            let prefix = "request_parameters."
            for (name, value) in row where name.hasPrefix(prefix) {
                parameters[String(name.dropFirst(prefix.count))] = value as? String
            }
            for (key, value) in parameters {
                // An empty mapping removes the one that is there.
                #expect(live.requestParameters?[key] == (value.isEmpty ? nil : value))
            }
        }
        // The whole map of a service integration is sent with one key changed.
        let queue = try #require(integration("v9sq3txywf", "xin0l3u", state))
        #expect(queue.integrationSubtype == "SQS-SendMessage")
        #expect(queue.requestParameters?.keys.sorted() == ["MessageBody", "QueueUrl"])
    }

    private func integration(_ apiID: String?, _ id: String?, _ state: SandboxState) -> SandboxIntegration? {
        state.integration(id ?? "", apiID: apiID ?? "", in: Self.scope)
    }

    @Test func aDryRunReadsDecidesEveryRowAndWritesNothing() async throws {
        try await withSamples { bench, sandbox in
            let state = sandbox.state.jsonLines()
            let files = try bench.files()
            for option in ["-n", "--dry-run"] {
                let result = try await bench.run("apply", "rolling-timeouts.jsonl", option, on: sandbox)
                #expect(result.ending == .exit(0))
                #expect(result.errors == "")
                #expect(
                    result.output.hasPrefix(
                        "Dry run RUN of rolling-timeouts.jsonl: 55 of 60 rows to change\n\nUnusual:\n"
                    )
                )
                let totals = """

                    55 to change, 5 unchanged, 76 calls
                    Next: apigw-migrate apply rolling-timeouts.jsonl --endpoint-url URL --rate unlimited

                    """
                #expect(result.output.hasSuffix(totals))
            }
            #expect(try bench.files() == files)
            #expect(sandbox.state.jsonLines() == state)
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
            // The one call that is no GET only asks whose the credentials are.
            let others = sandbox.requests.filter { $0.method != "GET" }
            #expect(others.allSatisfy { $0.operation == .getCallerIdentity })
        }
    }

    @Test func everyReportAccountsForEveryRow() async throws {
        try await withSamples { bench, sandbox in
            let names = ["report.csv", "report.json", "report.jsonl", "report.txt"]
            let options = names.flatMap { ["--report", $0] }
            let run = try await bench.run(["apply", "rewrite-lambda-uris.csv"] + options, on: sandbox)
            #expect(run.ending == .exit(0))
            #expect(
                run.output.hasSuffix(
                    "\nReport: report.csv\nReport: report.json\nReport: report.jsonl\nReport: report.txt\n\n"
                        + "Back: apigw-migrate rollback rewrite-lambda-uris.csv.checkpoint --endpoint-url URL --rate unlimited\n"
                )
            )
            try expectReports(bench, names)

            // The same from the checkpoint, later.
            let again = names.map { "later-\($0)" }
            let arguments = ["report", "rewrite-lambda-uris.csv.checkpoint"] + again.flatMap { ["--report", $0] }
            let result = try await bench.run(arguments)
            let errors = again.map { "wrote \($0)\n" }.joined()
            #expect(result == ChildProcess.Result(ending: .exit(0), output: "", errors: errors))
            for (name, later) in zip(names, again) { #expect(try bench.data(name) == bench.data(later)) }
            let shown = try await bench.start("report", "rewrite-lambda-uris.csv.checkpoint").end()
            #expect(shown.output == (try bench.text("report.txt")))
        }
    }

    private func expectReports(_ bench: Workbench, _ names: [String]) throws {
        let manifest = Table(try bench.data("rewrite-lambda-uris.csv")).rows
        let table = Table(try bench.data("report.csv"))
        #expect(
            table.columns == [
                "row", "line", "profile", "account_id", "region", "api_id", "integration_id", "outcome", "http_status",
                "error_code", "error_message", "request_id", "attempts", "duration_ms", "started_at", "finished_at",
                "changed", "before", "after", "wave",
            ]
        )
        #expect(table.rows.map { $0["row"] } == (1...200).map { "\($0)" })
        #expect(table.rows.map { $0["line"] } == (2...201).map { "\($0)" })
        #expect(table.rows.map { $0["integration_id"] } == manifest.map { $0["integration_id"] })
        #expect(table.counts("outcome") == ["updated": 192, "unchanged": 8])

        let report = try #require(
            try JSONSerialization.jsonObject(with: try bench.data("report.json")) as? [String: Any]
        )
        #expect(report.keys.sorted() == ["rows", "run", "summary"])
        let summary = try #require(report["summary"] as? [String: Any])
        #expect(summary["rows"] as? Int == 200)
        let outcomes = try #require(summary["outcomes"] as? [String: Int])
        #expect(outcomes == ["updated": 192, "unchanged": 8, "failed": 0, "drifted": 0, "skipped": 0, "pending": 0])
        let rows = try #require(report["rows"] as? [[String: Any]])
        #expect(rows.map { $0["row"] as? Int } == Array(1...200))
        for (row, wanted) in zip(rows, manifest) where row["outcome"] as? String == "updated" {
            let after = try #require(row["after"] as? [String: Any])
            let before = try #require(row["before"] as? [String: Any])
            let changed = try #require(row["changed"] as? [String])
            #expect(after["integrationUri"] as? String == wanted["integration_uri"])
            #expect(Set(changed) == Set(after.keys).union(before.keys))
        }

        let lines = try bench.text("report.jsonl").split(separator: "\n")
        let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary }
        #expect(objects == rows.map { $0 as NSDictionary })

        let text = try bench.text("report.txt").split(separator: "\n")
        #expect(text.filter { $0.contains("  updated  ") }.count == 192)
        #expect(text.filter { $0.contains("  unchanged  ") }.count == 8)
    }

    @Test func theStateOfAFinishedRunIsShown() async throws {
        try await withSamples { bench, sandbox in
            let run = try await bench.run("apply", "rolling-timeouts.jsonl", on: sandbox)
            let status = try await bench.run("status", "rolling-timeouts.jsonl.checkpoint")
            #expect(status.output.replacing(sandbox.url, with: "URL") == run.output)
            #expect(status.ending == .exit(0))

            let json = try await bench.run("status", "rolling-timeouts.jsonl.checkpoint", "--output", "json")
            #expect(json.ending == .exit(0))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let details = try #require(object["run"] as? [String: Any])
            #expect(details["state"] as? String == "complete")
            #expect(details["calls"] as? Int == 76)
            #expect((object["summary"] as? [String: Any])?["rows"] as? Int == 60)
            #expect((object["groups"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func theSummaryIsJSONOnRequest() async throws {
        try await withSamples { bench, sandbox in
            let run = try await bench.run("apply", "rolling-timeouts.jsonl", "--output", "json", on: sandbox)
            #expect(run.ending == .exit(0))
            #expect(run.errors == "")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let outcomes = (object["summary"] as? [String: Any])?["outcomes"] as? [String: Int]
            #expect(outcomes == ["updated": 55, "unchanged": 5, "failed": 0, "drifted": 0, "skipped": 0, "pending": 0])
        }
    }

    @Test func standardInputIsAManifestToo() async throws {
        try await withSamples { bench, sandbox in
            let text = try bench.text("rewrite-lambda-uris.csv")
            let refused = try await bench.run(["apply", "-"], on: sandbox, input: text)
            #expect(refused.ending == .exit(64))
            #expect(
                refused.errors.hasPrefix(
                    "Error: --checkpoint is required when the manifest comes from standard input.\n"
                )
            )
            #expect(sandbox.requests.isEmpty)

            let arguments = ["apply", "-", "--checkpoint", "run.checkpoint"]
            let run = try await bench.run(arguments, on: sandbox, input: text)
            #expect(run.ending == .exit(0))
            #expect(
                run.output.hasPrefix(
                    "Run RUN of standard input: complete\n  192 updated\n    8 unchanged\n  200 rows\n"
                )
            )
            try expectRewritten(bench, sandbox.state)

            let again = try await bench.run(arguments, on: sandbox, input: text)
            #expect(again == run)
            let other = try await bench.run(arguments, on: sandbox, input: text + "\n")
            #expect(other.ending == .exit(65))
            #expect(try bench.files().contains("run.checkpoint"))
        }
    }
}
