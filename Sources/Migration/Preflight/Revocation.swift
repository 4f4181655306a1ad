import APIGatewayV2
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
        /// An integration of the API, which the run did not change, calls the function too.
        case inUse(integrationID: String)
        case failed(String)
    }

    /// A permission and what became of it.
    public struct Entry: Sendable, Equatable {
        public var grant: Grant
        public var ending: Ending

        public init(grant: Grant, ending: Ending) {
            self.grant = grant
            self.ending = ending
        }
    }

    let origin: Checkpoint
    let rollback: Checkpoint
    let connector: any Connector
    let gate: RequestGate
    let rate: Double?
    let clients: FunctionClients

    /// APIs whose permissions are taken back at the same time; Lambda's quota is lower.
    private static let width = 16

    /// - Parameters:
    ///   - origin: the run that gave the permissions.
    ///   - rollback: the run that puts its rows back.
    ///   - rate: requests/s of an account and region to API Gateway; nil: unlimited.
    ///   - foreignCredentials: for functions of other accounts; nil: those of the rows.
    public init(
        origin: Checkpoint,
        rollback: Checkpoint,
        connector: any Connector,
        gate: RequestGate,
        rate: Double?,
        foreignCredentials: CredentialSet?
    ) {
        self.origin = origin
        self.rollback = rollback
        self.connector = connector
        self.gate = gate
        self.rate = rate
        clients = FunctionClients(connector: connector, gate: gate, foreignCredentials: foreignCredentials)
    }

    /// - Returns: every permission that the run gave and that had not been taken back, in the order of functions and APIs.
    /// - Throws: `CheckpointError`.
    public func run() async throws -> [Entry] {
        let groups = Dictionary(try await origin.groups().map { ($0.id, $0) }) { first, _ in first }
        let unsettled = try await rollback.unsettledAPIs()
        let grants = try await origin.standingGrants()
        var quotas: [MigrationGroup.ID: RequestGate.Group] = [:]
        for group in groups.values {
            // The rollback has just spent what the quota gives at once.
            quotas[group.id] = gate.makeGroup(rate: rate, burst: 1)
        }
        var waiting = Dictionary(grouping: grants, by: \.laneID).sorted { $0.key < $1.key }.makeIterator()
        let entries = try await withThrowingTaskGroup(of: [Entry].self) { [quotas] tasks in
            func start() {
                guard let (_, grants) = waiting.next(), let first = grants.first, let group = groups[first.groupID],
                    let quota = quotas[first.groupID]
                else { return }
                let isSettled = !unsettled.contains(UnsettledAPI(group: group, apiID: first.apiID))
                tasks.addTask { try await end(grants, of: group, quota, isSettled: isSettled) }
            }
            for _ in 0..<Self.width { start() }
            var entries: [Entry] = []
            while let ended = try await tasks.next() {
                entries += ended
                start()
            }
            return entries
        }
        return entries.sorted { ($0.grant.function, $0.grant.laneID) < ($1.grant.function, $1.grant.laneID) }
    }

    /// Takes back the permissions of one API.
    private func end(
        _ grants: [Grant],
        of group: MigrationGroup,
        _ quota: RequestGate.Group,
        isSettled: Bool
    ) async throws -> [Entry] {
        guard isSettled, let apiID = grants.first?.apiID else { return grants.map { Entry(grant: $0, ending: .kept) } }
        let integrations: [Integration]
        do {
            let client = try connector.client(for: .apiGatewayV2, group, throttledBy: quota)
            let found = try await APIGateway(client: client).integrations(apiID: apiID)
            integrations = found.values.sorted { $0.id < $1.id }
        } catch let error as AWSError where error.code == "NotFoundException" {
            // An API that is gone calls nothing.
            integrations = []
        } catch {
            let reason = "who else calls the function is not known: \(error)"
            return grants.map { Entry(grant: $0, ending: .failed(reason)) }
        }
        var entries: [Entry] = []
        for grant in grants {
            guard let function = FunctionARN(grant.function) else { continue }
            if let user = integrations.first(where: { $0.mayCall(function) }) {
                entries.append(Entry(grant: grant, ending: .inUse(integrationID: user.id)))
                continue
            }
            do {
                // One that is gone already is as good as taken back.
                _ = try await clients.service(for: function, of: group).remove(grant.statementID, from: function)
                try await origin.markRevoked(grant)
                entries.append(Entry(grant: grant, ending: .revoked))
            } catch let error as CheckpointError {
                throw error
            } catch {
                entries.append(Entry(grant: grant, ending: .failed("\(error)")))
            }
        }
        return entries
    }
}

extension Integration {
    /// Whether it calls the function by the function's policy, in some stage.
    fileprivate func mayCall(_ function: FunctionARN) -> Bool {
        guard role == nil, case .string(let text) = values[.integrationURI], let called = LambdaURI(text)?.function
        else {
            return false
        }
        let pattern = called.description.replacing(/\$\{[^}]*\}/, with: "*")
        return Glob(pattern).match(function.description) != nil
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
