import AWSCore
import GRDB
import Lambda

/// How far a permission has come that a run gives.
enum GrantState: Int {
    /// About to be given, or given by a process that died before it knew.
    case intended = 0
    case given = 1
    case revoked = 2
}

/// Permissions that the run gives.
extension Checkpoint {
    func intendGrant(_ permission: Permission, of lane: Lane, at time: Double) async throws {
        let sql = """
            INSERT INTO grants (lane_id, function, statement_id, state, intended_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET state = excluded.state, intended_at = excluded.intended_at
            WHERE state = \(GrantState.revoked.rawValue)
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
    ///
    /// - Returns: when the run meant to give it; nil: it did not.
    @discardableResult
    func confirmGrant(_ permission: Permission, of lane: Lane) async throws -> Double? {
        let function = permission.function.description
        return try await write { database in
            try Double.fetchOne(
                database,
                sql: """
                    UPDATE grants SET state = ? WHERE lane_id = ? AND function = ? AND state <> ? RETURNING intended_at
                    """,
                arguments: [GrantState.given.rawValue, lane.id, function, GrantState.revoked.rawValue]
            )
        }
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
}
