import GRDB

/// The tables of a checkpoint file.
enum CheckpointSchema {
    /// Marks the file as ours ("apgm" in ASCII), so that another program's database is never written to.
    static let applicationID = 0x6170_676D

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: run, groups, lanes, rows") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: first)
        }
        migrator.registerMigration(second) { database in
            try database.execute(sql: rolesAndParking)
        }
        migrator.registerMigration(third) { database in
            try database.execute(sql: guards)
        }
        migrator.registerMigration(fourth) { database in
            try database.execute(sql: plansAndWaves)
        }
        PreflightSchema.register(in: &migrator)
        WayBackSchema.register(in: &migrator)
        PlanSchema.register(in: &migrator)
        LiveSchema.register(in: &migrator)
        DeploymentSchema.register(in: &migrator)
        OutcomeSchema.register(in: &migrator)
        return migrator
    }

    /// `rows.record` is the manifest's record as it stood there; `manifest_schema` says how to read it. Reading it again
    /// when the row is leased is cheaper than storing every member, and the record is needed for `--as-manifest` anyway.
    ///
    /// `rows.state`: see `RowState`. `rows_open` finds the work that is left without a look at the work that is done.
    /// `OutcomeSchema` has made two tables of `rows`.
    private static let first = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            run_id TEXT NOT NULL,
            tool_version TEXT NOT NULL,
            manifest_path TEXT NOT NULL,
            manifest_sha256 TEXT NOT NULL,
            manifest_schema TEXT NOT NULL,
            default_profile TEXT NOT NULL,
            default_region TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            has_account_guard INTEGER NOT NULL,
            line_needing_read INTEGER,
            created_at REAL NOT NULL,
            started_at REAL,
            ended_at REAL,
            end_reason TEXT,
            seconds_active REAL NOT NULL DEFAULT 0,
            calls INTEGER NOT NULL DEFAULT 0,
            throttled INTEGER NOT NULL DEFAULT 0,
            conflicts INTEGER NOT NULL DEFAULT 0,
            retries INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE groups (
            id INTEGER PRIMARY KEY,
            profile TEXT NOT NULL,
            region TEXT NOT NULL,
            account_id TEXT,
            needs_protocol INTEGER NOT NULL DEFAULT 0,
            UNIQUE (profile, region)
        );
        CREATE TABLE lanes (
            id INTEGER PRIMARY KEY,
            group_id INTEGER NOT NULL REFERENCES groups,
            api_id TEXT NOT NULL,
            UNIQUE (group_id, api_id)
        );
        CREATE TABLE rows (
            row INTEGER PRIMARY KEY,
            line INTEGER NOT NULL,
            lane_id INTEGER NOT NULL REFERENCES lanes,
            integration_id TEXT NOT NULL,
            record BLOB NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            before_image TEXT,
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
            UNIQUE (lane_id, integration_id)
        );
        CREATE INDEX rows_open ON rows (lane_id, row) WHERE state < 2;
        """

    /// For rows that are only compared with each other: one tree in place of two, and no record.
    static let comparedRows = """
        DROP VIEW rows;
        DROP TABLE manifest_rows;
        CREATE TABLE manifest_rows (
            row INTEGER NOT NULL,
            line INTEGER NOT NULL,
            lane_id INTEGER NOT NULL,
            integration_id TEXT NOT NULL,
            wave INTEGER NOT NULL,
            PRIMARY KEY (lane_id, integration_id)
        ) WITHOUT ROWID;
        """

    /// An import makes it when all rows are there: made row by row it takes several times as long.
    static let openRowsIndex = "CREATE INDEX rows_open ON manifest_rows (lane_id, row) WHERE NOT is_closed"
}

extension CheckpointSchema {
    /// The name of the migration; it is in the files.
    private static let second = "2: roles, parked groups"

    /// A role is a part of what makes a group, so the table is made anew: SQLite cannot change a constraint. An empty
    /// `role_arn` is no role, since two NULLs would be two groups.
    ///
    /// `lanes_of_group` gives the lanes of a group in the order of their ids. By the index of the constraint all of them
    /// would be sorted for each few that are looked up.
    private static let rolesAndParking = """
        CREATE TABLE groups_new (
            id INTEGER PRIMARY KEY,
            profile TEXT NOT NULL,
            role_arn TEXT NOT NULL DEFAULT '',
            region TEXT NOT NULL,
            account_id TEXT,
            needs_protocol INTEGER NOT NULL DEFAULT 0,
            parked_code TEXT,
            parked_reason TEXT,
            UNIQUE (profile, role_arn, region)
        );
        INSERT INTO groups_new (id, profile, region, account_id, needs_protocol)
            SELECT id, profile, region, account_id, needs_protocol FROM groups;
        DROP TABLE groups;
        ALTER TABLE groups_new RENAME TO groups;
        CREATE INDEX lanes_of_group ON lanes (group_id);
        ALTER TABLE run ADD COLUMN command TEXT;
        """

    private static let third = "3: guarded groups"

    /// A file of before says it of the whole run.
    private static let guards = """
        ALTER TABLE groups ADD COLUMN has_account_guard INTEGER NOT NULL DEFAULT 0;
        UPDATE groups SET has_account_guard = (SELECT has_account_guard FROM run);
        """

    private static let fourth = "4: whole images, plans, waves, rollbacks, control"

    /// `rows_open` gives the rows of a lane that are left in a wave; without a wave SQLite skips over them.
    ///
    /// `run.cleared` counts the rows that remove something, by member, as JSON.
    ///
    /// `control` is how another process speaks to a run that goes on.
    private static let plansAndWaves = """
        ALTER TABLE run ADD COLUMN origin_path TEXT;
        ALTER TABLE run ADD COLUMN origin_run_id TEXT;
        ALTER TABLE run ADD COLUMN plan_digest TEXT;
        ALTER TABLE run ADD COLUMN planned_at REAL;
        ALTER TABLE run ADD COLUMN cleared TEXT;
        ALTER TABLE rows ADD COLUMN after_image TEXT;
        ALTER TABLE rows ADD COLUMN wave INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE rows ADD COLUMN planned_outcome TEXT;
        ALTER TABLE rows ADD COLUMN planned_values TEXT;
        ALTER TABLE rows ADD COLUMN planned_digest BLOB;
        ALTER TABLE rows ADD COLUMN planned_at REAL;
        CREATE TABLE waves (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            bake_ends_at REAL,
            verdict TEXT,
            report TEXT
        );
        CREATE TABLE control (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            verb TEXT NOT NULL,
            argument TEXT,
            answer TEXT
        );
        """

    /// Lets a file of an earlier version be read as it is: views of this connection alone stand before its tables.
    static func completeForReading(_ database: Database) throws {
        let completed = try migrator.completedMigrations(database)
        let hasRoles = completed.contains(second)
        if !completed.contains(third) {
            let roles = hasRoles ? "" : "'' AS role_arn, NULL AS parked_code, NULL AS parked_reason,"
            try database.execute(
                sql: """
                    CREATE TEMP VIEW groups AS SELECT *, \(roles)
                        (SELECT has_account_guard FROM main.run) AS has_account_guard FROM main.groups
                    """
            )
        }
        if completed.contains(fourth) { return try OutcomeSchema.completeForReading(database) }
        try database.execute(
            sql: """
                CREATE TEMP VIEW run AS SELECT *, \(hasRoles ? "" : "NULL AS command,") NULL AS origin_path,
                    NULL AS origin_run_id, NULL AS plan_digest, NULL AS planned_at, NULL AS cleared FROM main.run;
                CREATE TEMP VIEW rows AS SELECT *, NULL AS after_image, 1 AS wave, NULL AS planned_outcome,
                    NULL AS planned_values, NULL AS planned_digest, NULL AS planned_at FROM main.rows;
                CREATE TEMP VIEW waves AS SELECT NULL AS number, NULL AS name, NULL AS bake_ends_at, NULL AS verdict,
                    NULL AS report WHERE FALSE;
                """
        )
        try OutcomeSchema.completeForReading(database)
    }
}

/// Where a row stands in the checkpoint.
enum RowState: Int {
    case pending = 0
    /// A worker has it, or had it when the process died: then it is ambiguous.
    case leased = 1
    case ended = 2
}
