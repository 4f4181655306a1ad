import JMESPath
import Reports
import Testing

@testable import Migration

/// Which rows an expression chooses for a report, a manifest and a count.
@Suite struct RowFilterTests {
    private static func filter(_ text: String) throws -> RowFilter { RowFilter(try JMESPathExpression(text)) }

    @Test(
        arguments: [
            ("error_code=='BadRequestException'", ["2"]), ("outcome=='failed' || outcome=='drifted'", ["2", "4"]),
            ("attempts > `0`", ["1", "2"]), ("passthrough.owner==''", ["5"]),
            ("contains(changed || `[]`, 'description')", ["1"]),
            ("after.timeoutInMillis==`3000`", ["1"]), ("error_code", ["2", "4"]), ("`false`", []),
        ] as [(String, [String])]
    )
    func rowsAreChosenByTheirJSON(_ expression: String, _ rows: [String]) async throws {
        let run = try await TestRun.varied()
        let report = Report(run.checkpoint, overview: try await run.overview(), filter: try Self.filter(expression))
        try await report.write(to: run.folder.file("report.jsonl"), format: .jsonl)
        let lines = try run.folder.text("report.jsonl").split(separator: "\n")
        #expect(lines.compactMap { $0.firstMatch(of: /"row":(\d+)/).map { String($0.output.1) } } == rows)
        let count = try await ManifestExtract(
            run.checkpoint,
            outcomes: Set(Outcome.allCases),
            filter: try Self.filter(expression)
        ).write(to: run.folder.file("again.csv"))
        #expect(count == rows.count)
        #expect(try await RunSummary(of: run.checkpoint, try Self.filter(expression)).total == rows.count)
    }

    @Test func anExpressionThatCannotBeAppliedIsAnErrorAndWritesNothing() async throws {
        let run = try await TestRun.varied()
        let report = Report(run.checkpoint, overview: try await run.overview(), filter: try Self.filter("abs(outcome)"))
        await #expect(throws: JMESPathError.self) {
            try await report.write(to: run.folder.file("report.jsonl"), format: .jsonl)
        }
        #expect(try run.folder.names().isEmpty)
    }

    @Test func failuresAreCountedByKind() async throws {
        let run = try await TestRun.varied()
        let summary = try await RunSummary(of: run.checkpoint, try Self.filter("row > `1`"))
        #expect(summary.outcomes == [.failed: 1, .unchanged: 1, .drifted: 1, .pending: 1])
        #expect(summary.failures.map(\.code).sorted() == ["BadRequestException", "Drifted"])
    }
}
