import Foundation
import GRDB
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10)))
struct ClosingTests {
    /// A report or a backup that was under way made a failure of a run that was complete.
    @Test func aRunThatSomebodyReadsIsClosedAndKeepsItsLog() async throws {
        let manifest = "api_id,integration_id,timeout_in_millis\na,i1,77\n"
        let run = try await EngineHarness(manifest, url: "http://127.0.0.1:1")
        let checkpoint = try await Checkpoint.open(path: run.path)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: run.path, configuration: configuration)
        try await reader.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN; SELECT count(*) FROM run")
        }
        try await checkpoint.noteEnd(at: 1_700_000_002, reason: "complete")
        let error = await #expect(throws: CheckpointError.self) { try await checkpoint.close() }
        #expect(error?.kind == .isRead)
        #expect(error?.problem.contains("While \(run.path)-wal is there, it is part of the run") == true)
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try reader.close()

        // The lock is free, and nothing is lost.
        let again = try await Checkpoint.open(path: run.path)
        #expect(try await again.info().endReason == "complete")
        try await again.close()
        #expect(!FileManager.default.fileExists(atPath: "\(run.path)-wal"))
    }
}
