import GRDB

/// What a run finds out about rows is kept apart from what the manifest says of them, in tables that are only added to:
/// `before_images` what was read, `outcomes` how rows ended.
///
/// An outcome with its images is ten times as long as the row that the manifest gave. Written into the row it splits the
/// page that the row is on, and the rows of 64 lanes are on 64 pages. At the end of a table the same outcomes fill one page
/// after the other.
enum OutcomeSchema {
    /// The name of the migration; it is in the files.
    private static let name = "outcomes apart from rows"

    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration(name) { database in
            try database.execute(sql: apart)
            try database.execute(sql: CheckpointSchema.openRowsIndex)
        }
    }

    /// Columns of an outcome behind its row.
    private static let columns = """
        outcome, http_status, error_code, error_message, error_kind, request_id, attempts, started_at, ended_at,
        before, after, after_image
        """

    private static let manifestColumns = """
        row, line, lane_id, integration_id, record, wave, planned_outcome, planned_values, planned_digest, planned_at
        """

    /// `RowState` in two columns.
    private static let marks =
        "state = \(RowState.leased.rawValue) AS is_leased, state = \(RowState.ended.rawValue) AS is_closed"

    /// `outcomes.is_final` is 0 for what a plan says of a row. `manifest_rows.is_closed` says that a row has ended once the
    /// lane has left it behind (`Recorder.Entry.close`); until then its outcome says so. So whoever looks for work asks
    /// `isOpen`, and everybody else the view `rows`. `is_leased` is a column of its own because a lease leaves the index of
    /// open rows as it is.
    private static let apart = """
        CREATE TABLE manifest_rows (
            row INTEGER PRIMARY KEY,
            line INTEGER NOT NULL,
            lane_id INTEGER NOT NULL REFERENCES lanes,
            integration_id TEXT NOT NULL,
            record BLOB NOT NULL,
            is_leased INTEGER NOT NULL DEFAULT 0,
            is_closed INTEGER NOT NULL DEFAULT 0,
            wave INTEGER NOT NULL DEFAULT 1,
            planned_outcome TEXT,
            planned_values TEXT,
            planned_digest BLOB,
            planned_at REAL,
            UNIQUE (lane_id, integration_id)
        );
        CREATE TABLE before_images (
            position INTEGER PRIMARY KEY,
            row INTEGER NOT NULL UNIQUE,
            image TEXT NOT NULL
        );
        CREATE TABLE outcomes (
            position INTEGER PRIMARY KEY,
            row INTEGER NOT NULL UNIQUE,
            is_final INTEGER NOT NULL,
            outcome TEXT,
            http_status INTEGER,
            error_code TEXT,
            error_message TEXT,
            error_kind TEXT,
            request_id TEXT,
            attempts INTEGER,
            started_at REAL,
            ended_at REAL,
            before TEXT,
            after TEXT,
            after_image TEXT
        );
        INSERT INTO manifest_rows (\(manifestColumns), is_leased, is_closed)
            SELECT \(manifestColumns), \(marks) FROM rows;
        INSERT INTO before_images (row, image)
            SELECT row, before_image FROM rows WHERE before_image IS NOT NULL ORDER BY row;
        INSERT INTO outcomes (row, is_final, \(columns))
            SELECT row, state = \(RowState.ended.rawValue), \(columns) FROM rows
            WHERE outcome IS NOT NULL OR state = \(RowState.ended.rawValue) ORDER BY row;
        CREATE TABLE refusals (
            row INTEGER PRIMARY KEY REFERENCES manifest_rows,
            code TEXT NOT NULL,
            message TEXT NOT NULL
        );
        INSERT INTO refusals SELECT row, code, message FROM preflight_refusals;
        DROP TABLE preflight_refusals;
        ALTER TABLE refusals RENAME TO preflight_refusals;
        DROP TABLE rows;
        \(view);
        """

    private static let view = """
        CREATE VIEW rows AS SELECT entry.row, line, lane_id, integration_id, record,
            CASE WHEN is_final OR is_closed THEN \(RowState.ended.rawValue) ELSE is_leased END AS state, image AS before_image, wave,
            planned_outcome, planned_values, planned_digest, planned_at, \(columns)
        FROM manifest_rows AS entry LEFT JOIN outcomes ON outcomes.row = entry.row
            LEFT JOIN before_images ON before_images.row = entry.row
        """

    /// Of `manifest_rows`: the row has not ended. The index of open rows serves its first half.
    static let isOpen = """
        NOT manifest_rows.is_closed
        AND NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.row = manifest_rows.row AND is_final)
        """

    /// Lets a file of an earlier version be read as it is, by views of this connection alone.
    static func completeForReading(_ database: Database) throws {
        if try CheckpointSchema.migrator.completedMigrations(database).contains(name) { return }
        try database.execute(
            sql: """
                CREATE TEMP VIEW manifest_rows AS SELECT \(manifestColumns), \(marks) FROM rows;
                CREATE TEMP VIEW before_images AS
                    SELECT row, before_image AS image FROM rows WHERE before_image IS NOT NULL;
                CREATE TEMP VIEW outcomes AS
                    SELECT row, state = \(RowState.ended.rawValue) AS is_final, \(columns) FROM rows
                    WHERE outcome IS NOT NULL OR state = \(RowState.ended.rawValue);
                """
        )
    }
}
