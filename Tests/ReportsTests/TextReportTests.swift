import Reports
import Testing

@testable import Migration

@Suite struct TextReportTests {
    @Test func theTableSaysWhatChangedAndWhatWentWrong() async throws {
        let run = try await TestRun.varied()
        var overview = try await run.overview()
        let summary = SummaryText(overview).text
        overview.nextCommand = "rm -rf build"
        overview.reportPaths = ["report.txt"]
        try await Report(run.checkpoint, overview: overview).write(to: run.folder.file("report.txt"), format: .text)
        let table = """
            LINE  OUTCOME    TARGET                DETAIL
               2  updated    eu-west-1 a1 i1       description (none) -> "é", timeoutInMillis 29000 -> 3000
               3  failed     prod eu-west-1 a1 i2  BadRequestException: =1+1 "quoted", and\\na second line\\u{1B}[2J
               4  unchanged  eu-west-1 a2 i3
               6  drifted    eu-west-1 a2 i4       Drifted: description is nothing
               7  pending    eu-west-1 a3 i5

            """
        #expect(try run.folder.text("report.txt") == summary + "\n" + table)
    }

    @Test func withoutABeforeImageOnlyTheNewValueIsShown() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        var end = RowEnd(.updated)
        end.after = #"{"timeoutInMillis":50}"#
        try await run.end(1, end)
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.txt"), format: .text)
        #expect(try run.folder.text("report.txt").hasSuffix("  eu-west-1 a b  timeoutInMillis 50\n"))
    }

    @Test func longMessagesAreCut() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        try await run.end(1, .failed("Code", String(repeating: "x", count: 100_000)))
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.txt"), format: .text)
        #expect(try run.folder.text("report.txt").split(separator: "\n").allSatisfy { $0.count < 500 })
    }

    @Test func manyChangedMembersAreCounted() async throws {
        let run = try await TestRun(manifest: "api_id,integration_id,timeout_in_millis\na,b,50\n")
        let value = #""\#(String(repeating: "v", count: 300))""#
        var end = RowEnd(.updated)
        end.after = #"{"a":\#(value),"b":\#(value),"c":\#(value),"d":\#(value),"e":1,"f\u001b":2}"#
        try await run.end(1, end)
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.txt"), format: .text)
        let cut = "\"\(String(repeating: "v", count: 199))…"
        #expect(try run.folder.text("report.txt").hasSuffix("  a \(cut), b \(cut), and 4 more\n"))
    }

    @Test func manyRowsKeepTheWidthsOfTheFirstThousand() async throws {
        let manifest = (1...1500).reduce("api_id,integration_id,timeout_in_millis\n") { $0 + "a,i\($1),50\n" }
        let run = try await TestRun(manifest: manifest)
        let report = Report(run.checkpoint, overview: try await run.overview())
        try await report.write(to: run.folder.file("report.txt"), format: .text)
        let rows = try run.folder.text("report.txt").split(separator: "\n").filter { $0.contains("eu-west-1 a i") }
        #expect(rows.count == 1500)
        #expect(rows.first == "   2  pending  eu-west-1 a i1")
        #expect(rows.last == "1501  pending  eu-west-1 a i1500")
    }
}
