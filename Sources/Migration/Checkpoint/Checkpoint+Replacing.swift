import Foundation
import GRDB

extension Checkpoint {
    /// Whether a process is working on the run.
    ///
    /// - Throws: `CheckpointError` when there is no such file.
    public static func isInUse(path: String) throws(CheckpointError) -> Bool {
        do {
            _ = try CheckpointLock(path: path)
            return false
        } catch {
            if error.kind == .inUse { return true }
            throw error
        }
    }

    /// What SQLite keeps beside a database.
    private static let companions = ["-wal", "-shm"]

    /// Removes the checkpoint. Its lock is held until the file is gone, so that nobody begins to work on it in between.
    public func remove() async throws {
        try await Self.reporting(path) { try writer?.close() }
        do {
            for suffix in Self.companions + [""] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.removeItem(atPath: path + suffix)
            }
        } catch {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be replaced: \(error)")
        }
        unlock()
    }

    /// Renames a checkpoint that nobody works on, and its rollback with it. Their locks are held until they have their new
    /// names.
    ///
    /// - Returns: the new path.
    /// - Throws: `CheckpointError`, `.inUse` when another process works on one of them.
    public static func setAside(path: String) async throws -> String {
        var locks: [CheckpointLock] = []
        defer { for lock in locks { lock.release() } }
        var chain: [String] = []
        var next = path
        repeat {
            locks.append(try await lock(next))
            // What a killed process has left in the log goes into the file first: then one name is the whole run. A file that
            // is no checkpoint of ours is moved as it is.
            try? await fold(next)
            chain.append(next)
            next = WayBack.path(of: next)
        } while FileManager.default.fileExists(atPath: next)
        var number = 1
        while true {
            let old = "\(path).\(number)"
            switch rename(path, to: old) {
            case 0:
                for file in chain.dropFirst() { _ = rename(file, to: old + file.dropFirst(path.count)) }
                return old
            case EEXIST: number += 1
            case let code:
                let problem = "cannot be set aside: \(String(cString: strerror(code)))"
                throw CheckpointError(.cannotCreate, path: path, problem: problem)
            }
        }
    }

    /// Renames a checkpoint with what SQLite keeps beside it, unless the new name is taken.
    private static func rename(_ path: String, to new: String) -> Int32 {
        let code = ExclusiveRename.rename(path, to: new)
        if code == 0 { for suffix in companions { _ = ExclusiveRename.rename(path + suffix, to: new + suffix) } }
        return code
    }

    private static func fold(_ path: String) async throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
        try await verify(queue, path: path)
        try await queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
    }
}
