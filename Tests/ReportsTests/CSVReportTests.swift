import Reports
import Testing

@testable import Migration

@Suite struct CSVReportTests {
    @Test func aReportHasOneRecordARowInTheOrderOfTheManifest() async throws {
        let run = try await TestRun.varied()
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.csv"), format: .csv)
        let columns =
            "row,line,profile,account_id,region,api_id,integration_id,outcome,http_status,error_code,error_message,"
            + "request_id,attempts,duration_ms,started_at,finished_at,changed,before,after,wave,owner,manifest.line"
        let times = "250,2026-11-23T17:03:00.125Z,2026-11-23T17:03:00.375Z"
        let expected = [
            columns,
            "1,2,,,eu-west-1,a1,i1,updated,200,,,c6af9ac6-7b61-11e6-9a41-93e8deadbeef,1,\(times),"
                + #"description;timeoutInMillis,"{""timeoutInMillis"":29000}","#
                + #""{""description"":""é"",""timeoutInMillis"":3000}",1,"Doe, Jane",x"#,
            "2,3,prod,,eu-west-1,a1,i2,failed,400,BadRequestException,\"'=1+1 \"\"quoted\"\", and",
            "a second line\\u{1B}[2J\",,3,\(times),,,,1,'=cmd(),",
            "3,4,,,eu-west-1,a2,i3,unchanged,,,,,0,\(times),,,,1,\"two",
            "lines\",",
            "4,6,,,eu-west-1,a2,i4,drifted,,Drifted,description is nothing,,0,\(times),,,,1,\"a \"\"quoted\"\" word\",",
            "5,7,,,eu-west-1,a3,i5,pending,,,,,0,,,,,,,1,,",
        ]
        #expect(try run.folder.text("report.csv") == expected.joined(separator: "\n") + "\n")
    }

    @Test func aRowWithoutAProfileHasTheOneOfTheRun() async throws {
        let run = try await TestRun(
            manifest: "api_id,integration_id,profile,timeout_in_millis\na,b,,50\na,c,own,50\n",
            profile: "from-the-command-line"
        )
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.csv"), format: .csv)
        let lines = try run.folder.text("report.csv").split(separator: "\n")
        #expect(lines.dropFirst().map { $0.split(separator: ",")[2] } == ["from-the-command-line", "own"])
    }

    @Test func theAccountIsShownOnceItIsKnown() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        var groups = try await run.checkpoint.groups()
        groups[0].accountID = "000000000042"
        try await run.checkpoint.noteStart(at: 1_795_453_381, groups: groups)
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.csv"), format: .csv)
        #expect(try run.folder.text("report.csv").contains("\n1,2,,000000000042,eu-west-1,a,b,pending,"))
    }

    @Test(
        arguments: [
            (Set([Outcome.failed]), ["2"]), ([.failed, .drifted], ["2", "4"]), ([.pending], ["5"]), ([.skipped], []),
        ] as [(Set<Outcome>, [String])]
    )
    func onlyTheWantedOutcomesAreInIt(outcomes: Set<Outcome>, rows: [String]) async throws {
        let manifest = (1...5).reduce("api_id,integration_id,timeout_in_millis\n") { $0 + "a,i\($1),50\n" }
        let run = try await TestRun(manifest: manifest)
        try await run.end(1, RowEnd(.unchanged))
        try await run.end(2, .failed("A", "message"))
        try await run.end(3, RowEnd(.unchanged))
        try await run.end(4, RowEnd(.drifted))
        let report = Report(run.checkpoint, overview: try await run.overview(), outcomes: outcomes)
        try await report.write(to: run.folder.file("report.csv"), format: .csv)
        let lines = try run.folder.text("report.csv").split(separator: "\n").dropFirst()
        #expect(lines.map { String($0.prefix { $0 != "," }) } == rows)
    }
}
