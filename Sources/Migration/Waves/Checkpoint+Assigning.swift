import Foundation
import GRDB

extension Checkpoint {
    /// Gives the rows of a run of which nothing was sent yet their waves: a run is planned before it is known how it will be
    /// sent.
    ///
    /// - Returns: what keeps it from that: the run has not kept the column, or rows have values that are none of the waves.
    public func assign(_ waves: WavePlan) async throws -> [ManifestProblem] {
        let run = try await info()
        if let column = waves.column, !run.schema.passthrough.contains(column) {
            let message = "the plan has not kept this column; plan again with --passthrough, then it can name waves"
            return [ManifestProblem(.invalidValue, line: 1, column: column, message: message)]
        }
        do {
            try await rewrite(waves, run)
            return []
        } catch let invalid as InvalidManifest {
            return invalid.problems
        }
    }

    /// - Throws: `InvalidManifest` for values that are none of the waves: then everything is as it was.
    private func rewrite(_ waves: WavePlan, _ run: RunInfo) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM waves")
            var unlisted = WavePlan.Unlisted()
            let update = try database.cachedStatement(sql: "UPDATE manifest_rows SET wave = ? WHERE row = ?")
            var last = 0
            while true {
                // A cursor must not be open on the table that is written.
                let rows = try GRDB.Row.fetchAll(
                    database,
                    sql: "SELECT row, line, record FROM manifest_rows WHERE row > ? ORDER BY row LIMIT 1000",
                    arguments: [last]
                )
                guard let end = rows.last else { break }
                last = end["row"]
                for stored in rows {
                    let row = try run.row(
                        number: stored["row"],
                        line: stored["line"],
                        record: [UInt8](stored["record"] as Data)
                    )
                    if let wave = waves.wave(of: row, run.schema) {
                        try update.execute(arguments: [wave, row.number])
                    } else {
                        unlisted.add(waves.value(of: row, run.schema), line: row.line)
                    }
                }
            }
            let problems = unlisted.problems(of: waves)
            if !problems.isEmpty { throw InvalidManifest(problems: problems) }
            try waves.fill(database, rowCount: run.rowCount)
        }
    }
}
