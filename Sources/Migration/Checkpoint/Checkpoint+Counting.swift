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

    /// Counts the rows of a run without waves: by their outcomes, and what is left has none. One look at each outcome, without
    /// a sort.
    static func counts(_ database: Database) throws -> [RowCount] {
        let kinds = Outcome.allCases.flatMap { outcome in [false, true].map { (outcome: outcome, isOpen: $0) } }
        let columns = kinds.map {
            "count(*) FILTER (WHERE outcome = '\($0.outcome.rawValue)' AND \($0.isOpen ? "NOT " : "")is_final)"
        }
        let sql = """
            SELECT (SELECT row_count FROM run) - count(*) + count(*) FILTER (WHERE outcome IS NULL),
                \(columns.joined(separator: ", "))
            FROM outcomes
            """
        guard let row = try GRDB.Row.fetchOne(database, sql: sql) else { return [] }
        var counts = kinds.enumerated().map { index, kind in
            RowCount(wave: 1, outcome: kind.outcome, isOpen: kind.isOpen, rows: row[index + 1])
        }
        counts.append(RowCount(wave: 1, outcome: .pending, isOpen: true, rows: row[0] ?? 0))
        return counts.filter { $0.rows > 0 }
    }

    /// Outcomes that this version does not know are left out.
    static func countsByWave(_ database: Database) throws -> [RowCount] {
        let sql = "SELECT wave, coalesce(outcome, 'pending'), state < 2, count(*) FROM rows GROUP BY 1, 2, 3"
        return try GRDB.Row.fetchAll(database, sql: sql).compactMap { row in
            Outcome(column: row[1]).map { RowCount(wave: row[0], outcome: $0, isOpen: row[2], rows: row[3]) }
        }
    }
}
