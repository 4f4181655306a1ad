import Foundation
import GRDB

/// The file of a run: every row, its state, its before image, its outcome.
///
/// SQLite in WAL mode with `synchronous = FULL`: what was committed survives a power cut. Reading from another process
/// (`status`, `report`) is possible at any time; writing needs the lock, which one process has.
public final class Checkpoint: Sendable {
    public let path: String
    let database: any DatabaseReader & Sendable
    /// `nil` when opened for reading.
    let writer: DatabasePool?
    private let lock: CheckpointLock?

    private init(path: String, database: any DatabaseReader & Sendable, writer: DatabasePool?, lock: CheckpointLock?) {
        self.path = path
        self.database = database
        self.writer = writer
        self.lock = lock
    }

    /// Opens a run to go on with it, and locks it.
    public static func open(path: String) async throws -> Checkpoint {
        try await open(path: path, holding: try await lock(path))
    }

    static func open(path: String, holding lock: CheckpointLock) async throws -> Checkpoint {
        try await reporting(path) {
            // Not read-only: what a killed process has left half done has to be rolled back before anything can be read.
            let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: false))
            try await verify(queue, path: path)
            try queue.close()
            let pool = try DatabasePool(path: path, configuration: configuration(readonly: false))
            // Only now: making a pool sets NORMAL, with which a power cut can undo what was committed.
            try await pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(logPages)")
            }
            try CheckpointSchema.migrator.migrate(pool)
            return Checkpoint(path: path, database: pool, writer: pool, lock: lock)
        }
    }

    /// `status` holds the lock for a moment to see whether a run has it.
    static func lock(_ path: String) async throws -> CheckpointLock {
        do throws(CheckpointError) {
            return try CheckpointLock(path: path)
        } catch {
            guard error.kind == .inUse else { throw error }
            try await Task.sleep(for: .milliseconds(100))
            return try CheckpointLock(path: path)
        }
    }

    /// Opens a run to look at it, whether or not it is being worked on.
    public static func openForReading(path: String) async throws -> Checkpoint {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CheckpointError(.missing, path: path, problem: "no such file")
        }
        return try await reporting(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try await verify(queue, path: path)
            try await queue.writeWithoutTransaction { try CheckpointSchema.completeForReading($0) }
            return Checkpoint(path: path, database: queue, writer: nil, lock: nil)
        }
    }

    /// Moves what is in the write-ahead log into the file and closes it, so that the run is one file again
    /// and another process may go on with it.
    ///
    /// - Throws: `CheckpointError`, `.logRemains` or `.isRead` when the log cannot be moved: nothing is lost then, and whoever
    ///   closes the run the next time moves it.
    public func close() async throws {
        defer { unlock() }
        guard let writer else { return }
        do {
            try await writer.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError {
            try? writer.close()
            throw CheckpointError(closing: path, error)
        }
        try await Self.reporting(path) {
            try writer.close()
            // The pool closes its readers last, and they cannot remove the empty log; a writing connection that is
            // closed alone does.
            let queue = try DatabaseQueue(path: path)
            _ = try await queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
            try queue.close()
        }
    }

    func unlock() { lock?.release() }

    /// SQLite's page cache, in KiB: what a run needs lies close together, so a small one serves a million rows. A report reads in
    /// the manifest's order what lies in the order in which rows ended, some thousands of rows apart.
    private static func cacheKiB(readonly: Bool) -> Int { readonly ? 16_384 : 2048 }

    /// Pages of the write-ahead log (16 MiB) after which it is moved into the file: a page that many rows share is moved
    /// once and not once for each of them.
    private static let logPages = 4096

    static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.maximumReaderCount = 2
        // A reader may meet the moment in which the writer closes the file; that takes milliseconds.
        configuration.busyMode = .timeout(5)
        configuration.label = "checkpoint"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKiB(readonly: readonly))")
        }
        return configuration
    }

    static func verify(_ queue: DatabaseQueue, path: String) async throws {
        let (application, isNewer) = try await queue.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                try CheckpointSchema.migrator.hasBeenSuperseded(database)
            )
        }
        if application != CheckpointSchema.applicationID {
            throw CheckpointError(.notACheckpoint, path: path, problem: "is not a checkpoint of apigw-migrate")
        }
        if isNewer {
            throw CheckpointError(
                .notACheckpoint,
                path: path,
                problem: "was written by a newer apigw-migrate; use that version, or --restart"
            )
        }
    }

    /// Runs `body`, turning what SQLite says into an error that names the file.
    static func reporting<Value>(_ path: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw CheckpointError(error, path: path)
        }
    }
}
