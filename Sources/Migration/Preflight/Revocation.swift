import AWSCore
import GRDB
import Lambda
public import Pacing

/// Takes back the permissions that a run gave, once its rows have been put back: `rollback --revoke`.
///
/// Only what the run gave itself is taken back, and only of APIs whose rows are all back: another one may call the function.
public struct Revocation: Sendable {
    /// What became of one permission.
    public enum Ending: Sendable, Equatable {
        case revoked
        /// Not all rows of the API are back.
        case kept
        case failed(String)
    }

    /// A permission and what became of it.
    public struct Entry: Sendable, Equatable {
        public var grant: Grant
        public var ending: Ending
    }

    let origin: Checkpoint
    let rollback: Checkpoint
    let clients: FunctionClients

    /// - Parameters:
    ///   - origin: the run that gave the permissions.
    ///   - rollback: the run that puts its rows back.
    ///   - foreignCredentials: for functions of other accounts; nil: those of the rows.
    public init(
        origin: Checkpoint,
        rollback: Checkpoint,
        connector: any Connector,
        gate: RequestGate,
        foreignCredentials: CredentialSet?
    ) {
        self.origin = origin
        self.rollback = rollback
        clients = FunctionClients(connector: connector, gate: gate, foreignCredentials: foreignCredentials)
    }

    /// - Returns: every permission that the run gave and that had not been taken back.
    /// - Throws: `CheckpointError`.
    public func run() async throws -> [Entry] {
        let groups = Dictionary(try await origin.groups().map { ($0.id, $0) }) { first, _ in first }
        let unsettled = try await rollback.unsettledAPIs()
        var endings: [Entry] = []
        for grant in try await origin.standingGrants() {
            guard let group = groups[grant.groupID], let function = FunctionARN(grant.function) else { continue }
            if unsettled.contains(UnsettledAPI(group: group, apiID: grant.apiID)) {
                endings.append(Entry(grant: grant, ending: .kept))
                continue
            }
            do {
                // One that is gone already is as good as taken back.
                _ = try await clients.service(for: function, of: group).remove(grant.statementID, from: function)
                try await origin.markRevoked(grant)
                endings.append(Entry(grant: grant, ending: .revoked))
            } catch let error as CheckpointError {
                throw error
            } catch {
                endings.append(Entry(grant: grant, ending: .failed("\(error)")))
            }
        }
        return endings
    }
}

/// A permission that a run has given, or meant to give when it was killed.
public struct Grant: Sendable, Equatable {
    public var apiID: String
    public var function: String
    public var statementID: String
    var groupID: MigrationGroup.ID
    var laneID: Int64
}

/// An API with rows that are not back.
struct UnsettledAPI: Hashable {
    var credentials: CredentialSet
    var region: String
    var apiID: String

    init(group: MigrationGroup, apiID: String) {
        (credentials, region, self.apiID) = (group.credentials, group.region, apiID)
    }
}

extension Checkpoint {
    /// The permissions that the run gave and that were not taken back.
    public func standingGrants() async throws -> [Grant] {
        try await read { database in
            guard try database.tableExists("grants") else { return [] }
            let sql = """
                SELECT api_id, function, statement_id, group_id, lane_id FROM grants
                JOIN lanes ON lanes.id = lane_id WHERE state <> ? ORDER BY function, lane_id
                """
            return try GRDB.Row.fetchAll(database, sql: sql, arguments: [GrantState.revoked.rawValue]).map { row in
                Grant(apiID: row[0], function: row[1], statementID: row[2], groupID: row[3], laneID: row[4])
            }
        }
    }

    /// The groups whose rows call functions that the run gave permissions for.
    public func groupsWithGrants() async throws -> [MigrationGroup] {
        let ids = Set(try await standingGrants().map(\.groupID))
        return try await groups().filter { ids.contains($0.id) }
    }

    func markRevoked(_ grant: Grant) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE grants SET state = ? WHERE lane_id = ? AND function = ?",
                arguments: [GrantState.revoked.rawValue, grant.laneID, grant.function]
            )
        }
    }

    /// The APIs with rows that have not ended, or not with the values that they are to have.
    func unsettledAPIs() async throws -> Set<UnsettledAPI> {
        let groups = Dictionary(try await groups().map { ($0.id, $0) }) { first, _ in first }
        let rows = try await read { database in
            let sql = """
                SELECT DISTINCT group_id, api_id FROM rows JOIN lanes ON lanes.id = lane_id
                WHERE outcome IS NULL OR outcome NOT IN (?, ?)
                """
            let arguments: StatementArguments = [Outcome.updated.rawValue, Outcome.unchanged.rawValue]
            return try GRDB.Row.fetchAll(database, sql: sql, arguments: arguments).map { row -> (Int64, String) in
                (row[0], row[1])
            }
        }
        return Set(rows.compactMap { group, apiID in groups[group].map { UnsettledAPI(group: $0, apiID: apiID) } })
    }
}
