import AWSCore
import GRDB
import Lambda

/// The tables of the preflight.
enum PreflightSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("preflight") { try $0.execute(sql: tables) }
    }

    /// A statement id is the same for the same API, and so a grant is told by its function and the API. `state`: see
    /// `GrantState`.
    private static let tables = """
        CREATE TABLE preflight (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            function TEXT NOT NULL,
            verdict TEXT NOT NULL,
            message TEXT NOT NULL,
            command TEXT,
            note TEXT,
            row_count INTEGER NOT NULL,
            PRIMARY KEY (lane_id, function, verdict)
        ) WITHOUT ROWID;
        CREATE TABLE grants (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            function TEXT NOT NULL,
            statement_id TEXT NOT NULL,
            state INTEGER NOT NULL,
            intended_at REAL NOT NULL,
            PRIMARY KEY (lane_id, function)
        ) WITHOUT ROWID;
        """
}

/// How far a permission has come that a run gives.
enum GrantState: Int {
    /// About to be given, or given by a process that died before it knew.
    case intended = 0
    case given = 1
    case revoked = 2
}

/// What the preflight finds out.
extension Checkpoint {
    /// Forgets the findings of an earlier session: this one asks again.
    public func forgetFindings() async throws {
        try await write { try $0.execute(sql: "DELETE FROM preflight") }
    }

    func keep(_ findings: [PreflightFinding], of lane: Lane) async throws {
        let sql = """
            INSERT INTO preflight (lane_id, function, verdict, message, command, note, row_count) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count, message = excluded.message
            """
        try await write { database in
            for finding in findings {
                try database.cachedStatement(sql: sql).execute(arguments: [
                    lane.id, finding.function, finding.verdict.rawValue, finding.message, finding.command, finding.note,
                    finding.rowCount,
                ])
            }
        }
    }

    /// Everything that was found out, in the order of functions. Empty for a run without a preflight.
    public func findings() async throws -> [PreflightFinding] {
        try await read { database in
            guard try database.tableExists("preflight") else { return [] }
            let sql = """
                SELECT function, api_id, verdict, message, command, note, row_count FROM preflight
                JOIN lanes ON lanes.id = lane_id ORDER BY function, lane_id, verdict
                """
            return try GRDB.Row.fetchAll(database, sql: sql).compactMap { row in
                guard let verdict = PreflightFinding.Verdict(rawValue: row[2]) else { return nil }
                return PreflightFinding(
                    function: row[0],
                    apiID: row[1],
                    verdict: verdict,
                    message: row[3],
                    command: row[4],
                    note: row[5],
                    rowCount: row[6]
                )
            }
        }
    }
}

/// Permissions that the run gives.
extension Checkpoint {
    func intendGrant(_ permission: Permission, of lane: Lane, at time: Double) async throws {
        let sql = """
            INSERT INTO grants (lane_id, function, statement_id, state, intended_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """
        let function = permission.function.description
        try await write { database in
            try database.execute(
                sql: sql,
                arguments: [lane.id, function, permission.statementID, GrantState.intended.rawValue, time]
            )
        }
    }

    /// The permission is in the policy, and if the run meant to give it, it is the run's.
    func confirmGrant(_ permission: Permission, of lane: Lane) async throws {
        try await setGrant(permission.function, of: lane.id, to: .given)
    }

    /// The permission was refused and is not in the policy.
    func withdrawGrant(_ permission: Permission, of lane: Lane) async throws {
        let function = permission.function.description
        try await write { database in
            try database.execute(
                sql: "DELETE FROM grants WHERE lane_id = ? AND function = ? AND state = ?",
                arguments: [lane.id, function, GrantState.intended.rawValue]
            )
        }
    }

    private func setGrant(_ function: FunctionARN, of lane: Int64, to state: GrantState) async throws {
        let function = function.description
        try await write { database in
            try database.execute(
                sql: "UPDATE grants SET state = ? WHERE lane_id = ? AND function = ?",
                arguments: [state.rawValue, lane, function]
            )
        }
    }
}
