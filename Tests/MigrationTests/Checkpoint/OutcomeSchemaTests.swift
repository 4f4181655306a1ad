import Foundation
import GRDB
import Synchronization
import Testing

@testable import Migration

/// Files of versions that wrote outcomes into the rows of the manifest.
@Suite("Outcomes of earlier files", .timeLimit(.minutes(10)))
struct OutcomeSchemaTests {
    typealias Folder = CheckpointTests.Folder

    /// Its rows were updated, planned, failed, leased and left open, in this order.
    private func makeFile(upTo version: String, in folder: Folder) throws -> String {
        let path = folder.path("run.checkpoint")
        let old = try DatabaseQueue(path: path)
        try CheckpointSchema.migrator.migrate(old, upTo: version)
        try old.write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (id, run_id, tool_version, manifest_path, manifest_sha256, manifest_schema,
                        default_profile, default_region, row_count, has_account_guard, created_at)
                        VALUES (1, 'r', '0.1.0', 'rows.csv', '', '{"format":"jsonl","passthrough":[]}', '', 'r', 5, 0, 1);
                    INSERT INTO groups (id, profile, region) VALUES (7, 'p', 'r');
                    INSERT INTO lanes (id, group_id, api_id) VALUES (9, 7, 'a');
                    INSERT INTO rows (row, line, lane_id, integration_id, record, state, before_image, outcome, http_status,
                        error_code, attempts, ended_at, after)
                    VALUES
                        (1, 1, 9, 'i1', '\(Self.record(1))', 2, '{"integrationId":"i1"}', 'updated', 200, NULL, 1, 5, '{}'),
                        (2, 2, 9, 'i2', '\(Self.record(2))', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                        (3, 3, 9, 'i3', '\(Self.record(3))', 2, '{"integrationId":"i3"}', 'failed', 400, 'BadRequest', 1, 6, NULL),
                        (4, 4, 9, 'i4', '\(Self.record(4))', 1, '{"integrationId":"i4"}', NULL, NULL, NULL, NULL, NULL, NULL),
                        (5, 5, 9, 'i5', '\(Self.record(5))', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
                    """
            )
            if version.hasPrefix("stages") {
                let plan =
                    "UPDATE rows SET outcome = 'planned', planned_outcome = 'planned', after = '{}' WHERE row = 2"
                try database.execute(sql: plan)
                try database.execute(sql: "INSERT INTO preflight_refusals VALUES (2, 'NoPermission', 'not let in')")
            }
        }
        try old.close()
        return path
    }

    private static func record(_ row: Int) -> String {
        #"{"api_id":"a","integration_id":"i\#(row)","timeout_in_millis":100}"#
    }

    private func read(_ checkpoint: Checkpoint) async throws -> [String] {
        let rows = Rows()
        try await checkpoint.forEachRow { rows.append($0) }
        var lines: [String] = []
        for row in rows.all {
            let before = try await checkpoint.images(of: row.number).before
            let parts = [row.outcome.rawValue, row.errorCode, row.before, row.after, before, row.refusal?.code]
            lines.append(parts.map { $0 ?? "-" }.joined(separator: " "))
        }
        return lines
    }

    @Test(arguments: ["1: run, groups, lanes, rows", "stages and deployments"])
    func theySayTheSameBeforeAndAfterTheyAreGoneOnWith(_ version: String) async throws {
        let folder = try Folder()
        let path = try makeFile(upTo: version, in: folder)
        let hasPlan = version.hasPrefix("stages")
        let expected = [
            #"updated - - {} {"integrationId":"i1"} -"#,
            hasPlan ? "planned - - {} - NoPermission" : "pending - - - - -",
            #"failed BadRequest - - {"integrationId":"i3"} -"#,
            #"pending - - - {"integrationId":"i4"} -"#,
            "pending - - - - -",
        ]
        let reader = try await Checkpoint.openForReading(path: path)
        #expect(try await read(reader) == expected)
        #expect(try await reader.summary().openCount == 3)
        #expect(try await reader.groups().map(\.openRows) == [3])

        let checkpoint = try await Checkpoint.open(path: path)
        #expect(try await read(checkpoint) == expected)
        #expect(try await checkpoint.summary().openCount == 3)
        #expect(try await checkpoint.groups().map(\.openRows) == [3])
        let open = try await checkpoint.openRows(of: Lane(id: 9, apiID: "a"), after: 0, of: try await checkpoint.info())
        #expect(open.map(\.row.number) == [2, 4, 5])
        #expect(open.map(\.isAmbiguous) == [false, true, false])
        try await checkpoint.reopenFailedRows()
        #expect(try await checkpoint.summary().outcomes[.failed] == nil)
        #expect(try await checkpoint.groups().map(\.openRows) == [4])
        try await checkpoint.close()
    }

    /// A process that is killed leaves outcomes of rows that nothing has closed.
    @Test func aRowThatEndedAndWasNotClosedHasEnded() async throws {
        let folder = try Folder()
        let path = try makeFile(upTo: "stages and deployments", in: folder)
        let checkpoint = try await Checkpoint.open(path: path)
        let lane = Lane(id: 9, apiID: "a")
        let run = try await checkpoint.info()
        try await checkpoint.write([.end(row: 4, RowEnd(outcome: .updated, startedAt: 1, endedAt: 2))])
        for _ in 1...2 {
            #expect(try await checkpoint.openRows(of: lane, after: 0, of: run).map(\.row.number) == [2, 5])
            #expect(try await checkpoint.groups().map(\.openRows) == [2])
            #expect(try await checkpoint.summary().openCount == 2)
            try await checkpoint.write([.close(lane: 9, lastRow: 5)])
        }
        try await checkpoint.close()
    }

    private final class Rows: Sendable {
        private let rows = Mutex<[RowRecord]>([])

        func append(_ row: RowRecord) { rows.withLock { $0.append(row) } }
        var all: [RowRecord] { rows.withLock(\.self) }
    }
}
