import GRDB

/// The statement that puts a row into a new checkpoint.
struct RowInsertion {
    private let statement: DirectStatement
    private let keepsRecords: Bool

    init(_ database: Database, keepsRecords: Bool) throws {
        self.keepsRecords = keepsRecords
        let (column, value) = keepsRecords ? (", record", ", ?") : ("", "")
        statement = try DirectStatement(
            database,
            sql: """
                INSERT OR IGNORE INTO manifest_rows (row, line, lane_id, integration_id, wave\(column))
                VALUES (?, ?, ?, ?, ?\(value))
                """
        )
    }

    /// - Returns: whether the row is there now; otherwise another row of the lane has its integration.
    func insert(_ row: Row, raw: [UInt8], lane: Int64, wave: Int) throws -> Bool {
        try statement.bind(row.number, at: 1)
        try statement.bind(row.line, at: 2)
        try statement.bind(lane, at: 3)
        try statement.bind(row.target.integrationID, at: 4)
        try statement.bind(wave, at: 5)
        return try (keepsRecords ? statement.run(with: raw, as: .blob, at: 6) : statement.run()) == 1
    }
}
