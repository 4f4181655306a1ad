import GRDB

/// How fast rows have ended lately.
public struct RunPace: Sendable {
    public var rowsPerSecond = 0.0

    public init() {}
}

extension Checkpoint {
    /// Seconds that count as lately: long enough to span a backoff.
    private static let paceWindow = 30.0

    public func pace(now: Double) async throws -> RunPace {
        try await read { database in
            let sql = "SELECT count(*) AS count, min(ended_at) AS first FROM outcomes WHERE ended_at > ?"
            let row = try GRDB.Row.fetchOne(database, sql: sql, arguments: [now - Self.paceWindow])
            var pace = RunPace()
            if let first = row?["first"] as Double?, let count = row?["count"] as Int?, now > first {
                pace.rowsPerSecond = Double(count) / (now - first)
            }
            return pace
        }
    }
}
