import GRDB

/// Rows that are sent together.
public struct Wave: Sendable, Equatable {
    /// From 1.
    public var number: Int
    /// `canary`, a value of the manifest's column, or `rest`; "" in a run without waves.
    public var name: String
    /// Rows by outcome.
    public var outcomes: [Outcome: Int]
    /// Rows that have not ended.
    public var openCount: Int
    /// When its bake ends, in seconds since 1970; `nil` until its rows are done, and without a bake.
    public var bakeEndsAt: Double?
    /// How its health check came out; `nil`: it is still to come. A wave without one has passed when its bake has ended.
    public var verdict: Verdict?
    /// What the health check has said.
    public var report: String?

    public enum Verdict: String, Sendable {
        case passed, failed, unclear
        /// It went on without a clear answer, because a person said so.
        case promoted

        /// Whether the next wave may begin.
        public var isGo: Bool { self == .passed || self == .promoted }
    }

    public var rowCount: Int { outcomes.values.reduce(0, +) }
}

extension Checkpoint {
    /// The waves of the run in their order: one without a name when all rows are sent together.
    public func waves() async throws -> [Wave] {
        try await read { database in
            var waves: [Int: Wave] = [:]
            for row in try GRDB.Row.fetchAll(database, sql: "SELECT * FROM waves") {
                waves[row["number"]] = Wave(row)
            }
            // Without waves all rows are of the first one, and none of them has to be looked at.
            let counts = try waves.count > 1 ? Self.countsByWave(database) : Self.counts(database)
            for count in counts {
                waves[count.wave, default: Wave(number: count.wave)].outcomes[count.outcome, default: 0] += count.rows
                if count.isOpen { waves[count.wave, default: Wave(number: count.wave)].openCount += count.rows }
            }
            return waves.values.sorted { $0.number < $1.number }
        }
    }

    /// Notes when the bake of a wave ends, unless that has been noted before.
    ///
    /// - Returns: when it ends.
    func noteBake(of wave: Wave, endsAt time: Double) async throws -> Double {
        try await write { database in
            try Self.insertIfMissing(wave, in: database)
            try database.execute(
                sql: "UPDATE waves SET bake_ends_at = coalesce(bake_ends_at, ?) WHERE number = ?",
                arguments: [time, wave.number]
            )
            let sql = "SELECT bake_ends_at FROM waves WHERE number = ?"
            return try Double.fetchOne(database, sql: sql, arguments: [wave.number]) ?? time
        }
    }

    func noteVerdict(of wave: Wave, _ verdict: Wave.Verdict, report: String?) async throws {
        try await write { database in
            try Self.insertIfMissing(wave, in: database)
            try database.execute(
                sql: "UPDATE waves SET verdict = ?, report = ? WHERE number = ?",
                arguments: [verdict.rawValue, report, wave.number]
            )
        }
    }

    /// A run without waves has none in its file until there is something to note.
    private static func insertIfMissing(_ wave: Wave, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO waves (number, name) VALUES (?, ?)",
            arguments: [wave.number, wave.name]
        )
    }
}

extension Wave {
    fileprivate init(number: Int) {
        self.init(number: number, name: "", outcomes: [:], openCount: 0)
    }

    fileprivate init(_ row: GRDB.Row) {
        self.init(
            number: row["number"],
            name: row["name"],
            outcomes: [:],
            openCount: 0,
            bakeEndsAt: row["bake_ends_at"],
            verdict: (row["verdict"] as String?).flatMap(Verdict.init(rawValue:)),
            report: row["report"]
        )
    }
}
