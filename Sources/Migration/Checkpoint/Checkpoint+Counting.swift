import GRDB

extension Checkpoint {
    /// How many rows of a wave stand alike.
    struct RowCount: Sendable {
        var wave: Int
        var outcome: Outcome
        /// They have not ended.
        var isOpen: Bool
        var rows: Int
    }

    /// Counts the rows of a run without waves: by their outcomes, and what is left has none.
    static func counts(_ database: Database) throws -> [RowCount] {
        let without = "SELECT row_count - (SELECT count(*) FROM outcomes) FROM run"
        let pending = try Int.fetchOne(database, sql: without) ?? 0
        let sql = "SELECT 1, coalesce(outcome, 'pending'), NOT is_final, count(*) FROM outcomes GROUP BY 2, 3"
        let known = try fetch(database, sql)
        return pending == 0 ? known : known + [RowCount(wave: 1, outcome: .pending, isOpen: true, rows: pending)]
    }

    static func countsByWave(_ database: Database) throws -> [RowCount] {
        let sql = "SELECT wave, coalesce(outcome, 'pending'), state < 2, count(*) FROM rows GROUP BY 1, 2, 3"
        return try fetch(database, sql)
    }

    /// Outcomes that this version does not know are left out.
    private static func fetch(_ database: Database, _ sql: String) throws -> [RowCount] {
        try GRDB.Row.fetchAll(database, sql: sql).compactMap { row in
            Outcome(column: row[1]).map { RowCount(wave: row[0], outcome: $0, isOpen: row[2], rows: row[3]) }
        }
    }
}
