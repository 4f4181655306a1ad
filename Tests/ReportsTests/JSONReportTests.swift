import Records
import Reports
import Testing

@testable import Migration

@Suite struct JSONReportTests {
    private static let rows = [
        #"{"row":1,"line":2,"profile":null,"role_arn":null,"account_id":null,"region":"eu-west-1","#
            + #""api_id":"a1","integration_id":"i1","outcome":"updated","http_status":200,"error_code":null,"#
            + #""error_message":null,"request_id":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef","attempts":1,"#
            + #""duration_ms":250,"started_at":"2026-11-23T17:03:00.125Z","#
            + #""finished_at":"2026-11-23T17:03:00.375Z","changed":["description","timeoutInMillis"],"#
            + #""before":{"timeoutInMillis":29000},"after":{"description":"é","timeoutInMillis":3000},"wave":1,"#
            + #""passthrough":{"owner":"Doe, Jane","line":"x"}}"#,
        #"{"row":2,"line":3,"profile":"prod","role_arn":null,"account_id":null,"region":"eu-west-1","#
            + #""api_id":"a1","integration_id":"i2","outcome":"failed","http_status":400,"#
            + #""error_code":"BadRequestException","#
            + #""error_message":"=1+1 \"quoted\", and\na second line\u001b[2J","request_id":null,"attempts":3,"#
            + #""duration_ms":250,"started_at":"2026-11-23T17:03:00.125Z","#
            + #""finished_at":"2026-11-23T17:03:00.375Z","changed":null,"before":null,"after":null,"wave":1,"#
            + #""passthrough":{"owner":"=cmd()","line":""}}"#,
        #"{"row":3,"line":4,"profile":null,"role_arn":null,"account_id":null,"region":"eu-west-1","#
            + #""api_id":"a2","integration_id":"i3","outcome":"unchanged","http_status":null,"error_code":null,"#
            + #""error_message":null,"request_id":null,"attempts":0,"duration_ms":250,"#
            + #""started_at":"2026-11-23T17:03:00.125Z","finished_at":"2026-11-23T17:03:00.375Z","#
            + #""changed":null,"before":null,"after":null,"wave":1,"passthrough":{"owner":"two\nlines","line":""}}"#,
        #"{"row":4,"line":6,"profile":null,"role_arn":null,"account_id":null,"region":"eu-west-1","#
            + #""api_id":"a2","integration_id":"i4","outcome":"drifted","http_status":null,"#
            + #""error_code":"Drifted","error_message":"description is nothing","request_id":null,"attempts":0,"#
            + #""duration_ms":250,"started_at":"2026-11-23T17:03:00.125Z","#
            + #""finished_at":"2026-11-23T17:03:00.375Z","changed":null,"before":null,"after":null,"wave":1,"#
            + #""passthrough":{"owner":"a \"quoted\" word","line":""}}"#,
        #"{"row":5,"line":7,"profile":null,"role_arn":null,"account_id":null,"region":"eu-west-1","#
            + #""api_id":"a3","integration_id":"i5","outcome":"pending","http_status":null,"error_code":null,"#
            + #""error_message":null,"request_id":null,"attempts":0,"duration_ms":null,"started_at":null,"#
            + #""finished_at":null,"changed":null,"before":null,"after":null,"wave":1,"passthrough":{"owner":"","#
            + #""line":""}}"#,
    ]

    @Test func jsonLinesHaveOneObjectARow() async throws {
        let run = try await TestRun.varied()
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.jsonl"), format: .jsonl)
        #expect(try run.folder.text("report.jsonl") == Self.rows.joined(separator: "\n") + "\n")
    }

    @Test func jsonIsOneObjectWithTheSummaryBeforeTheRows() async throws {
        let run = try await TestRun.varied()
        let overview = try await run.overview()
        try await Report(run.checkpoint, overview: overview).write(to: run.folder.file("report.json"), format: .json)
        let text = try run.folder.text("report.json")
        #expect(text.hasSuffix(",\n\"rows\":[\n" + Self.rows.joined(separator: ",\n") + "\n]}\n"))
        let object = try #require(JSONValue(parsing: text).object)
        #expect(object.members.map(\.key) == ["run", "summary", "rows"])
        #expect(object["run"] == SummaryJSON(overview).run)
        #expect(object["summary"] == SummaryJSON(overview).summary)
    }

    @Test func jsonWithoutRowsIsWholeToo() async throws {
        let run = try await TestRun.varied()
        let overview = try await run.overview()
        let report = Report(run.checkpoint, overview: overview, outcomes: [.skipped])
        try await report.write(to: run.folder.file("report.json"), format: .json)
        let object = try #require(JSONValue(parsing: try run.folder.text("report.json")).object)
        #expect(object["rows"] == .array([]))
        #expect(object["summary"] == SummaryJSON(overview).summary)
    }

    @Test func aDifferenceThatIsNoJSONDoesNotBreakTheReport() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        try await run.end(1, .updated(from: "{broken", to: #"{"timeoutInMillis":50}"#))
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.jsonl"), format: .jsonl)
        let row = try #require(JSONValue(parsing: try run.folder.text("report.jsonl")).object)
        #expect(row["before"] == .string("{broken"))
        #expect(row["changed"] == .array([.string("timeoutInMillis")]))
    }
}
