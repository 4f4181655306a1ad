import Foundation
import GRDB
import Testing

@testable import Migration

@Suite("Checkpoint", .timeLimit(.minutes(10)))
struct CheckpointTests {
    /// A folder that goes away with the test.
    final class Folder: Sendable {
        let url = FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(at: url)
        }

        func path(_ name: String) -> String { url.appending(path: name).path }

        func write(_ text: String, to name: String) throws -> String {
            try text.write(toFile: path(name), atomically: true, encoding: .utf8)
            return path(name)
        }

        var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() } }
    }

    let header = "api_id,integration_id,timeout_in_millis,region,profile\n"
    private let origin = CheckpointImport.Origin(
        toolVersion: "1.2.3",
        defaultProfile: "prod",
        defaultRegion: "eu-west-1",
        createdAt: 1_700_000_000
    )

    func load(
        _ manifest: String,
        in folder: Folder,
        profile: String? = nil
    ) async throws -> CheckpointImport.Result {
        let input = ManifestInput(path: try folder.write(manifest, to: "rows.csv"))
        let intake = try CheckpointImport(path: folder.path("run.checkpoint"))
        var origin = origin
        origin.explicitProfile = profile
        do {
            let result = try await intake.run(input, origin: origin, region: { "region-of-\($0 ?? "default")" })
            if result.isValid { try intake.finish() } else { intake.discard() }
            return result
        } catch {
            intake.discard()
            throw error
        }
    }

    /// A kill while the file was switched over to its write-ahead log left a journal, which nobody could open again.
    @Test func aKillInTheMiddleOfAJournaledWriteDoesNotMakeTheCheckpointUnusable() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("run.checkpoint")))
        // File format versions 2: the file is born with a write-ahead log and is never switched over (SQLite file format,
        // section 1.3).
        #expect(bytes[18] == 2 && bytes[19] == 2)

        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF") }
        let queue = try DatabaseQueue(path: folder.path("run.checkpoint"), configuration: configuration)
        try await queue.write { database in
            try database.execute(sql: "UPDATE run SET tool_version = 'half written'")
            for suffix in ["", "-journal"] {
                let (from, to) = (folder.path("run.checkpoint\(suffix)"), folder.path("killed.checkpoint\(suffix)"))
                try FileManager.default.copyItem(atPath: from, toPath: to)
            }
        }
        try queue.close()
        let checkpoint = try await Checkpoint.open(path: folder.path("killed.checkpoint"))
        #expect(try await checkpoint.info().toolVersion == "1.2.3")
        try await checkpoint.close()
    }

    @Test func aNewCheckpointIsWholePrivateAndAlone() async throws {
        let folder = try Folder()
        let result = try await load(header + "a,i1,100,,\na,i2,100,,\nb,i1,100,us-east-1,other\n", in: folder)
        #expect(result.isValid)
        #expect((result.rowCount, result.apiCount, result.groupCount) == (3, 2, 2))
        #expect(try folder.files == ["rows.csv", "run.checkpoint"])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("run.checkpoint"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let info = try await checkpoint.info()
        // sha256sum of the manifest's bytes, as Python's hashlib gives it.
        #expect(info.manifestSHA256 == result.sha256)
        #expect(info.toolVersion == "1.2.3")
        #expect(info.defaultProfile == "prod")
        #expect(info.rowCount == 3)
        let groups = try await checkpoint.groups()
        #expect(groups.map(\.region) == ["region-of-default", "us-east-1"])
        #expect(groups.map(\.credentials.profile) == ["", "other"])
        #expect(groups.map(\.openRows) == [2, 1])
        #expect(try await checkpoint.summary().outcomes == [.pending: 3])
        try await checkpoint.close()
        #expect(try folder.files == ["rows.csv", "run.checkpoint"])
    }

    @Test func whatIsCommittedSurvivesAPowerCut() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let writer = try #require(checkpoint.writer)
        let (mode, synchronous) = try await writer.writeWithoutTransaction { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
        // https://www.sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
        #expect(mode == "wal")
        #expect(synchronous == 2)
        try await checkpoint.close()
    }

    @Test func whatAKilledImportHasLeftIsRemoved() async throws {
        let folder = try Folder()
        // No process has this number: Linux ends at 4,194,304.
        _ = try folder.write("half a checkpoint", to: "run.checkpoint.new-2147483647")
        _ = try folder.write("of a living one", to: "run.checkpoint.new-1")
        _ = try folder.write("somebody's notes", to: "run.checkpoint.new-ideas")
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        #expect(
            try folder.files == ["rows.csv", "run.checkpoint", "run.checkpoint.new-1", "run.checkpoint.new-ideas"]
        )
    }

    @Test func aTargetThatAppearsTwiceIsAProblemThatNamesBothLines() async throws {
        let folder = try Folder()
        let result = try await load(header + "a,i1,100,,\na,i2,100,,\na,i1,200,,\n", in: folder)
        #expect(result.problemCount == 1)
        #expect(
            result.problems.first?.description(file: "rows.csv")
                == "rows.csv:4: integration_id: 'i1' is the target of line 2 already; allowed: each integration once"
        )
        #expect(try folder.files == ["rows.csv"])
    }

    @Test func theSameIdsUnderAnotherProfileAreAnotherTarget() async throws {
        let folder = try Folder()
        #expect(try await load(header + "a,i1,100,,x\na,i1,100,,y\na,i1,100,us-east-1,x\n", in: folder).isValid)
    }

    @Test func aProfileNamedByARowOrForAllOfThemIsOneGroup() async throws {
        let folder = try Folder()
        let rows = "a,i1,100,,prod\na,i2,100,,\n"
        let result = try await load(header + rows, in: folder, profile: "prod")
        #expect((result.groupCount, result.apiCount) == (1, 1))

        let twice = try Folder()
        let problems = try await load(header + rows + "a,i1,200,,\n", in: twice, profile: "prod").problems
        #expect(problems.map(\.line) == [4])
    }

    @Test func aCheckpointIsUntouchedUntilARowIsLeased() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        #expect(try await checkpoint.isUntouched())
        try await checkpoint.write([.lease(row: 1, beforeImage: nil)])
        #expect(try await !checkpoint.isUntouched())
        try await checkpoint.remove()
        #expect(try folder.files == ["rows.csv"])
    }

    @Test func theFirstHundredProblemsAreKeptAndAllAreCounted() async throws {
        let folder = try Folder()
        let rows = (1...150).map { "a,i\($0),49,,\n" }.joined()
        let result = try await load(header + rows, in: folder)
        #expect(result.problemCount == 150)
        #expect(result.problems.count == 100)
        #expect(result.problems.last?.line == 101)
    }

    @Test func aCheckpointThatSomebodyElseHasMadeIsNotReplaced() async throws {
        let folder = try Folder()
        let input = ManifestInput(path: try folder.write(header + "a,i1,100,,\n", to: "rows.csv"))
        let intake = try CheckpointImport(path: folder.path("run.checkpoint"))
        _ = try await intake.run(input, origin: origin, region: { _ in "r" })
        _ = try folder.write("theirs", to: "run.checkpoint")
        let error = #expect(throws: CheckpointError.self) { try intake.finish() }
        #expect(error?.kind == .inUse)
        #expect(try String(contentsOfFile: folder.path("run.checkpoint"), encoding: .utf8) == "theirs")
        intake.discard()
    }

    @Test(arguments: ["", "api_id,integration_id\n", String(repeating: "x", count: 10_000)])
    func aFileOfAnotherKindIsNotTouched(text: String) async throws {
        let folder = try Folder()
        let path = try folder.write(text, to: "notes.txt")
        let error = await #expect(throws: CheckpointError.self) { try await Checkpoint.open(path: path) }
        #expect(error?.kind == .notACheckpoint)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(try folder.files == ["notes.txt"])
    }

    @Test func aDatabaseOfAnotherProgramIsNotTouched() async throws {
        let folder = try Folder()
        let queue = try DatabaseQueue(path: folder.path("other.sqlite"))
        try await queue.write { try $0.execute(sql: "CREATE TABLE run (id)") }
        try queue.close()
        let error = await #expect(throws: CheckpointError.self) {
            try await Checkpoint.open(path: folder.path("other.sqlite"))
        }
        #expect(error?.kind == .notACheckpoint)
    }

    @Test func aCheckpointOfANewerVersionIsRefused() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let queue = try DatabaseQueue(path: folder.path("run.checkpoint"))
        try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9: later')") }
        try queue.close()
        let error = await #expect(throws: CheckpointError.self) {
            try await Checkpoint.open(path: folder.path("run.checkpoint"))
        }
        #expect(error?.problem.contains("newer") == true)
    }

    @Test func aMissingCheckpointIsSaidToBeMissing() async throws {
        let folder = try Folder()
        for open in [Checkpoint.open(path:), Checkpoint.openForReading(path:)] {
            let error = await #expect(throws: CheckpointError.self) { try await open(folder.path("none")) }
            #expect(error?.kind == .missing)
        }
        #expect(try folder.files.isEmpty)
    }

    @Test func rowsThatFailedAreOpenedAgainAndTheOthersStay() async throws {
        let folder = try Folder()
        _ = try await load(header + (1...4).map { "a,i\($0),100,,\n" }.joined(), in: folder)
        let checkpoint = try await Checkpoint.open(path: folder.path("run.checkpoint"))
        let outcomes: [Outcome] = [.updated, .failed, .drifted, .unchanged]
        for (index, outcome) in outcomes.enumerated() {
            let end = RowEnd(outcome: outcome, attempts: 1, startedAt: 1, endedAt: 2)
            try await checkpoint.write([.end(row: index + 1, end)])
        }
        #expect(try await checkpoint.groups().map(\.openRows) == [0])
        try await checkpoint.reopenFailedRows()
        #expect(try await checkpoint.summary().outcomes == [.updated: 1, .unchanged: 1, .pending: 2])
        #expect(try await checkpoint.groups().map(\.openRows) == [2])
        try await checkpoint.close()
    }

    @Test func settingACheckpointAsideKeepsItWhole() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        _ = try folder.write("older", to: "run.checkpoint.1")
        let old = try await Checkpoint.setAside(path: folder.path("run.checkpoint"))
        #expect(old == folder.path("run.checkpoint.2"))
        #expect(try folder.files == ["rows.csv", "run.checkpoint.1", "run.checkpoint.2"])
        #expect(try await Checkpoint.openForReading(path: old).info().rowCount == 1)
    }
}

extension Checkpoint {
    /// The whole integration before and after the update of a row, as it is kept.
    func images(of row: Int) async throws -> (before: String?, after: String?) {
        try await read { database in
            let sql = "SELECT before_image, after_image FROM rows WHERE row = ?"
            let found = try GRDB.Row.fetchOne(database, sql: sql, arguments: [row])
            return (found?["before_image"], found?["after_image"])
        }
    }
}
