import Foundation
import Reports
import Testing

@testable import Migration

@Suite struct ManifestExtractTests {
    @Test func recordsAreKeptByteForByte() async throws {
        let run = try await TestRun(
            manifest: "\u{FEFF}api_id,integrationId,timeout-in-millis,\"owner\"\r\n"
                + "a,i1,50, Doe \r\n\r\na,\"i2\",50,\"two\r\nlines, \"\"é\"\"\"\r\na,i3,50,last",
            passthrough: ["owner"]
        )
        try await run.end(2, .failed("A", "b"))
        try await run.end(3, .failed("A", "b"))
        let path = run.folder.file("again.csv")
        #expect(try await ManifestExtract(run.checkpoint, outcomes: [.failed]).write(to: path) == 2)
        #expect(
            try run.folder.text("again.csv")
                == "api_id,integrationId,timeout-in-millis,\"owner\"\n"
                + "a,\"i2\",50,\"two\r\nlines, \"\"é\"\"\"\na,i3,50,last\n"
        )
    }

    @Test func tabsStayTabs() async throws {
        let run = try await TestRun(manifest: "api_id\tintegration_id\ttimeout_in_millis\na\tb\t50\n", format: .tsv)
        try await ManifestExtract(run.checkpoint, outcomes: [.pending]).write(to: run.folder.file("again.tsv"))
        #expect(try run.folder.text("again.tsv") == "api_id\tintegration_id\ttimeout_in_millis\na\tb\t50\n")
    }

    @Test func jsonLinesHaveNoHeader() async throws {
        let lines = [
            #"{ "apiId":"a",  "integrationId":"b", "timeoutInMillis":50 }"#,
            #"{"timeoutInMillis": 51, "apiId":"a","integrationId":"c"}"#,
        ]
        let run = try await TestRun(manifest: lines.joined(separator: "\n"), format: .jsonl)
        try await run.end(1, RowEnd(.unchanged))
        let path = run.folder.file("again.jsonl")
        #expect(try await ManifestExtract(run.checkpoint, outcomes: [.pending]).write(to: path) == 1)
        #expect(try run.folder.text("again.jsonl") == lines[1] + "\n")
    }

    @Test func whatIsFedBackHasTheSameRows() async throws {
        let run = try await TestRun.varied()
        let extract = ManifestExtract(run.checkpoint, outcomes: Set(Outcome.allCases))
        try await extract.write(to: run.folder.file("again.csv"))
        let again = try await TestRun(manifest: try run.folder.text("again.csv"), passthrough: ["owner", "line"])
        try await ManifestExtract(again.checkpoint, outcomes: Set(Outcome.allCases)).write(
            to: again.folder.file("a.csv")
        )
        #expect(try run.folder.text("again.csv") == again.folder.text("a.csv"))
        #expect(try await again.checkpoint.info().rowCount == 5)
    }
}
