import APIGatewayV2
import GRDB
import Records

extension Checkpoint {
    /// Rows of one lane that are leased at once, at most.
    static let batchSize = 128

    /// The rows of a lane with few of them are read together with the lane.
    static let fewRows = 4

    static func openLanesQuery(wave: Int? = nil) -> String {
        let isOpen = OutcomeSchema.isOpen + (wave.map { " AND wave = \($0)" } ?? "")
        return """
            SELECT id, api_id,
                (SELECT count(*) FROM (SELECT 1 FROM manifest_rows WHERE lane_id = lanes.id AND \(isOpen) LIMIT \(fewRows + 1)))
            FROM lanes WHERE group_id = ? AND id > ?
                AND EXISTS (SELECT 1 FROM manifest_rows WHERE lane_id = lanes.id AND \(isOpen))
            ORDER BY id LIMIT ?
            """
    }

    /// The next lanes of a group that have work left, after the lane `after`.
    ///
    /// - Parameters:
    ///   - wave: `nil`: work of any wave.
    ///   - run: `nil`: no rows are read.
    func openLanes(
        in group: MigrationGroup.ID,
        wave: Int? = nil,
        after: Int64,
        limit: Int,
        of run: RunInfo? = nil
    ) async throws -> [Lane] {
        try await read { database in
            let statement = try database.cachedStatement(sql: Self.openLanesQuery(wave: wave))
            return try GRDB.Row.fetchAll(statement, arguments: [group, after, limit]).map { row in
                var lane = Lane(id: row[0], apiID: row[1])
                let count: Int = row[2]
                if let run, count <= Self.fewRows {
                    lane.rows = try Self.openRows(of: lane, in: wave, after: 0, of: run, database)
                }
                return lane
            }
        }
    }

    /// The first rows of a lane that have not ended, in the order of the manifest, behind row `after`.
    ///
    /// - Parameter wave: `nil`: the rows of all waves.
    func openRows(of lane: Lane, in wave: Int? = nil, after: Int, of run: RunInfo) async throws -> [LaneRow] {
        try await read { try Self.openRows(of: lane, in: wave, after: after, of: run, $0) }
    }

    private static func openRows(
        of lane: Lane,
        in wave: Int?,
        after: Int,
        of run: RunInfo,
        _ database: Database
    ) throws -> [LaneRow] {
        let sql = """
            SELECT row, line, record, is_leased, (SELECT image FROM before_images WHERE row = manifest_rows.row),
                planned_outcome, planned_values
            FROM manifest_rows WHERE lane_id = ? \(wave.map { "AND wave = \($0)" } ?? "") AND row > ? AND \(OutcomeSchema.isOpen)
            ORDER BY row LIMIT \(batchSize)
            """
        let hasPlan = run.plan != nil
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
                    isAmbiguous: row[3] || before != nil,
                    beforeImage: before,
                    planned: hasPlan ? PlannedRow(outcome: Outcome(column: row[5]), values: row[6]) : nil
                )
            )
        }
        return found
    }

    /// Opens the rows that failed or drifted, so that they are tried again. The before image of a row whose request, of any
    /// session, may have been processed stays: it is what a rollback must restore.
    public func reopenFailedRows() async throws {
        try await write { database in
            let isReopened = "is_final AND outcome IN \(Outcome.sqlNeedingAttention)"
            try database.execute(
                sql: """
                    UPDATE manifest_rows SET is_leased = 0, is_closed = 0 WHERE row IN (SELECT row FROM outcomes WHERE \(isReopened));
                    DELETE FROM before_images WHERE row IN (
                        SELECT row FROM outcomes WHERE \(isReopened)
                            AND (attempts = 0 OR coalesce(http_status, 500) NOT BETWEEN 300 AND 499) IS NOT TRUE
                    );
                    DELETE FROM outcomes WHERE \(isReopened);
                    """
            )
        }
    }

    func write(_ entries: [Recorder.Entry]) async throws {
        try await write { database in
            let writer = try EntryWriter(database)
            for entry in entries { try writer.write(entry) }
        }
    }

    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        guard let writer else {
            throw CheckpointError(.unusable, path: path, problem: "was opened for reading")
        }
        do {
            return try await Self.reporting(path) { try await writer.write(body) }
        } catch let error as CheckpointError where error.kind == .unusable {
            throw error.keepingLog()
        }
    }
}
