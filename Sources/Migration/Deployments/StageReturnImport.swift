import Foundation
import GRDB

/// Puts the stages that a run has deployed to into the checkpoint of its rollback, each with what it served before.
struct StageReturnImport {
    private let source: Checkpoint
    private let database: Database

    private struct Key: Hashable {
        var profile: String
        var role: String
        var region: String
        var account: String?
        var apiID: String
        var stage: String

        init(_ row: GRDB.Row) {
            profile = row["profile"]
            role = row["role_arn"]
            region = row["region"]
            account = row["account_id"]
            apiID = row["api_id"]
            stage = row["stage"]
        }
    }

    /// Where a stage is to go, and from where.
    private struct Way {
        var target: String?
        var ours: Set<String> = []
        var descriptions: Set<String> = []
    }

    init(from source: Checkpoint, into database: Database) {
        self.source = source
        self.database = database
    }

    /// - Parameter isRollback: the run is one itself: then the way back leads to the deployment that it has replaced.
    /// - Returns: how many stages there are.
    func run(isRollback: Bool) throws -> Int {
        let ways = try source.database.read { source in
            try isRollback ? Self.waysForth(source) : Self.waysBack(source)
        }
        for (key, way) in ways { try insert(key, way) }
        return ways.count
    }

    private static let place = """
        groups.profile, groups.role_arn, groups.region, groups.account_id, lanes.api_id
        """

    private static func waysBack(_ source: Database) throws -> [Key: Way] {
        let sql = """
            SELECT \(place), stage, former_id, deployment_id, description FROM deployments
                JOIN lanes ON lanes.id = deployments.lane_id JOIN groups ON groups.id = lanes.group_id
                LEFT JOIN stages ON stages.lane_id = deployments.lane_id AND stages.name = deployments.stage
            WHERE state IN ('intended', 'pending', 'deployed')
            """
        var ways: [Key: Way] = [:]
        for row in try GRDB.Row.fetchAll(source, sql: sql) {
            let key = Key(row)
            ways[key, default: Way(target: row["former_id"])].target = row["former_id"]
            if let id = row["deployment_id"] as String? {
                ways[key]?.ours.insert(id)
            } else if let description = row["description"] as String? {
                ways[key]?.descriptions.insert(description)
            }
        }
        return ways
    }

    private static func waysForth(_ source: Database) throws -> [Key: Way] {
        let sql = """
            SELECT \(place), name AS stage, target_id, found_id FROM stage_returns
                JOIN lanes ON lanes.id = lane_id JOIN groups ON groups.id = lanes.group_id
            WHERE state = '\(StageReturn.State.back.rawValue)' AND found_id IS NOT NULL AND found_id <> target_id
            """
        let rows = try GRDB.Row.fetchAll(source, sql: sql)
        return Dictionary(
            rows.map { row in (Key(row), Way(target: row["found_id"], ours: [row["target_id"]])) }
        ) { first, _ in first }
    }

    private func insert(_ key: Key, _ way: Way) throws {
        // All rows of an API may have turned out to need no way back.
        try database.execute(
            sql: "INSERT OR IGNORE INTO groups (profile, role_arn, region, account_id) VALUES (?, ?, ?, ?)",
            arguments: [key.profile, key.role, key.region, key.account]
        )
        let group = "SELECT id FROM groups WHERE profile = ? AND role_arn = ? AND region = ?"
        try database.execute(
            sql: "INSERT OR IGNORE INTO lanes (group_id, api_id) VALUES ((\(group)), ?)",
            arguments: [key.profile, key.role, key.region, key.apiID]
        )
        try database.execute(
            sql: """
                INSERT INTO stage_returns (lane_id, name, target_id, ours, descriptions, state)
                VALUES ((SELECT id FROM lanes WHERE group_id = (\(group)) AND api_id = ?), ?, ?, ?, ?, ?)
                """,
            arguments: [
                key.profile, key.role, key.region, key.apiID, key.stage, way.target, StageReturn.text(way.ours),
                StageReturn.text(way.descriptions), StageReturn.State.waiting.rawValue,
            ]
        )
    }
}
