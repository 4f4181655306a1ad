import GRDB
import GRDBSQLite

/// The statement that puts a row into a new checkpoint. Its values are bound where they are: GRDB's list of arguments takes
/// longer to make and to bind than SQLite needs for the insertion.
struct RowInsertion {
    private let database: Database
    private let statement: Statement
    private let keepsRecords: Bool

    init(_ database: Database, keepsRecords: Bool) throws {
        self.database = database
        self.keepsRecords = keepsRecords
        let (column, value) = keepsRecords ? (", record", ", ?") : ("", "")
        statement = try database.makeStatement(
            sql: """
                INSERT OR IGNORE INTO rows (row, line, lane_id, integration_id, wave\(column)) VALUES (?, ?, ?, ?, ?\(value))
                """
        )
    }

    /// - Returns: whether the row is there now; otherwise another row of the lane has its integration.
    func insert(_ row: Row, raw: [UInt8], lane: Int64, wave: Int) throws -> Bool {
        let handle = statement.sqliteStatement
        try check(row.number.bind(to: handle, at: 1))
        try check(row.line.bind(to: handle, at: 2))
        try check(lane.bind(to: handle, at: 3))
        try check(row.target.integrationID.bind(to: handle, at: 4))
        try check(wave.bind(to: handle, at: 5))
        return try raw.withUnsafeBytes { record in
            // Not copied: the bytes are there until the statement has been executed.
            if keepsRecords { try check(sqlite3_bind_blob(handle, 6, record.baseAddress, CInt(record.count), nil)) }
            let code = sqlite3_step(handle)
            defer { sqlite3_reset(handle) }
            try check(code == SQLITE_DONE ? SQLITE_OK : code)
            return database.changesCount == 1
        }
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }
}
