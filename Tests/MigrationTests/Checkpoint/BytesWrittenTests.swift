import APIGatewayV2
import Foundation
import GRDB
import Records
import Synchronization
import Testing

@testable import Migration

/// What reading and running write, counted in bytes and pages: the same on every machine, however busy it is.
@Suite("Bytes written", .timeLimit(.minutes(10)))
struct BytesWrittenTests {
    private static let rows = 5_000
    private static let uri = "https://example.com/orders"

    /// An import that is neither finished nor discarded, and how many bytes its manifest has for a row.
    private func load(_ folder: CheckpointTests.Folder, keepsRecords: Bool) async throws -> (CheckpointImport, Int) {
        let lines = (1...Self.rows).map {
            "api\(($0 - 1) / Checkpoint.batchSize),integration\($0),\(Self.uri),\(1000 + $0)\n"
        }
        let manifest = "api_id,integration_id,integration_uri,timeout_in_millis\n" + lines.joined()
        let input = ManifestInput(path: try folder.write(manifest, to: "rows.csv"))
        let intake = try CheckpointImport(path: folder.path("run.checkpoint"))
        let origin = CheckpointImport.Origin(toolVersion: "1", defaultProfile: "", defaultRegion: "r", createdAt: 0)
        let result = try await intake.run(input, origin: origin, region: { _ in "r" }, keepsRecords: keepsRecords)
        #expect(result.rowCount == Self.rows)
        return (intake, manifest.utf8.count / Self.rows)
    }

    /// How many trees the rows are in, and the size of the file in bytes for a row.
    private func measure(_ path: String) throws -> (trees: Int, bytes: Int) {
        try DatabaseQueue(path: path).read { database in
            let ofRows = "SELECT count(*) FROM sqlite_master WHERE tbl_name = 'manifest_rows'"
            let trees = try Int.fetchOne(database, sql: ofRows) ?? 0
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            return (trees, pages * size / Self.rows)
        }
    }

    @Test func rowsThatAreOnlyComparedAreInOneTreeWithoutTheirRecords() async throws {
        let folder = try CheckpointTests.Folder()
        let (intake, _) = try await load(folder, keepsRecords: false)
        let (trees, bytes) = try measure(intake.temporaryPath)
        #expect(trees == 1)
        // Of these, 9 are the pages of tables that are empty.
        #expect(bytes < 64)
        intake.discard()
    }

    @Test func anImportedRowTakesItsRecordOnceAndItsKeyTwice() async throws {
        let folder = try CheckpointTests.Folder()
        let (intake, record) = try await load(folder, keepsRecords: true)
        let (trees, bytes) = try measure(intake.temporaryPath)
        #expect(trees == 3)
        #expect(bytes < record + 128)
        intake.discard()
    }

    /// A page is written once a transaction, so a batch that is leased and ended together costs few pages for each row.
    @Test func aBatchIsLeasedAndEndedInFewPages() async throws {
        let folder = try CheckpointTests.Folder()
        let (intake, _) = try await load(folder, keepsRecords: true)
        try intake.finish()
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let log = folder.path("run.checkpoint-wal")
        let before = try pages(inLog: log)
        let batch = 1...Checkpoint.batchSize
        try await checkpoint.write([.leaseBatch(lane: 1, lastRow: Checkpoint.batchSize)])
        let values: MemberMap<MemberValue> = [.integrationURI: .string(Self.uri), .timeoutInMillis: .integer(1000)]
        let image = JSONWriter().bytes(Integration(id: "i", values: values).json)
        let end = RowEnd(outcome: .updated, attempts: 1, startedAt: 1, endedAt: 2, after: "{}", afterImage: image)
        try await checkpoint.write(batch.map { .end(row: $0, end) })
        let written = try pages(inLog: log) - before
        #expect(written > 0)
        #expect(Double(written) / Double(Checkpoint.batchSize) < 0.25)
        try await checkpoint.close()
    }

    /// As a run does it: every transaction has the outcome of one row of each of 64 lanes. Written into the rows, they would
    /// take more than two pages each.
    @Test func theOutcomesOfManyLanesFillTheSamePages() async throws {
        let folder = try CheckpointTests.Folder()
        let (intake, _) = try await load(folder, keepsRecords: true)
        try intake.finish()
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let lanes = Self.rows / Checkpoint.batchSize
        let last = { (lane: Int) in (lane + 1) * Checkpoint.batchSize }
        try await checkpoint.write((0..<lanes).map { .leaseBatch(lane: Int64($0 + 1), lastRow: last($0)) })
        let log = folder.path("run.checkpoint-wal")
        let before = try pages(inLog: log)
        let image = [UInt8](repeating: UInt8(ascii: " "), count: 500)
        let end = RowEnd(outcome: .updated, attempts: 1, startedAt: 1, endedAt: 2, after: "{}", afterImage: image)
        let transactions = 20
        for step in 1...transactions {
            try await checkpoint.write((0..<lanes).map { .end(row: $0 * Checkpoint.batchSize + step, end) })
        }
        let written = try pages(inLog: log) - before
        #expect(written > 0)
        #expect(Double(written) / Double(transactions * lanes) < 0.75)
        try await checkpoint.close()
    }

    /// One statement for each outcome, and three for each batch: its lease, its end, and the reading of the next one.
    @Test func aBatchTakesOneStatementForEachRow() async throws {
        let folder = try CheckpointTests.Folder()
        let (intake, _) = try await load(folder, keepsRecords: true)
        try intake.finish()
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let statements = Mutex(0)
        try await checkpoint.write { database in
            database.trace { _ in statements.withLock { $0 += 1 } }
        }
        statements.withLock { $0 = 0 }
        let end = RowEnd(outcome: .updated, attempts: 1, startedAt: 1, endedAt: 2)
        let batch = 1...Checkpoint.batchSize
        try await checkpoint.write(
            [.leaseBatch(lane: 1, lastRow: batch.upperBound)] + batch.map { .end(row: $0, end) }
                + [.close(lane: 1, lastRow: batch.upperBound)]
        )
        // BEGIN and COMMIT beside the lease and the end of the batch.
        #expect(statements.withLock(\.self) == Checkpoint.batchSize + 4)
        try await checkpoint.close()
    }

    /// SQLite file format, section 4.1: a header of 32 bytes, then frames of 24 bytes and a page.
    private func pages(inLog path: String) throws -> Int {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        return max(0, size - 32) / (24 + 4096)
    }
}
