import GRDB

/// What has become of the rollback of a run, as the run's own file says it.
public struct WayBack: Sendable, Equatable {
    /// Of the rollback, which is a run of its own.
    public var runID: String
    /// Seconds since 1970, as is `endedAt`.
    public var begunAt: Double
    /// `nil`: the rollback goes on, or it was interrupted.
    public var endedAt: Double?
    /// The rows that are as they were before the run.
    public var rowCount: Int

    /// Whether the run must not go on: it would complete with rows that are no longer as it made them.
    public var isInEffect: Bool { endedAt == nil || rowCount > 0 }

    /// Where the rollback of a run is kept.
    public static func path(of checkpoint: String) -> String { "\(checkpoint)\(suffix)" }

    /// The run that a rollback of this name puts back; `nil`: it is not the name of one.
    public static func origin(of path: String) -> String? {
        path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : nil
    }

    private static let suffix = ".rollback"
}

/// The tables of what a rollback has done to a run.
enum WayBackSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("way back") { try $0.execute(sql: tables) }
    }

    /// `put_back` keeps how the rows stood before, for a rollback that is rolled back itself.
    private static let tables = """
        CREATE TABLE way_back (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            run_id TEXT NOT NULL,
            begun_at REAL NOT NULL,
            ended_at REAL
        );
        CREATE TABLE put_back (
            row INTEGER PRIMARY KEY,
            state INTEGER NOT NULL,
            outcome TEXT
        );
        """
}

extension WayBack {
    /// - Returns: `nil` when no rollback has begun. A file of an earlier version says nothing of it.
    init?(in database: Database) throws {
        guard try database.tableExists("way_back"),
            let row = try GRDB.Row.fetchOne(
                database,
                sql: "SELECT run_id, begun_at, ended_at, (SELECT count(*) FROM put_back) AS row_count FROM way_back"
            )
        else { return nil }
        self.init(
            runID: row["run_id"],
            begunAt: row["begun_at"],
            endedAt: row["ended_at"],
            rowCount: row["row_count"]
        )
    }
}
