import Crypto
import Foundation
import GRDB

/// The tables of how a plan is made, and of what it says.
enum PlanSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("plan in the making, notes") { try $0.execute(sql: tables) }
    }

    /// `planning` has a row from the first row that is planned to the last.
    private static let tables = """
        CREATE TABLE planning (id INTEGER PRIMARY KEY CHECK (id = 1));
        CREATE TABLE plan_notes (position INTEGER PRIMARY KEY, text TEXT NOT NULL);
        """

    /// A file of an earlier version says nothing of it.
    static func isPlanning(_ database: Database) throws -> Bool {
        guard try database.tableExists("planning") else { return false }
        return try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM planning)") ?? false
    }
}

extension Checkpoint {
    /// Forgets what a plan says of the rows that were not sent yet, so that they are planned anew. Until `finishPlan` the run
    /// has no plan, and none of its rows may be sent.
    ///
    /// - Parameter includingFailed: opens the rows that failed or drifted as well.
    public func beginPlan(includingFailed: Bool = true) async throws {
        if includingFailed { try await reopenFailedRows() }
        try await write { database in
            try database.execute(sql: "UPDATE run SET plan_digest = NULL, planned_at = NULL")
            try database.execute(sql: "INSERT OR IGNORE INTO planning (id) VALUES (1)")
            try database.execute(sql: "DELETE FROM plan_notes")
            try Self.beginSending(database)
            try database.execute(
                sql: """
                    UPDATE manifest_rows SET planned_outcome = NULL, planned_values = NULL, planned_digest = NULL,
                        planned_at = NULL
                    WHERE \(OutcomeSchema.isOpen) AND planned_outcome IS NOT NULL
                    """
            )
        }
    }

    /// Makes what was planned the plan of the run: from now on nothing else is sent. Not for a planning that was stopped.
    @discardableResult
    public func finishPlan() async throws -> PlanInfo {
        try await write { database in
            var hash = SHA256()
            let digests = try Data.fetchCursor(
                database,
                sql: "SELECT planned_digest FROM manifest_rows WHERE planned_digest IS NOT NULL ORDER BY row"
            )
            while let digest = try digests.next() { hash.update(data: digest) }
            let digest = hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
            try database.execute(
                sql: """
                    UPDATE run SET plan_digest = ?,
                        planned_at = coalesce((SELECT min(planned_at) FROM rows WHERE state < 2), created_at)
                    """,
                arguments: [digest]
            )
            try database.execute(sql: "DELETE FROM planning")
            let time = try Double.fetchOne(database, sql: "SELECT coalesce(planned_at, created_at) FROM run")
            return PlanInfo(digest: digest, plannedAt: time ?? 0)
        }
    }

    /// Keeps what the plan calls unusual, for the question before it is applied.
    public func keepPlanNotes(_ lines: [String]) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM plan_notes")
            for line in lines {
                try database.execute(sql: "INSERT INTO plan_notes (text) VALUES (?)", arguments: [line])
            }
        }
    }

    public func planNotes() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT text FROM plan_notes ORDER BY position") }
    }

    /// The rows that the plan changes and that have not ended.
    public func plannedRowCount() async throws -> Int {
        try await openRowCount("planned_outcome = '\(Outcome.planned.rawValue)'")
    }

    /// The rows that a planning that was stopped has not come to.
    public func unplannedRowCount() async throws -> Int {
        try await openRowCount("planned_outcome IS NULL")
    }

    private func openRowCount(_ condition: String) async throws -> Int {
        let sql = "SELECT count(*) FROM manifest_rows WHERE \(OutcomeSchema.isOpen) AND \(condition)"
        return try await read { try Int.fetchOne($0, sql: sql) ?? 0 }
    }

    /// The rows that were planned are open again as far as their outcome goes; what the plan says of them stays.
    static func beginSending(_ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM outcomes WHERE NOT is_final
                    AND row IN (SELECT row FROM manifest_rows WHERE NOT is_closed)
                """
        )
    }

    static func write(_ entry: PlanEntry, to database: Database) throws {
        let plan = try database.cachedStatement(
            sql: """
                UPDATE manifest_rows SET planned_outcome = ?, planned_values = ?, planned_digest = ?, planned_at = ?
                WHERE row = ? AND \(OutcomeSchema.isOpen)
                """
        )
        try plan.execute(arguments: [entry.outcome.rawValue, entry.values, entry.digest, entry.plannedAt, entry.row])
        if database.changesCount == 0 { return }
        let show = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO outcomes (row, is_final, outcome, error_code, error_message, error_kind, before, after)
                VALUES (?, 0, ?, ?, ?, ?, ?, ?)
                """
        )
        try show.execute(arguments: [
            entry.row, entry.outcome.rawValue, entry.error?.code, entry.error?.message, entry.error?.kind, entry.before,
            entry.after,
        ])
    }
}
