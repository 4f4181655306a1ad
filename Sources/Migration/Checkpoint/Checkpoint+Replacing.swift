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
        try await closeDatabase()
        do {
            for suffix in Self.companions + [""] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.removeItem(atPath: path + suffix)
            }
        } catch {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be replaced: \(error)")
        }
        unlock()
    }

    /// Renames a checkpoint that nobody works on. Its lock is held until it has its new name.
    ///
    /// - Returns: the new path.
    /// - Throws: `CheckpointError`, `.inUse` when another process works on it.
    public static func setAside(path: String) async throws -> String {
        let lock = try await lock(path)
        defer { lock.release() }
        // What a killed process has left in the log goes into the file first: then one name is the whole run. A file that is
        // no checkpoint of ours is moved as it is.
        try? await fold(path)
        var number = 1
        while true {
            let old = "\(path).\(number)"
            switch ExclusiveRename.rename(path, to: old) {
            case 0:
                for suffix in companions { _ = ExclusiveRename.rename(path + suffix, to: old + suffix) }
                return old
            case EEXIST: number += 1
            case let code:
                let problem = "cannot be set aside: \(String(cString: strerror(code)))"
                throw CheckpointError(.cannotCreate, path: path, problem: problem)
            }
        }
    }

    private static func fold(_ path: String) async throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
        try await verify(queue, path: path)
        try await queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
    }
}
