import Foundation
import GRDB

/// What a run that goes on does at one moment, for whoever looks at it from another process.
public struct LiveState: Sendable, Equatable, Codable {
    /// A group with rows left.
    public struct Group: Sendable, Equatable, Codable {
        public var id: MigrationGroup.ID
        /// Rows that have ended lately.
        public var rowsPerSecond: Double
        /// What slows it down, in words; empty: nothing does.
        public var waits: [String]

        public init(id: MigrationGroup.ID, rowsPerSecond: Double, waits: [String]) {
            self.id = id
            self.rowsPerSecond = rowsPerSecond
            self.waits = waits
        }
    }

    /// Seconds since 1970.
    public var takenAt: Double
    /// What the run does or waits for between waves, and who holds it; `nil`: it sends.
    public var state: String?
    public var inFlight: Int
    /// Those with the most rows left, up to `groupLimit`.
    public var groups: [Group]

    /// As many groups as a screen shows: what is written each second does not grow with the run.
    public static let groupLimit = 20

    public init(takenAt: Double, state: String?, inFlight: Int, groups: [Group]) {
        self.takenAt = takenAt
        self.state = state
        self.inFlight = inFlight
        self.groups = groups
    }
}

enum LiveSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("live state") { database in
            try database.execute(sql: "CREATE TABLE live (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)")
        }
    }
}

extension Checkpoint {
    static func write(_ live: LiveState, to database: Database) throws {
        let text = String(decoding: try JSONEncoder().encode(live), as: UTF8.self)
        try database.execute(
            sql: "INSERT INTO live (id, state) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            arguments: [text]
        )
    }

    /// What the process that works on the run, or worked on it last, has said of itself. A file of another version says
    /// nothing that is understood.
    public func liveState() async throws -> LiveState? {
        try await read { database in
            guard try database.tableExists("live"),
                let text = try String.fetchOne(database, sql: "SELECT state FROM live")
            else { return nil }
            return try? JSONDecoder().decode(LiveState.self, from: Data(text.utf8))
        }
    }

    /// The rows that failed or drifted last, the newest first.
    public func lastFailures(_ limit: Int) async throws -> [FailedRow] {
        let sql = """
            SELECT line, outcome, ended_at, coalesce(error_code, '') AS code, coalesce(error_message, '') AS message
            FROM rows WHERE outcome IN \(Outcome.sqlNeedingAttention) AND state = 2
            ORDER BY ended_at DESC, row DESC LIMIT ?
            """
        return try await read { database in
            try GRDB.Row.fetchAll(database, sql: sql, arguments: [limit]).map { row in
                FailedRow(
                    line: row["line"],
                    outcome: Outcome(column: row["outcome"]) ?? .failed,
                    endedAt: row["ended_at"],
                    code: row["code"],
                    message: row["message"]
                )
            }
        }
    }
}

/// A row that failed or drifted.
public struct FailedRow: Sendable {
    /// In the manifest.
    public var line: Int
    public var outcome: Outcome
    /// Seconds since 1970.
    public var endedAt: Double?
    public var code: String
    public var message: String
}
