import GRDB

/// A row whose integration an earlier row reaches too, through other credentials of the same account.
public struct SharedTarget: Sendable, Equatable {
    /// In the manifest.
    public var line: Int
    public var earlierLine: Int
    public var accountID: String
    var integrationID: String

    var problem: ManifestProblem {
        ManifestProblem(
            .duplicateTarget,
            line: line,
            column: "integration_id",
            value: integrationID,
            message: "is the target of line \(earlierLine) already, both reach account \(accountID); "
                + "allowed: each integration once"
        )
    }

    /// Calls `body` with each such row, place by place in the order of the manifest. Costs a look at the groups when no two
    /// of them share an account and region.
    ///
    /// - Parameter accounts: by the id of the group, what the file does not say yet.
    static func forEach(
        in database: Database,
        accounts: [Int64: String] = [:],
        _ body: (SharedTarget) throws -> Void
    ) throws {
        var places: [Place: [Int64]] = [:]
        for row in try GRDB.Row.fetchAll(database, sql: "SELECT id, account_id, region FROM groups ORDER BY id") {
            guard let account = accounts[row["id"]] ?? row["account_id"] else { continue }
            places[Place(accountID: account, region: row["region"]), default: []].append(row["id"])
        }
        for (place, groups) in places.filter({ $0.value.count > 1 }).sorted(by: { $0.value[0] < $1.value[0] }) {
            let found = try GRDB.Row.fetchCursor(database, sql: query(groups))
            while let row = try found.next() {
                try body(
                    SharedTarget(
                        line: row["line"],
                        earlierLine: row["earlier_line"],
                        accountID: place.accountID,
                        integrationID: row["integration_id"]
                    )
                )
            }
        }
    }

    private struct Place: Hashable {
        var accountID: String
        var region: String
    }

    /// With min() SQLite takes the other columns from the row that has the minimum: the first that names the integration.
    /// The order of the joins is the one that goes by the indices of lanes and rows.
    private static func query(_ groups: [Int64]) -> String {
        let ids = groups.map(String.init).joined(separator: ", ")
        return """
            SELECT later.line, later.integration_id, min(earlier.row), earlier.line AS earlier_line
            FROM lanes
            CROSS JOIN lanes AS others ON others.group_id IN (\(ids)) AND others.api_id = lanes.api_id
                AND others.id <> lanes.id
            CROSS JOIN manifest_rows AS later ON later.lane_id = lanes.id
            CROSS JOIN manifest_rows AS earlier ON earlier.lane_id = others.id AND earlier.integration_id = later.integration_id
                AND earlier.row < later.row
            WHERE lanes.group_id IN (\(ids))
            GROUP BY later.row ORDER BY later.row
            """
    }
}

extension SharedTarget: CustomStringConvertible {
    /// To follow the name of the manifest and a colon.
    public var description: String {
        "\(line): the same integration as line \(earlierLine): both reach account \(accountID)"
    }
}

extension Checkpoint {
    /// Shown of a manifest that names integrations twice.
    private static let shownSharedTargets = 20

    /// Whether rows of different groups name one integration by its ids: it is the same one if their accounts turn out to be.
    public func mayShareTargets(_ groups: [MigrationGroup]) async throws -> Bool {
        let alike = groups.map { group in
            var group = group
            group.accountID = "any"
            return group
        }
        return try await sharedTargets(of: alike).count > 0
    }

    /// Rows that reach the integration of an earlier row, whether or not either has ended: the first few, and how many.
    ///
    /// - Parameter groups: those whose accounts have become known; of the others counts what the file says.
    public func sharedTargets(of groups: [MigrationGroup]) async throws -> (first: [SharedTarget], count: Int) {
        let known = groups.compactMap { group in group.accountID.map { (group.id, $0) } }
        let accounts = Dictionary(known) { first, _ in first }
        return try await read { database in
            var first: [SharedTarget] = []
            var count = 0
            try SharedTarget.forEach(in: database, accounts: accounts) { target in
                count += 1
                if first.count < Self.shownSharedTargets { first.append(target) }
            }
            return (first, count)
        }
    }
}
