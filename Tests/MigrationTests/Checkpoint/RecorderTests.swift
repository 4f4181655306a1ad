import Foundation
import Testing

@testable import Migration

@Suite("Recorder", .timeLimit(.minutes(10)))
struct RecorderTests {
    private func checkpoint(_ folder: CheckpointTests.Folder, rows: Int) async throws -> Checkpoint {
        let manifest = "api_id,integration_id,timeout_in_millis\n" + (1...rows).map { "a,i\($0),100\n" }.joined()
        let input = ManifestInput(path: try folder.write(manifest, to: "rows.csv"))
        let intake = try CheckpointImport(path: folder.path("run.checkpoint"))
        let origin = CheckpointImport.Origin(toolVersion: "1", defaultProfile: "", defaultRegion: "r", createdAt: 0)
        _ = try await intake.run(input, origin: origin, region: { _ in "r" })
        try intake.finish()
        return try await Checkpoint.open(path: folder.path("run.checkpoint"))
    }

    @Test func everythingHandedOverIsWrittenBeforeItFinishes() async throws {
        let folder = try CheckpointTests.Folder()
        let checkpoint = try await checkpoint(folder, rows: 500)
        let recorder = Recorder(checkpoint)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await recorder.run() }
            for row in 1...500 {
                tasks.addTask {
                    try await recorder.commit([.lease(row: row, beforeImage: nil)])
                    recorder.record(.end(row: row, RowEnd(outcome: .updated, startedAt: 1, endedAt: 2)))
                }
            }
            for _ in 1...500 { try await tasks.next() }
            recorder.finish()
            try await tasks.waitForAll()
        }
        #expect(try await checkpoint.summary().outcomes == [.updated: 500])
        try await checkpoint.close()
    }

    @Test func aLeaseIsDurableWhenItsCommitReturns() async throws {
        let folder = try CheckpointTests.Folder()
        let checkpoint = try await checkpoint(folder, rows: 2)
        let recorder = Recorder(checkpoint)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await recorder.run() }
            try await recorder.commit([.lease(row: 2, beforeImage: nil)])
            let lane = try #require(try await checkpoint.openLanes(in: 1, after: 0, limit: 1).first)
            let rows = try await checkpoint.openRows(of: lane, after: 0, of: checkpoint.info())
            #expect(rows.map(\.isAmbiguous) == [false, true])
            recorder.finish()
            try await tasks.waitForAll()
        }
        try await checkpoint.close()
    }

    @Test func aCheckpointThatCannotBeWrittenFailsEveryCommit() async throws {
        let folder = try CheckpointTests.Folder()
        let writing = try await checkpoint(folder, rows: 1)
        try await writing.close()
        let recorder = Recorder(try await Checkpoint.openForReading(path: folder.path("run.checkpoint")))
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await #expect(throws: CheckpointError.self) { try await recorder.run() } }
            await #expect(throws: CheckpointError.self) { try await recorder.commit([.release(rows: [1])]) }
        }
        await #expect(throws: CheckpointError.self) { try await recorder.commit([.release(rows: [1])]) }
    }

    /// It hung: nobody was left to write.
    @Test func aCommitAfterTheEndIsRefused() async throws {
        let folder = try CheckpointTests.Folder()
        let checkpoint = try await checkpoint(folder, rows: 1)
        let recorder = Recorder(checkpoint)
        recorder.finish()
        try await recorder.run()
        await #expect(throws: Recorder.Finished.self) { try await recorder.commit([.release(rows: [1])]) }
        try await checkpoint.close()
    }
}
