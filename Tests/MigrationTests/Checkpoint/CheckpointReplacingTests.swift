import Foundation
import Testing

@testable import Migration

/// Whoever replaces a checkpoint holds its lock until it is gone.
extension CheckpointTests {
    @Test func aCheckpointThatIsWorkedOnIsNotSetAside() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let path = folder.path("run.checkpoint")
        let working = try await Checkpoint.open(path: path)
        let error = await #expect(throws: CheckpointError.self) { try await Checkpoint.setAside(path: path) }
        #expect(error?.kind == .inUse)
        #expect(!FileManager.default.fileExists(atPath: path + ".1"))
        try await working.close()
    }

    /// The lock was let go before the file was removed: a process that came in between worked on a file without a name.
    @Test func theLockOfAFileThatWasRemovedMeanwhileIsWorthNothing() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let path = folder.path("run.checkpoint")
        let first = try await Checkpoint.open(path: path)
        // A second process opens the file and waits for its lock, which it gets when the file has no name any more.
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        try await first.remove()
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let error = await #expect(throws: CheckpointError.self) { try await Checkpoint.open(path: path) }
        #expect(error?.kind == .missing)
    }

    @Test func whatAKilledProcessHasLeftInTheLogIsSetAsideToo() async throws {
        let folder = try Folder()
        _ = try await load(header + "a,i1,100,,\n", in: folder)
        let path = folder.path("run.checkpoint")
        let killed = try await Checkpoint.open(path: path)
        try await killed.write([.end(row: 1, RowEnd(outcome: .updated, startedAt: 1, endedAt: 2))])
        #expect(FileManager.default.fileExists(atPath: path + "-wal"))
        // A killed process's lock goes with it, its log stays.
        killed.unlock()
        let old = try await Checkpoint.setAside(path: path)
        #expect(try await Checkpoint.openForReading(path: old).summary().outcomes == [.updated: 1])
    }

    @Test(arguments: [EPERM, ENOSYS, EOPNOTSUPP])
    func aFileSystemWithoutHardLinksHoldsCheckpointsAndReplacesNone(code: Int32) throws {
        let folder = try Folder()
        let (old, new) = (try folder.write("ours", to: "new"), folder.path("run.checkpoint"))
        #expect(ExclusiveRename.rename(old, to: new) { _, _ in code } == 0)
        #expect(try String(contentsOfFile: new, encoding: .utf8) == "ours")
        let another = try folder.write("another", to: "new")
        #expect(ExclusiveRename.rename(another, to: new) { _, _ in code } == EEXIST)
        #expect(try String(contentsOfFile: new, encoding: .utf8) == "ours")
        #expect(try folder.files == ["new", "run.checkpoint"])
    }

    @Test func aRenameNeverReplaces() throws {
        let folder = try Folder()
        let (ours, theirs) = (try folder.write("ours", to: "a"), try folder.write("theirs", to: "b"))
        #expect(ExclusiveRename.rename(ours, to: theirs) == EEXIST)
        #expect(try String(contentsOfFile: theirs, encoding: .utf8) == "theirs")
    }
}
