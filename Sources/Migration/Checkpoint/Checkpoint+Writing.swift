import APIGatewayV2
import GRDB
import Records

extension Checkpoint {
    /// Rows of one lane that are leased at once, at most.
    static let batchSize = 128

    static func openLanesQuery(wave: Int? = nil) -> String {
        """
        SELECT id, api_id FROM lanes WHERE group_id = ? AND id > ?
            AND EXISTS (SELECT 1 FROM rows WHERE lane_id = lanes.id AND state < 2\(wave.map { " AND wave = \($0)" } ?? ""))
        ORDER BY id LIMIT ?
        """
    }

    /// The next lanes of a group that have work left, after the lane `after`.
    ///
    /// - Parameter wave: `nil`: work of any wave.
    func openLanes(
        in group: MigrationGroup.ID,
        wave: Int? = nil,
        after: Int64,
        limit: Int
    ) async throws -> [Lane] {
        try await read { database in
            let statement = try database.cachedStatement(sql: Self.openLanesQuery(wave: wave))
            return try GRDB.Row.fetchAll(statement, arguments: [group, after, limit]).map {
                Lane(id: $0["id"], apiID: $0["api_id"])
            }
        }
    }

    /// The first rows of a lane that have not ended, in the order of the manifest, behind row `after`.
    ///
    /// - Parameter wave: `nil`: the rows of all waves.
    func openRows(of lane: Lane, in wave: Int? = nil, after: Int, of run: RunInfo) async throws -> [LaneRow] {
        let ofWave = wave.map { "AND wave = \($0)" } ?? ""
        let sql = """
            SELECT row, line, record, state, before_image, planned_outcome, planned_values FROM rows
            WHERE lane_id = ? \(ofWave) AND row > ? AND state < 2 ORDER BY row LIMIT \(Self.batchSize)
            """
        let hasPlan = run.plan != nil
        return try await read { database in
            let statement = try database.cachedStatement(sql: sql)
            let rows = try GRDB.Row.fetchCursor(statement, arguments: [lane.id, after])
            var found: [LaneRow] = []
            // By index: looking a column up by its name costs more than reading it.
            while let row = try rows.next() {
                let raw = try row.withUnsafeData(atIndex: 2) { $0.map { [UInt8]($0) } ?? [] }
                let before = try (row[4] as String?).map { try Integration(json: try JSONValue(parsing: $0)) }
                found.append(
                    LaneRow(
                        row: try run.row(number: row[0], line: row[1], record: raw),
                        isAmbiguous: row[3] == RowState.leased.rawValue || before != nil,
                        beforeImage: before,
                        planned: hasPlan ? PlannedRow(outcome: Outcome(column: row[5]), values: row[6]) : nil
                    )
                )
            }
            return found
        }
    }

    /// Opens the rows that failed or drifted, so that they are tried again. The before image of a row whose request, of any
    /// session, may have been processed stays: it is what a rollback must restore.
    public func reopenFailedRows() async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE rows SET state = 0, outcome = NULL, http_status = NULL, error_code = NULL, error_message = NULL,
                        error_kind = NULL, request_id = NULL, attempts = NULL, started_at = NULL, ended_at = NULL,
                        before = NULL, after = NULL, after_image = NULL, before_image = CASE
                            WHEN attempts = 0 OR coalesce(http_status, 500) NOT BETWEEN 300 AND 499 THEN before_image
                        END
                    WHERE state = 2 AND outcome IN \(Outcome.sqlNeedingAttention)
                    """
            )
        }
    }

    func write(_ entries: [Recorder.Entry]) async throws {
        try await write { database in
            for entry in entries { try Self.write(entry, to: database) }
        }
    }

    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        guard let writer else {
            throw CheckpointError(.unusable, path: path, problem: "was opened for reading")
        }
        return try await Self.reporting(path) { try await writer.write(body) }
    }

    private static func text(_ image: Integration) -> String { JSONWriter().string(image.json) }

    private static func note(_ parking: Parking?, of group: MigrationGroup.ID, in database: Database) throws {
        let sql = "UPDATE groups SET parked_code = ?, parked_reason = ? WHERE id = ?"
        try database.cachedStatement(sql: sql).execute(arguments: [parking?.code, parking?.reason, group])
    }

    private static let release = "UPDATE rows SET state = 0, before_image = NULL WHERE row = ? AND state = 1"

    private static func write(_ entry: Recorder.Entry, to database: Database) throws {
        switch entry {
        case .lease(let row, let beforeImage):
            // An earlier lease's before image stays: it is what a rollback must restore.
            let sql = "UPDATE rows SET state = 1, before_image = coalesce(before_image, ?) WHERE row = ?"
            try database.cachedStatement(sql: sql).execute(arguments: [beforeImage.map(Self.text), row])
        case .leaseBatch(let lane, let lastRow):
            let sql = "UPDATE rows SET state = 1 WHERE lane_id = ? AND row <= ? AND state = 0"
            try database.cachedStatement(sql: sql).execute(arguments: [lane, lastRow])
        case .release(let rows):
            let statement = try database.cachedStatement(sql: Self.release)
            for row in rows { try statement.execute(arguments: [row]) }
        case .park(let group, let parking): try Self.note(parking, of: group, in: database)
        case .unpark(let group): try Self.note(nil, of: group, in: database)
        case .end(let row, let end):
            let sql = """
                UPDATE rows SET state = 2, outcome = ?, http_status = ?, error_code = ?, error_message = ?, error_kind = ?,
                    request_id = ?, attempts = ?, started_at = ?, ended_at = ?, before = ?, after = ?, after_image = ?
                WHERE row = ?
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                end.outcome.rawValue, end.httpStatus, end.error?.code, end.error?.message, end.error?.kind,
                end.requestID, end.attempts, end.startedAt, end.endedAt, end.before, end.after,
                end.afterImage.map(Self.text), row,
            ])
        case .plan(let entry): try Self.write(entry, to: database)
        }
    }
}
