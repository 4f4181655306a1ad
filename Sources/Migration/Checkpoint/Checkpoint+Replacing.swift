import Foundation

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

    /// Removes a checkpoint that nobody works on.
    public static func remove(path: String) throws(CheckpointError) {
        guard try !isInUse(path: path) else {
            throw CheckpointError(.inUse, path: path, problem: "another apigw-migrate is working on it")
        }
        do {
            for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.removeItem(atPath: path + suffix)
            }
        } catch {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be replaced: \(error)")
        }
    }

    /// Renames a checkpoint that nobody works on, with the files that SQLite keeps beside it.
    ///
    /// - Returns: the new path.
    public static func setAside(path: String) throws(CheckpointError) -> String {
        let files = FileManager.default
        var number = 1
        while files.fileExists(atPath: "\(path).\(number)") { number += 1 }
        let old = "\(path).\(number)"
        do {
            // The log goes with its database: renaming only one of them would lose what the log holds.
            for suffix in ["-wal", "-shm", ""] where files.fileExists(atPath: path + suffix) {
                try files.moveItem(atPath: path + suffix, toPath: old + suffix)
            }
        } catch {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be set aside: \(error)")
        }
        return old
    }
}
