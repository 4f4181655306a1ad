public import APIGatewayV2
import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A manifest that is read into a new checkpoint in one pass.
///
/// The rows go to a file beside the checkpoint that gets its name only when everything was right, so a checkpoint is
/// whole or not there. Memory does not grow with the manifest.
public struct CheckpointImport: Sendable {
    /// What a checkpoint says of its run beside the manifest.
    public struct Origin: Sendable {
        public var toolVersion: String
        /// The profile that was asked for, for rows that name none; `nil`: the environment decides.
        public var explicitProfile: String?
        /// The name of the profile that counts for such rows.
        public var defaultProfile: String
        public var defaultRegion: String
        public var createdAt: Double

        public init(
            toolVersion: String,
            explicitProfile: String? = nil,
            defaultProfile: String,
            defaultRegion: String,
            createdAt: Double
        ) {
            self.toolVersion = toolVersion
            self.explicitProfile = explicitProfile
            self.defaultProfile = defaultProfile
            self.defaultRegion = defaultRegion
            self.createdAt = createdAt
        }
    }

    /// How the reading of a manifest ended.
    public struct Result: Sendable {
        public var rowCount = 0
        public var apiCount = 0
        public var groupCount = 0
        /// Stages that a rollback points back.
        public var stageCount = 0
        public var sha256 = ""
        /// Problems in the order of the file, the first `problemLimit` of them.
        public var problems: [ManifestProblem] = []
        public var problemCount = 0
        /// In how many rows something that is live is removed, by member: the whole value, or keys of a map.
        public var cleared: [Member: Int] = [:]

        public var isValid: Bool { problemCount == 0 }

        public init() {}
    }

    /// How many problems are kept to be shown in full.
    public static let problemLimit = 100

    /// The region of rows that name none, by profile; throws when there is none to be found.
    public typealias RegionResolver = @Sendable (_ profile: String?) throws -> String

    /// Throws, with a message for a person, when there is no such profile as a row names.
    public typealias ProfileCheck = @Sendable (_ profile: String) throws -> Void

    private let path: String
    /// Where the rows are until `finish()`. Whoever ends the process before removes it.
    public let temporaryPath: String

