import GRDB

/// The tables of the preflight.
enum PreflightSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("preflight") { try $0.execute(sql: tables) }
        // Findings are forgotten with every session, so that none has to be taken over.
        migrator.registerMigration("preflight: kinds") { try $0.execute(sql: kinds) }
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

    /// `preflight_rows`: rows by verdict and kind. A row that calls a function in each of several stages is in several
    /// findings, and is counted once here. `preflight_refusals`: planned rows whose integrations would answer with a 500.
    private static let kinds = """
        DROP TABLE preflight;
        CREATE TABLE preflight (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            function TEXT NOT NULL,
            verdict TEXT NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            command TEXT,
            note_kind TEXT,
            note TEXT,
            row_count INTEGER NOT NULL,
            PRIMARY KEY (lane_id, function, verdict, kind)
        ) WITHOUT ROWID;
        CREATE TABLE preflight_rows (
            lane_id INTEGER NOT NULL REFERENCES lanes,
            verdict TEXT NOT NULL,
            kind TEXT NOT NULL,
            row_count INTEGER NOT NULL,
            PRIMARY KEY (lane_id, verdict, kind)
        ) WITHOUT ROWID;
        CREATE TABLE preflight_refusals (
            row INTEGER PRIMARY KEY REFERENCES rows,
            code TEXT NOT NULL,
            message TEXT NOT NULL
        );
        """
}

/// A verdict with its kind.
struct VerdictKind: Hashable {
    var verdict: PreflightFinding.Verdict
    var kind: String
}

/// What the preflight finds out.
extension Checkpoint {
    /// Forgets the findings of an earlier session: this one asks again.
    public func forgetFindings() async throws {
        let tables = ["preflight", "preflight_rows", "preflight_refusals"]
        try await write { try $0.execute(sql: tables.map { "DELETE FROM \($0)" }.joined(separator: "; ")) }
    }

    /// - Parameters:
    ///   - rows: how many rows that were not counted before each kind of finding is about.
    ///   - refusals: why planned rows would answer with a 500, by their numbers.
    func keep(
        _ findings: [PreflightFinding],
        _ rows: [VerdictKind: Int],
        _ refusals: [Int: RowError],
        of lane: Lane
    ) async throws {
        let finding = """
            INSERT INTO preflight (lane_id, function, verdict, kind, message, command, note_kind, note, row_count)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count, message = excluded.message
            """
        let count = """
            INSERT INTO preflight_rows (lane_id, verdict, kind, row_count) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET row_count = row_count + excluded.row_count
            """
        let refusal = "INSERT OR REPLACE INTO preflight_refusals (row, code, message) VALUES (?, ?, ?)"
        try await write { database in
            for (row, error) in refusals {
                try database.cachedStatement(sql: refusal).execute(arguments: [row, error.code, error.message])
            }
            for entry in findings {
                try database.cachedStatement(sql: finding).execute(arguments: [
                    lane.id, entry.function, entry.verdict.rawValue, entry.kind, entry.message, entry.command,
                    entry.note?.kind, entry.note?.text, entry.rowCount,
                ])
            }
            for (key, rows) in rows {
                try database.cachedStatement(sql: count).execute(arguments: [
                    lane.id, key.verdict.rawValue, key.kind, rows,
                ])
            }
        }
    }

    /// Hands over every finding, those of one function after the other. Memory does not grow with them.
    public func forEachFinding(_ body: @escaping @Sendable (PreflightFinding) throws -> Void) async throws {
        let sql = """
            SELECT function, api_id, verdict, kind, message, command, note_kind, note, row_count FROM preflight
            JOIN lanes ON lanes.id = lane_id ORDER BY function, verdict, kind, lane_id
            """
        try await read { database in
            guard try database.tableExists("preflight_rows") else { return }
            let rows = try GRDB.Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                if let finding = PreflightFinding(row) { try body(finding) }
            }
        }
    }

    /// What was found, counted. Empty for a run without a preflight.
    ///
    /// - Parameter commandLimit: how many of the commands that give missing permissions are read.
    public func preflightSummary(commandLimit: Int) async throws -> PreflightSummary {
        // SQLite takes the other columns from the row that has the least function.
        let entries = """
            SELECT verdict, kind, count(DISTINCT function), count(DISTINCT lane_id),
                coalesce((SELECT sum(row_count) FROM preflight_rows AS counted
                    WHERE counted.verdict = preflight.verdict AND counted.kind = preflight.kind), 0),
                min(function), message
            FROM preflight GROUP BY verdict, kind
            """
        let notes = """
            SELECT note_kind, count(DISTINCT function), min(function), note FROM preflight
            WHERE note_kind IS NOT NULL GROUP BY note_kind ORDER BY note_kind
            """
        let commands = "SELECT command FROM preflight WHERE command IS NOT NULL AND verdict = ?"
        return try await read { database in
            guard try database.tableExists("preflight_rows") else { return PreflightSummary() }
            let missing = PreflightFinding.Verdict.notPermitted.rawValue
            return PreflightSummary(
                entries: try GRDB.Row.fetchAll(database, sql: entries).compactMap(PreflightSummary.Entry.init),
                notes: try GRDB.Row.fetchAll(database, sql: notes).map { row in
                    PreflightSummary.Note(kind: row[0], functionCount: row[1], function: row[2], text: row[3])
                },
                commands: try String.fetchAll(
                    database,
                    sql: commands + " ORDER BY function, lane_id LIMIT ?",
                    arguments: [missing, commandLimit]
                ),
                commandCount: try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM (\(commands))",
                    arguments: [missing]
                ) ?? 0
            )
        }
    }
}

extension PreflightFinding {
    fileprivate init?(_ row: GRDB.Row) {
        guard let verdict = Verdict(rawValue: row[2]) else { return nil }
        self.init(
            function: row[0],
            apiID: row[1],
            verdict: verdict,
            kind: row[3],
            message: row[4],
            command: row[5],
            note: (row[6] as String?).map { Note(kind: $0, text: row[7] ?? "") },
            rowCount: row[8]
        )
    }
}

extension PreflightSummary.Entry {
    fileprivate init?(_ row: GRDB.Row) {
        guard let verdict = PreflightFinding.Verdict(rawValue: row[0]) else { return nil }
        self.init(
            verdict: verdict,
            kind: row[1],
            functionCount: row[2],
            apiCount: row[3],
            rowCount: row[4],
            function: row[5],
            message: row[6]
        )
    }
}
