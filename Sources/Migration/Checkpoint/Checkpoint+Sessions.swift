import GRDB

extension Checkpoint {
    /// Notes that a session of the run begins, and forgets which groups the last one has parked.
    ///
    /// - Parameters:
    ///   - command: the command line that goes on with the run.
    ///   - groups: what is known of the groups that the session has work for: accounts, and who is parked from the start.
    public func noteStart(at time: Double, command: String? = nil, groups: [MigrationGroup] = []) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE run SET started_at = coalesce(started_at, ?), ended_at = NULL, end_reason = NULL,
                        command = coalesce(?, command)
                    """,
                arguments: [time, command]
            )
            try Self.beginSending(database)
            // Requests that nobody has answered were for a session that is over.
            try database.execute(sql: "DELETE FROM control")
            try database.execute(sql: "UPDATE groups SET parked_code = NULL, parked_reason = NULL")
            try Self.note(groups, in: database)
        }
    }

    /// Notes what is known of groups that join a session under way.
    func noteLate(_ groups: [MigrationGroup]) async throws {
        try await write { try Self.note(groups, in: $0) }
    }

    private static func note(_ groups: [MigrationGroup], in database: Database) throws {
        let note = try database.cachedStatement(
            sql:
                "UPDATE groups SET account_id = coalesce(?, account_id), parked_code = ?, parked_reason = ? WHERE id = ?"
        )
        for group in groups {
            try note.execute(arguments: [group.accountID, group.parking?.code, group.parking?.reason, group.id])
        }
    }

    /// Adds to what the run has cost so far, and says what it does now.
    public func noteEffort(seconds: Double, calls: CallCounts, live: LiveState? = nil) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE run SET seconds_active = seconds_active + ?, calls = calls + ?, throttled = throttled + ?,
                        conflicts = conflicts + ?, retries = retries + ?
                    """,
                arguments: [seconds, calls.calls, calls.throttled, calls.conflicts, calls.retries]
            )
            if let live { try Self.write(live, to: database) }
        }
    }

    /// Notes how a session of the run ended.
    public func noteEnd(at time: Double, reason: String) async throws {
        try await write { database in
            try database.execute(sql: "UPDATE run SET ended_at = ?, end_reason = ?", arguments: [time, reason])
        }
    }
}