    /// - Parameter path: of the checkpoint to be; a file of that name must not exist.
    /// - Throws: `CheckpointError` `.cannotCreate`.
    public init(path: String) throws(CheckpointError) {
        self.path = path
        temporaryPath = "\(path)\(Self.temporarySuffix)\(getpid())"
        Self.removeLeftovers(of: path)
        let descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be created: \(systemMessage())")
        }
        closeDescriptor(descriptor)
    }

    /// Between the checkpoint's path and the number of the process that makes it.
    private static let temporarySuffix = ".new-"

    /// Removes what processes that are gone have left: a killed one cannot tidy up.
    private static func removeLeftovers(of path: String) {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let prefix = url.lastPathComponent + temporarySuffix
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            // Behind the number may stand what SQLite adds: -wal, -shm.
            guard let process = Int32(name.dropFirst(prefix.count).prefix(while: \.isNumber)) else { continue }
            let isGone = kill(process, 0) != 0 && errno == ESRCH
            if isGone || process == getpid() { unlink("\(folder)/\(name)") }
        }
    }

    /// Reads every row. After a result without problems `finish()` makes the checkpoint; otherwise `discard()`.
    ///
    /// - Parameters:
    ///   - waves: which rows are sent together; `nil`: all of them.
    ///   - keepsRecords: without, the rows are checked and compared with each other, but cannot be read again.
    public func run(
        _ input: ManifestInput,
        origin: Origin,
        waves: WavePlan? = nil,
        region: @escaping RegionResolver,
        profileCheck: @escaping ProfileCheck = { _ in },
        keepsRecords: Bool = true
    ) async throws -> Result {
        try await fill(willRun: keepsRecords) { database in
            let writer = try RowWriter(
                database,
                profile: origin.explicitProfile,
                region: region,
                profileCheck: profileCheck,
                keepsRecords: keepsRecords
            )
            return try Self.load(input, into: database, writer, origin, waves ?? WavePlan())
        }
    }

    /// - Parameter willRun: whether the rows are to be worked on, and not only compared with each other.
    func fill(willRun: Bool = true, _ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await Checkpoint.reporting(path) {
            let queue = try DatabaseQueue(path: temporaryPath, configuration: Self.configuration)
            try CheckpointSchema.migrator.migrate(queue)
            let result = try await queue.write { database in
                try database.execute(sql: willRun ? "DROP INDEX rows_open" : CheckpointSchema.comparedRows)
                let result = try body(database)
                if willRun, result.isValid {
                    // What is sorted for the index is held in as much memory as the cache may have.
                    try database.execute(sql: "PRAGMA cache_size = -1024")
                    try database.execute(sql: CheckpointSchema.openRowsIndex)
                }
                return result
            }
            // Switched over later, under its final name, the file could be met in between by a kill.
            try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
            try queue.close()
            return result
        }
    }

    private static func load(
        _ input: ManifestInput,
        into database: Database,
        _ writer: RowWriter,
        _ origin: Origin,
        _ waves: WavePlan
    ) throws -> Result {
        var writer = writer
        var result = Result()
        let source = try input.open()
        var passthrough = input.passthrough
        if let column = waves.column, !passthrough.contains(column) { passthrough.append(column) }
        do {
            var reader = try ManifestReader(source, layout: input.layout(of: source), passthrough: passthrough)
            var unlisted = WavePlan.Unlisted()
            while let item = try reader.next() {
                switch item {
                case .row(let row, let raw):
                    for member in row.update.clearedMembers { result.cleared[member, default: 0] += 1 }
                    guard let wave = waves.wave(of: row, reader.schema) else {
                        unlisted.add(waves.value(of: row, reader.schema), line: row.line)
                        continue
                    }
                    if let problem = try writer.write(row, raw: raw, wave: wave) { result.add([problem]) }
                case .bad(let problems): result.add(problems)
                }
            }
            result.add(unlisted.problems(of: waves))
            try SharedTarget.forEach(in: database) { result.add([$0.problem]) }
            result.problems.sort { $0.line < $1.line }
            result.rowCount = reader.count
            result.sha256 = source.digest
            try count(&result, in: database)
            try waves.fill(database, rowCount: result.rowCount)
            try insertRun(database, origin, result, input.path ?? "-", reader.schema, writer)
        } catch let invalid as InvalidManifest {
            result.add(invalid.problems)
        }
        return result
    }

    /// Gives the checkpoint its name.
    ///
    /// - Throws: `CheckpointError` `.inUse` when another process has made one in the meantime.
    public func finish() throws(CheckpointError) {
        let descriptor = open(temporaryPath, O_RDWR | O_CLOEXEC)
        let isDurable = descriptor >= 0 && fsync(descriptor) == 0
        if descriptor >= 0 { closeDescriptor(descriptor) }
        guard isDurable else {
            throw CheckpointError(.cannotCreate, path: path, problem: "cannot be written: \(systemMessage())")
        }
        let code = ExclusiveRename.rename(temporaryPath, to: path)
        guard code == 0 else {
            let kind: CheckpointError.Kind = code == EEXIST ? .inUse : .cannotCreate
            throw CheckpointError(kind, path: path, problem: "cannot be created: \(String(cString: strerror(code)))")
        }
        discard()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let folderDescriptor = open(folder, O_RDONLY | O_CLOEXEC)
        if folderDescriptor >= 0 {
            fsync(folderDescriptor)
            closeDescriptor(folderDescriptor)
        }
    }

    /// Gives the checkpoint its name and opens it. It is locked before others can find it.
    public func finishAndOpen() async throws -> Checkpoint {
        let lock = try CheckpointLock(path: temporaryPath)
        try finish()
        return try await Checkpoint.open(path: path, holding: lock)
    }

    /// Removes what `run` has written.
    public func discard() {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporaryPath + suffix) }
    }

    /// The file is worth nothing until it is finished, so it needs neither journal nor flush.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "import"
        // A row gets the id of a lane that was just made or found.
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = OFF")
            try database.execute(sql: "PRAGMA synchronous = OFF")
            // Random inserts into the index of targets want more cache than the run itself.
            try database.execute(sql: "PRAGMA cache_size = -8192")
        }
        return configuration
    }

    static func count(_ result: inout Result, in database: Database) throws {
        result.groupCount = try Int.fetchOne(database, sql: "SELECT count(*) FROM groups") ?? 0
        result.apiCount = try Int.fetchOne(database, sql: "SELECT count(*) FROM lanes") ?? 0
    }

    static func insertRun(
        _ database: Database,
        _ origin: Origin,
        _ result: Result,
        _ path: String,
        _ schema: ManifestSchema,
        _ writer: RowWriter
    ) throws {
        let schemaText = String(decoding: try JSONEncoder().encode(schema), as: UTF8.self)
        try database.execute(
            sql: """
                INSERT INTO run (id, run_id, tool_version, manifest_path, manifest_sha256, manifest_schema, default_profile,
                    default_region, row_count, has_account_guard, line_needing_read, created_at, cleared)
                VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                RunIdentifier.make(at: origin.createdAt), origin.toolVersion, path, result.sha256,
                schemaText, origin.defaultProfile, origin.defaultRegion, result.rowCount, writer.hasAccountGuard,
                writer.lineNeedingRead, origin.createdAt, RunInfo.text(ofCleared: result.cleared),
            ]
        )
    }
}

extension CheckpointImport.Result {
    fileprivate mutating func add(_ found: [ManifestProblem]) {
        problemCount += found.count
        problems += found.prefix(max(0, CheckpointImport.problemLimit - problems.count))
    }
}

/// The system call, whose name several types use for their own.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
