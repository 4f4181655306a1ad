import Records
import Reports
import Testing

@testable import Migration

@Suite struct SummaryJSONTests {
    @Test func everythingThatTheTextSaysIsThereForPrograms() async throws {
        let run = try await TestRun.varied()
        try await run.checkpoint.noteStart(at: 1_795_453_380.125)
        try await run.checkpoint.noteEffort(
            seconds: 0.875,
            calls: CallCounts(calls: 7, throttled: 2, conflicts: 1, retries: 3)
        )
        try await run.checkpoint.noteEnd(at: 1_795_453_381, reason: "interrupted")
        var overview = try await run.overview()
        overview.info.id = "20261123T170300Z-ab12"
        overview.info.manifestSHA256 = "00ff"
        overview.checkpointPath = "rows.csv.checkpoint"
        overview.reportPaths = ["out.csv"]
        overview.nextCommand = "apigw-migrate apply rows.csv"
        let expected = #"""
            {"format": "apigw-migrate-summary", "version": 1,
             "run": {"id": "20261123T170300Z-ab12", "state": "stopped", "reason": "interrupted", "dry_run": false,
                "checkpoint": "rows.csv.checkpoint", "manifest": "rows.csv", "manifest_sha256": "00ff",
                "tool_version": "1.2.3", "region": "eu-west-1", "created_at": "2026-11-23T17:03:00.000Z",
                "started_at": "2026-11-23T17:03:00.125Z", "ended_at": "2026-11-23T17:03:01.000Z",
                "seconds_active": 0.875, "calls": 7, "throttled": 2, "conflicts": 1, "retries": 3},
             "summary": {"rows": 5, "outcomes": {"updated": 1, "unchanged": 1, "failed": 1, "drifted": 1, "skipped": 0,
                    "pending": 1},
                "failures": [
                    {"outcome": "failed", "error_code": "BadRequestException", "kind": "refused", "count": 1,
                     "example_line": 3, "example_message": "=1+1 \"quoted\", and\na second line\u001b[2J"},
                    {"outcome": "drifted", "error_code": "Drifted", "kind": "the live value has drifted", "count": 1,
                     "example_line": 6, "example_message": "description is nothing"}],
                "parked": [],
                "note": "An update is not live on a stage without auto-deploy until a deployment is made (aws apigatewayv2 create-deployment)."},
             "reports": ["out.csv"], "next": "apigw-migrate apply rows.csv"}
            """#
        #expect(try JSONValue(parsing: SummaryJSON(overview).text) == JSONValue(parsing: expected))
    }

    @Test func parkedGroupsAreThereForPrograms() async throws {
        let role = "arn:aws:iam::111122223333:role/Deploy"
        let header = "api_id,integration_id,timeout_in_millis,profile,role_arn\n"
        let run = try await TestRun(manifest: header + "a,b,50,base,\(role)\na,b,50,,\na,c,50,,\n")
        var groups = try await run.checkpoint.openGroups()
        for index in groups.indices { groups[index].parking = Parking(code: "C\(index)", reason: "why \(index)") }
        try await run.checkpoint.noteStart(at: 1_795_453_380, groups: groups)
        let summary = try #require(SummaryJSON(try await run.overview()).summary.object)
        let expected = """
            [{"region": "eu-west-1", "pending": 2, "error_code": "C1", "error_message": "why 1"},
             {"region": "eu-west-1", "profile": "base", "role_arn": "\(role)", "account_id": "111122223333", "pending": 1,
              "error_code": "C0", "error_message": "why 0"}]
            """
        #expect(try summary["parked"] == JSONValue(parsing: expected))
    }

    @Test func aDryRunCountsWhatWouldBeUpdated() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\na,c,50\na,d,50\n")
        try await run.end(1, RowEnd(.unchanged))
        try await run.end(2, RowEnd(.planned))
        let overview = try await run.overview(isDryRun: true)
        let object = try #require(SummaryJSON(overview).summary.object)
        #expect(
            object["outcomes"]
                == [
                    "would_update": 1, "updated": 0, "unchanged": 1, "failed": 0, "drifted": 0, "skipped": 0,
                    "unexamined": 1,
                ]
        )
        #expect(object["note"] == nil)
    }
}
