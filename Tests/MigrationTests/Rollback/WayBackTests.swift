import APIGatewayV2
import Foundation
import GRDB
import Sandbox
import Testing

@testable import Migration

/// What a run's file knows of its rollback, whenever a process is killed between the two files.
@Suite("WayBack", .timeLimit(.minutes(10)))
struct WayBackTests {
    /// Makes a row stand as it did before it ended.
    private static func reopening(_ row: Int, isLeased: Bool, forgetsImage: Bool = false) -> String {
        let image = forgetsImage ? "DELETE FROM before_images WHERE row = \(row);" : ""
        return """
            UPDATE manifest_rows SET is_closed = 0, is_leased = \(isLeased ? 1 : 0) WHERE row = \(row);
            DELETE FROM outcomes WHERE row = \(row);
            \(image)
            """
    }

    private static let manifest =
        "api_id,integration_id,timeout_in_millis,description\n"
        + (1...6).map { "api0000001,int000\($0),\(70 + $0),d\($0)\n" }.joined()

    /// Applies six rows, and makes their rollback.
    private func withRollback(
        _ body: (EngineHarness, EngineHarness, SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 6))) { sandbox in
            let run = try await EngineHarness(Self.manifest, url: sandbox.url)
            #expect(try await run.run() == nil)
            try await body(run, try await rollback(of: run), sandbox)
        }
    }

    private func rollback(of run: EngineHarness) async throws -> EngineHarness {
        try await EngineHarness(inverting: try await Checkpoint.openForReading(path: run.path), url: run.url)
    }

    /// Opens the run as a command that works on it does.
    private func settled(_ run: EngineHarness) async throws -> (wayBack: WayBack?, outcomes: [Outcome]) {
        let checkpoint = try await Checkpoint.open(path: run.path)
        try await checkpoint.settleWayBack(now: 1_700_000_099)
        let info = try await checkpoint.info()
        try await checkpoint.close()
        return (info.wayBack, try await run.outcomes())
    }

    /// Writes to a file as a process that was then killed.
    private func write(_ sql: String, to run: EngineHarness) async throws {
        let checkpoint = try await Checkpoint.open(path: run.path)
        try await checkpoint.write { try $0.execute(sql: sql) }
        try await checkpoint.close()
    }

    private static let allBack = Array(repeating: Outcome.putBack, count: 6)
    private static let allUpdated = Array(repeating: Outcome.updated, count: 6)

    @Test func aRollbackThatWasKilledBeforeTheRunWasToldIsTakenOverLater() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            #expect(try await run.outcomes() == Self.allUpdated)
            let (wayBack, outcomes) = try await settled(run)
            #expect(outcomes == Self.allBack)
            #expect(wayBack?.rowCount == 6)
            #expect(wayBack?.endedAt == 1_700_000_099)
            #expect(wayBack?.isInEffect == true)
        }
    }

    @Test func aRollbackThatWasAnnouncedAndSentNothingIsNone() async throws {
        try await withRollback { run, back, _ in
            let checkpoint = try await Checkpoint.open(path: run.path)
            let rollback = try await Checkpoint.openForReading(path: back.path)
            try await checkpoint.noteWayBack(try await rollback.info(), at: 1_700_000_005)
            #expect(try await checkpoint.info().wayBack?.isInEffect == true)
            try await checkpoint.close()
            let (wayBack, outcomes) = try await settled(run)
            #expect(wayBack == nil)
            #expect(outcomes == Self.allUpdated)
        }
    }

    @Test func aRollbackInTheMiddleIsInEffectAndItsOpenRowsAreNotBack() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            try await write(Self.reopening(2, isLeased: true), to: back)
            try await write(Self.reopening(6, isLeased: false, forgetsImage: true), to: back)
            let (wayBack, outcomes) = try await settled(run)
            #expect(outcomes == [.putBack, .updated, .putBack, .putBack, .putBack, .updated])
            #expect(wayBack?.endedAt == nil)
            #expect(wayBack?.isInEffect == true)
        }
    }

    @Test func whatTheRollbackHasLeftAloneStaysUpdated() async throws {
        try await withRollback { run, back, sandbox in
            var third = try #require(sandbox.state.integration("int0003", apiID: "api0000001"))
            third.timeoutInMillis = 5000
            try sandbox.state.put(third, apiID: "api0000001")
            #expect(try await back.run() == nil)
            let (wayBack, outcomes) = try await settled(run)
            #expect(outcomes == [.putBack, .putBack, .updated, .putBack, .putBack, .putBack])
            #expect(wayBack?.isInEffect == true)
            #expect(wayBack?.rowCount == 5)
        }
    }

    /// Nobody has told the rollback, nor the run, of the second rollback.
    @Test func aRunWhoseRollbackWasRolledBackGoesOn() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            #expect(try await settled(run).outcomes == Self.allBack)
            let forth = try await rollback(of: back)
            #expect(try await forth.run() == nil)
            let (wayBack, outcomes) = try await settled(run)
            #expect(outcomes == Self.allUpdated)
            #expect(wayBack?.isInEffect == false)
            #expect(try await back.outcomes() == Self.allBack)
        }
    }

    /// A row that was leased as its process died is put back as it may have been sent; undone, it is as unknown as before.
    @Test func aRowOfUnknownFateIsWhatItWasOnceItsRollbackIsUndone() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 6))) { sandbox in
            let run = try await EngineHarness(Self.manifest, url: sandbox.url)
            #expect(try await run.run() == nil)
            try await write(Self.reopening(4, isLeased: true), to: run)
            let back = try await rollback(of: run)
            #expect(try await back.run() == nil)
            #expect(try await settled(run).outcomes == Self.allBack)
            let forth = try await rollback(of: back)
            #expect(try await forth.run() == nil)
            #expect(try await settled(run).outcomes == [.updated, .updated, .updated, .pending, .updated, .updated])
            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == Self.allUpdated)
        }
    }

    @Test func theRollbackOfAnotherRunSaysNothing() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            try await write("UPDATE run SET origin_run_id = 'another'", to: back)
            let (wayBack, outcomes) = try await settled(run)
            #expect(wayBack == nil)
            #expect(outcomes == Self.allUpdated)
        }
    }

    @Test func whatIsBackIsNotPutBackAgain() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            try await write(Self.reopening(2, isLeased: false, forgetsImage: true), to: back)
            _ = try await settled(run)
            try FileManager.default.removeItem(atPath: back.path)
            let second = try await rollback(of: run)
            #expect(try await second.rows().map(\.integrationID) == ["int0002"])
        }
    }

    @Test func aRunThatIsSetAsideTakesItsRollbacksAlong() async throws {
        try await withRollback { run, back, _ in
            #expect(try await back.run() == nil)
            let forth = try await rollback(of: back)
            let old = try await Checkpoint.setAside(path: run.path)
            let names = [old, WayBack.path(of: old), WayBack.path(of: WayBack.path(of: old))]
            #expect(names.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            #expect([run.path, back.path, forth.path].allSatisfy { !FileManager.default.fileExists(atPath: $0) })
            let checkpoint = try await Checkpoint.open(path: old)
            try await checkpoint.settleWayBack(now: 1_700_000_099)
            #expect(try await checkpoint.info().wayBack?.rowCount == 6)
            try await checkpoint.close()
        }
    }

    @Test func aFileOfAnEarlierVersionKnowsOfNoRollback() async throws {
        try await withRollback { run, _, _ in
            try await write("DROP TABLE way_back; DROP TABLE put_back", to: run)
            #expect(try await Checkpoint.openForReading(path: run.path).info().wayBack == nil)
        }
    }
}
