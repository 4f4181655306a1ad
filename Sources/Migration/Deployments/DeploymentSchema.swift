import GRDB

/// The tables of stages and deployments.
enum DeploymentSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("stages and deployments") { try $0.execute(sql: tables) }
    }

    /// `stages` holds them as they were before the run changed their API, `stage_readings` which APIs were looked at.
    ///
    /// `deployments.changes` says which rows were updated when the deployment was intended: as long as it is the same,
    /// nothing is left to be deployed. `description` is what the service keeps of it, by which it is found again.
    ///
    /// `deployment_pace.last_at`: when an account was last asked for a deployment, in seconds since 1970.
    ///
    /// `stage_returns` is the way back of a rollback: `ours` are the ids that the run has deployed, `descriptions` those of
    /// deployments whose id is not known; JSON arrays of texts. `found_id` is what the stage served when it was pointed back.
    private static let tables = """
        CREATE TABLE stage_readings (
            lane_id INTEGER PRIMARY KEY REFERENCES lanes,
            problem TEXT
        );
        CREATE TABLE stages (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            name TEXT NOT NULL,
            deploys_itself INTEGER NOT NULL,
            is_managed INTEGER NOT NULL,
            former_id TEXT,
            undeployed TEXT NOT NULL,
            undeployed_note TEXT,
            PRIMARY KEY (lane_id, name)
        ) WITHOUT ROWID;
        CREATE TABLE deployments (
            id INTEGER PRIMARY KEY,
            lane_id INTEGER NOT NULL REFERENCES lanes,
            stage TEXT NOT NULL,
            wave INTEGER NOT NULL,
            changes TEXT NOT NULL,
            state TEXT NOT NULL,
            description TEXT,
            deployment_id TEXT,
            problem_kind TEXT,
            message TEXT
        );
        CREATE INDEX deployments_of_stage ON deployments (lane_id, stage, id);
        CREATE TABLE deployment_pace (
            account TEXT PRIMARY KEY,
            last_at REAL NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE stage_returns (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            name TEXT NOT NULL,
            target_id TEXT,
            ours TEXT NOT NULL,
            descriptions TEXT NOT NULL,
            state TEXT NOT NULL,
            found_id TEXT,
            message TEXT,
            PRIMARY KEY (lane_id, name)
        ) WITHOUT ROWID;
        """
}
