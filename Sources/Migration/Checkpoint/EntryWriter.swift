import APIGatewayV2
import GRDB
import Records

/// Writes what the `Recorder` was given, within one transaction.
struct EntryWriter {
    private let database: Database
    private let lease: DirectStatement
    private let leaseBatch: DirectStatement
    private let image: DirectStatement
    private let end: DirectStatement
    private let close: DirectStatement

    init(_ database: Database) throws {
        self.database = database
        lease = try DirectStatement(database, sql: Self.leaseSQL)
        leaseBatch = try DirectStatement(database, sql: Self.leaseBatchSQL)
        image = try DirectStatement(database, sql: Self.imageSQL)
        end = try DirectStatement(database, sql: Self.endSQL)
        close = try DirectStatement(database, sql: Self.closeSQL)
    }

    private static let leaseSQL = "UPDATE manifest_rows SET is_leased = 1 WHERE row = ?"

    private static let leaseBatchSQL = """
        UPDATE manifest_rows SET is_leased = 1
        WHERE lane_id = ? AND row <= ? AND NOT is_closed AND NOT is_leased AND wave = coalesce(?, wave)
        """

    /// An earlier lease's before image stays: it is what a rollback must restore.
    private static let imageSQL = "INSERT OR IGNORE INTO before_images (row, image) VALUES (?, ?)"

    /// A lease that nothing came of leaves no image.
    private static let release = [
        "DELETE FROM before_images WHERE row = ?1 AND EXISTS (SELECT 1 FROM manifest_rows WHERE row = ?1 AND is_leased)",
        "UPDATE manifest_rows SET is_leased = 0 WHERE row = ?1 AND is_leased",
    ]

    /// Takes rows that have ended out of the index of open rows, those of a batch together: they lie side by side.
    private static let closeSQL = """
        UPDATE manifest_rows SET is_closed = 1
        WHERE lane_id = ? AND row <= ? AND NOT is_closed
            AND EXISTS (SELECT 1 FROM outcomes WHERE outcomes.row = manifest_rows.row AND is_final)
        """

    private static let endSQL = """
        INSERT OR REPLACE INTO outcomes (row, is_final, outcome, http_status, error_code, error_message, error_kind,
            request_id, attempts, started_at, ended_at, before, after, after_image)
        VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    func write(_ entry: Recorder.Entry) throws {
        switch entry {
        case .lease(let row, let beforeImage): try write(beforeImage, ofLeased: row)
        case .leaseBatch(let lane, let wave, let lastRow): try leaseBatch.execute(lane, lastRow, wave)
        case .release(let rows):
            for row in rows { for sql in Self.release { try execute(sql, [row]) } }
        case .close(let lane, let lastRow): try close.execute(lane, lastRow)
        case .park(let group, let parking): try note(parking, of: group)
        case .unpark(let group): try note(nil, of: group)
        case .end(let row, let end): try write(end, of: row)
        case .plan(let entry): try Checkpoint.write(entry, to: database)
        }
    }

    private func write(_ before: Integration?, ofLeased row: Int) throws {
        try lease.execute(row)
        guard let before else { return }
        try image.bind(row, at: 1)
        try image.run(with: JSONWriter().bytes(before.json), as: .text, at: 2)
    }

    private func write(_ ending: RowEnd, of row: Int) throws {
        try end.bind(row, at: 1)
        try end.bind(ending.outcome.rawValue, at: 2)
        try end.bind(ending.httpStatus, at: 3)
        try end.bind(ending.error?.code, at: 4)
        try end.bind(ending.error?.message, at: 5)
        try end.bind(ending.error?.kind, at: 6)
        try end.bind(ending.requestID, at: 7)
        try end.bind(ending.attempts, at: 8)
        try end.bind(ending.startedAt, at: 9)
        try end.bind(ending.endedAt, at: 10)
        try end.bind(ending.before, at: 11)
        try end.bind(ending.after, at: 12)
        if let image = ending.afterImage {
            try end.run(with: image, as: .text, at: 13)
        } else {
            try end.bind(String?.none, at: 13)
            try end.run()
        }
    }

    private func note(_ parking: Parking?, of group: MigrationGroup.ID) throws {
        let sql = "UPDATE groups SET parked_code = ?, parked_reason = ? WHERE id = ?"
        try execute(sql, [parking?.code, parking?.reason, group])
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
