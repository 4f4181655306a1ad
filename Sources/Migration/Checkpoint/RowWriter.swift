import APIGatewayV2
import GRDB

/// Puts the rows of a manifest into a new checkpoint.
struct RowWriter {
    private let database: Database
    private let profile: String?
    private let region: CheckpointImport.RegionResolver
    private let profileCheck: CheckpointImport.ProfileCheck
    /// The profiles that rows name, and whether each can be used.
    private var profiles: [String: Bool] = [:]
    private let insertion: RowInsertion
    private let findRow: Statement
    private let insertLane: DirectStatement
    private var lanes: [LaneKey: Int64] = [:]
    private var groups: [GroupKey: Group] = [:]
    // Most rows are in the group and the lane of the row before.
    private var lastGroup: (key: GroupKey, group: Group)?
    private var lastLane: (key: LaneKey, id: Int64)?
    private(set) var hasAccountGuard = false
    /// The first row that cannot be done without reading the live state.
    private(set) var lineNeedingRead: Int?

    private struct GroupKey: Hashable {
        var profile: String
        var roleARN: String
        var region: String?
    }

    private struct LaneKey: Hashable {
        var group: Int64
        var apiID: String
    }

    private struct Group {
        var id: Int64
        var needsProtocol: Bool
        var hasAccountGuard: Bool

        func covers(_ needsProtocol: Bool, _ hasGuard: Bool) -> Bool {
            (self.needsProtocol || !needsProtocol) && (hasAccountGuard || !hasGuard)
        }
    }

    /// Past this many the ids are looked up again: memory must not grow with the manifest.
    private static let cachedIDs = 10_000

    /// - Parameters:
    ///   - profile: of rows that name none.
    ///   - keepsRecords: whether the rows are to be read again; without, they are only compared with each other.
    init(
        _ database: Database,
        profile: String?,
        region: @escaping CheckpointImport.RegionResolver,
        profileCheck: @escaping CheckpointImport.ProfileCheck = { _ in },
        keepsRecords: Bool = true
    ) throws {
        self.database = database
        self.profile = profile
        self.region = region
        self.profileCheck = profileCheck
        insertion = try RowInsertion(database, keepsRecords: keepsRecords)
        findRow = try database.cachedStatement(
            sql: "SELECT line FROM manifest_rows WHERE lane_id = ? AND integration_id = ?"
        )
        insertLane = try DirectStatement(database, sql: "INSERT OR IGNORE INTO lanes (group_id, api_id) VALUES (?, ?)")
    }

    /// Returns the problem when an earlier row has the same target, or this is the first one that names a profile that there
    /// is not. Later ones of that profile are left out without a word.
    mutating func write(_ row: Row, raw: [UInt8], wave: Int = 1) throws -> ManifestProblem? {
        if let name = row.target.profile {
            guard let isUsable = profiles[name] else {
                if let problem = checkProfile(name, line: row.line) { return problem }
                return try write(row, raw: raw, wave: wave)
            }
            if !isUsable { return nil }
        }
        let group = try group(of: row)
        let lane = try lane(of: row.target.apiID, in: group)
        if row.accountID != nil { hasAccountGuard = true }
        if lineNeedingRead == nil, row.needsRead { lineNeedingRead = row.line }
        if try insertion.insert(row, raw: raw, lane: lane, wave: wave) { return nil }
        let earlier = try Int.fetchOne(findRow, arguments: [lane, row.target.integrationID]) ?? 0
        return ManifestProblem(
            .duplicateTarget,
            line: row.line,
            column: "integration_id",
            value: row.target.integrationID,
            message: "is the target of line \(earlier) already; allowed: each integration once"
        )
    }

    private mutating func checkProfile(_ name: String, line: Int) -> ManifestProblem? {
        if profiles.count >= Self.cachedIDs { profiles.removeAll() }
        do {
            try profileCheck(name)
            profiles[name] = true
            return nil
        } catch {
            profiles[name] = false
            return ManifestProblem(.invalidValue, line: line, column: "profile", message: "\(error)")
        }
    }

    private mutating func group(of row: Row) throws -> Int64 {
        // Named by its row or for all of them, a profile is one group: its rows share a quota and its APIs one lane each.
        let profile = row.target.profile ?? profile
        let key = GroupKey(
            profile: profile ?? "",
            roleARN: row.target.roleARN ?? "",
            region: row.target.region
        )
        let needsProtocol = row.update.dependsOnProtocol
        let hasGuard = row.accountID != nil
        if let last = lastGroup, last.key == key, last.group.covers(needsProtocol, hasGuard) { return last.group.id }
        if let known = groups[key], known.covers(needsProtocol, hasGuard) {
            lastGroup = (key, known)
            return known.id
        }
        let region = try row.target.region ?? self.region(profile)
        try database.execute(
            sql: """
                INSERT INTO groups (profile, role_arn, region, account_id, needs_protocol, has_account_guard)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (profile, role_arn, region) DO UPDATE SET
                    needs_protocol = max(needs_protocol, excluded.needs_protocol),
                    has_account_guard = max(has_account_guard, excluded.has_account_guard)
                """,
            arguments: [
                key.profile, key.roleARN, region, RoleARN.accountID(of: key.roleARN), needsProtocol, hasGuard,
            ]
        )
        let sql = """
            SELECT id, needs_protocol, has_account_guard FROM groups
            WHERE profile = ? AND role_arn = ? AND region = ?
            """
        let arguments: StatementArguments = [key.profile, key.roleARN, region]
        guard let found = try GRDB.Row.fetchOne(database, sql: sql, arguments: arguments) else { return 0 }
        if groups.count >= Self.cachedIDs { groups.removeAll() }
        let group = Group(
            id: found["id"],
            needsProtocol: found["needs_protocol"],
            hasAccountGuard: found["has_account_guard"]
        )
        groups[key] = group
        lastGroup = (key, group)
        return group.id
    }

    private mutating func lane(of apiID: String, in group: Int64) throws -> Int64 {
        let key = LaneKey(group: group, apiID: apiID)
        if let last = lastLane, last.key == key { return last.id }
        let id = try lanes[key] ?? addLane(key)
        lastLane = (key, id)
        return id
    }

    private mutating func addLane(_ key: LaneKey) throws -> Int64 {
        try insertLane.bind(key.group, at: 1)
        try insertLane.bind(key.apiID, at: 2)
        let id: Int64
        if try insertLane.run() == 1 {
            id = database.lastInsertedRowID
        } else {
            let find = try database.cachedStatement(sql: "SELECT id FROM lanes WHERE group_id = ? AND api_id = ?")
            id = try Int64.fetchOne(find, arguments: [key.group, key.apiID]) ?? 0
        }
        if lanes.count >= Self.cachedIDs { lanes.removeAll() }
        lanes[key] = id
        return id
    }
}

extension Row {
    /// An expectation is held against the live value, and a map is cleared by naming its live keys.
    fileprivate var needsRead: Bool {
        !expectations.isEmpty || update.changes.contains { $0.value == .clear && $0.key.isMap && $0.key != .tlsConfig }
    }
}
