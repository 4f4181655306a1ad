import GRDB
import GRDBSQLite

/// A statement whose values are bound where they are: GRDB's list of arguments takes longer to make and to bind than
/// SQLite needs for a row. This is the one file that calls SQLite past GRDB.
struct DirectStatement {
    /// How SQLite is to take bytes.
    enum Kind {
        case text, blob
    }

    private let database: Database
    private let statement: Statement

    init(_ database: Database, sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// - Parameter index: from 1.
    func bind(_ value: some StatementBinding, at index: CInt) throws {
        try check(value.bind(to: statement.sqliteStatement, at: index))
    }

    /// Binds all values and executes the statement.
    func execute<each Value: StatementBinding>(_ value: repeat each Value) throws {
        var index: CInt = 1
        for value in repeat each value {
            try bind(value, at: index)
            index += 1
        }
        try run()
    }

    /// Executes the statement with the values that are bound.
    ///
    /// - Returns: the number of rows that were changed.
    @discardableResult
    func run() throws -> Int {
        let code = sqlite3_step(statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        try check(code == SQLITE_DONE ? SQLITE_OK : code)
        return database.changesCount
    }

    /// Binds bytes for this execution alone, which are not copied.
    ///
    /// - Returns: the number of rows that were changed.
    @discardableResult
    func run(with bytes: [UInt8], as kind: Kind, at index: CInt) throws -> Int {
        try bytes.withUnsafeBytes { bytes in
            let (handle, count) = (statement.sqliteStatement, CInt(bytes.count))
            defer { sqlite3_bind_null(handle, index) }
            switch kind {
            case .blob: try check(sqlite3_bind_blob(handle, index, bytes.baseAddress, count, nil))
            case .text:
                let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                try check(sqlite3_bind_text(handle, index, text, count, nil))
            }
            return try run()
        }
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }
}
