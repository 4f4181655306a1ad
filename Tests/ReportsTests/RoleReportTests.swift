import Foundation
import Records
import Reports
import Testing

@testable import Migration

/// A report of a run that assumes roles says which.
@Suite struct RoleReportTests {
    private static let role = "arn:aws:iam::111122223333:role/Deploy"

    private func report(_ format: ReportFormat) async throws -> String {
        let run = try await TestRun(
            manifest: """
                api_id,integration_id,role_arn,timeout_in_millis,owner
                a,i1,\(Self.role),50,jane
                a,i2,,50,joe

                """,
            passthrough: ["owner"],
            profile: "base"
        )
        let path = run.folder.file("report")
        try await Report(run.checkpoint, overview: try await run.overview()).write(to: path, format: format)
        return try run.folder.text("report")
    }

    @Test func aTableHasAColumnBehindThoseThatEveryReportHas() async throws {
        let lines = try await report(.csv).split(separator: "\n")
        #expect(lines[0].hasSuffix(",changed,before,after,wave,role_arn,owner"))
        #expect(lines[1].hasPrefix("1,2,base,111122223333,eu-west-1,a,i1,pending,"))
        #expect(lines[1].hasSuffix(",\(Self.role),jane"))
        #expect(lines[2].hasSuffix(",,joe"))
    }

    @Test func anObjectHasAMember() async throws {
        let rows = try await report(.jsonl).split(separator: "\n").map { try JSONValue(parsing: String($0)).object }
        #expect(rows.map { $0?["role_arn"] } == [.string(Self.role), .null])
    }

    @Test func aLineHasItInTheTarget() async throws {
        #expect(try await report(.text).contains("  base \(Self.role) eu-west-1 a i1\n"))
    }
}
