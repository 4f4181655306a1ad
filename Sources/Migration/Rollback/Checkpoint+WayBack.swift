import Foundation
import GRDB

/// A run and its rollback are two files, and a process can be killed between them. So the run's file says that a rollback
/// has begun before that sends anything, and what it has done is taken over from the rollback's file whenever the run's is
/// opened to work on it.
extension Checkpoint {
    /// Notes that a rollback is about to send its first update.
    public func noteWayBack(_ rollback: RunInfo, at time: Double) async throws {
        try await write { database in
            try Self.note(rollback.id, begunAt: time, endedAt: nil, in: database)
        }
    }

    /// Takes over what the run's rollback has done, if there is one: the rows that it has put back, and those that its own
    /// rollback has changed again.
    public func settleWayBack(now: Double) async throws {
        let rollbackPath = WayBack.path(of: path)
        guard FileManager.default.fileExists(atPath: rollbackPath) else { return }
        let rollback: Checkpoint
        do {
            rollback = try await Checkpoint.open(path: rollbackPath)
        } catch let error as CheckpointError where [.inUse, .missing, .notACheckpoint].contains(error.kind) {
            // Whoever works on it takes it over in the end; what is no rollback has nothing to say.
            return
        }
        try await rollback.settleWayBack(now: now)
        try await takeOver(rollback, now: now)
        try await rollback.closeUnlessRead()
    }

    /// Closes it. Where others read it just now, whoever closes it the next time moves its log.
    private func closeUnlessRead() async throws {
        do {
            try await close()
        } catch let error as CheckpointError where error.kind == .isRead {}
    }

    /// Takes over what a rollback of this run has done so far.
    ///
    /// - Parameter rollback: opened by this process. Nothing happens when it is that of another run.
    public func takeOver(_ rollback: Checkpoint, now: Double) async throws {
        let back = try await rollback.info()
        let run = try await info()
        guard case .rollback(_, let runID) = back.kind, runID == run.id else { return }
        if let known = run.wayBack, known.runID == back.id, known.endedAt != nil, known.endedAt == back.endedAt,
            back.wayBack == nil
        {
            return
        }
        let isUntouched = try await rollback.isUntouched()
        try await write { database in
            if isUntouched { return try database.execute(sql: "DELETE FROM way_back") }
            let isOpen = try rollback.forEachInverse { try Self.settle($0, in: database) }
            let endedAt = isOpen ? nil : back.endedAt ?? now
            try Self.note(back.id, begunAt: back.startedAt ?? now, endedAt: endedAt, in: database)
        }
    }

    /// Does the same for the runs that this one's rollback, and the rollback's rollback, belong to: each is named after the
    /// one before. Those that another process works on take it over themselves.
    public static func settleOrigins(of path: String, now: Double) async throws {
        var path = path
        while let origin = WayBack.origin(of: path), FileManager.default.fileExists(atPath: origin) {
            do {
                let checkpoint = try await Checkpoint.open(path: origin)
                try await checkpoint.settleWayBack(now: now)
                try await checkpoint.closeUnlessRead()
            } catch let error as CheckpointError where [.inUse, .missing, .notACheckpoint].contains(error.kind) {
                return
            }
            path = origin
        }
    }

    private static func note(_ id: String, begunAt: Double, endedAt: Double?, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO way_back (id, run_id, begun_at, ended_at) VALUES (1, ?1, ?2, ?3)
                ON CONFLICT (id) DO UPDATE SET
                    begun_at = CASE WHEN run_id = ?1 THEN begun_at ELSE ?2 END, run_id = ?1, ended_at = ?3
                """,
            arguments: [id, begunAt, endedAt]
        )
    }

    /// A row of a rollback: which integration it is for, and whether that is as it was before the run.
    private struct Inverse {
        var target: [any DatabaseValueConvertible]
        var isBack: Bool
    }

    /// - Returns: whether rows of the rollback have not ended.
    private func forEachInverse(_ body: (Inverse) throws -> Void) throws -> Bool {
        let sql = """
            SELECT groups.profile, groups.role_arn, groups.region, lanes.api_id, rows.integration_id, rows.state,
                rows.outcome, rows.before_image IS NOT NULL AND rows.error_code = '\(RowError.notRestorableCode)' AS is_restored
            FROM rows JOIN lanes ON lanes.id = rows.lane_id JOIN groups ON groups.id = lanes.group_id
            """
        return try database.read { database in
            var isOpen = false
            let rows = try GRDB.Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                let hasEnded = row["state"] == RowState.ended.rawValue
                if !hasEnded { isOpen = true }
                let target: [String] = [row[0], row[1], row[2], row[3], row[4]]
                let isBack =
                    hasEnded && Self.isBack(Outcome(column: row["outcome"]), isRestored: row["is_restored"] ?? false)
                try body(Inverse(target: target, isBack: isBack))
            }
            return isOpen
        }
    }

    /// - Parameter isRestored: of a failed row: everything that can be restored has been.
    private static func isBack(_ outcome: Outcome?, isRestored: Bool) -> Bool {
        switch outcome {
        case .updated, .unchanged: true
        case .failed: isRestored
        case .drifted, .skipped, .putBack, .planned, .pending, nil: false
        }
    }

    private static func settle(_ inverse: Inverse, in database: Database) throws {
        let find = try database.cachedStatement(
            sql: """
                SELECT rows.row, rows.outcome FROM groups JOIN lanes ON lanes.group_id = groups.id
                JOIN rows ON rows.lane_id = lanes.id
                WHERE groups.profile = ? AND groups.role_arn = ? AND groups.region = ? AND lanes.api_id = ?
                    AND rows.integration_id = ?
                """
        )
        guard let row = try GRDB.Row.fetchOne(find, arguments: StatementArguments(inverse.target)) else { return }
        let number: Int = row["row"]
        let wasBack = Outcome(column: row["outcome"]) == .putBack
        if inverse.isBack == wasBack { return }
        let statements = inverse.isBack ? Self.puttingBack : Self.undoing
        for sql in statements { try database.cachedStatement(sql: sql).execute(arguments: [number]) }
    }

    private static let puttingBack = [
        "INSERT OR REPLACE INTO put_back SELECT row, state, outcome FROM rows WHERE row = ?",
        "UPDATE manifest_rows SET is_closed = 1 WHERE row = ?",
        """
        INSERT INTO outcomes (row, is_final, outcome) VALUES (?, 1, '\(Outcome.putBack.rawValue)')
        ON CONFLICT (row) DO UPDATE SET is_final = 1, outcome = excluded.outcome
        """,
    ]

    private static let undoing = [
        """
        UPDATE outcomes SET is_final = put_back.state = \(RowState.ended.rawValue), outcome = put_back.outcome FROM put_back
        WHERE outcomes.row = put_back.row AND outcomes.row = ?
        """,
        """
        UPDATE manifest_rows SET is_leased = put_back.state = \(RowState.leased.rawValue),
            is_closed = put_back.state = \(RowState.ended.rawValue) FROM put_back
        WHERE manifest_rows.row = put_back.row AND manifest_rows.row = ?
        """,
        "DELETE FROM outcomes WHERE row = ? AND outcome IS NULL",
        "DELETE FROM put_back WHERE row = ?",
    ]
}
