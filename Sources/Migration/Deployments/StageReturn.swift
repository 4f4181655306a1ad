import APIGatewayV2
import Foundation
import GRDB
import Records

/// A stage that a run has deployed to, and that its rollback points back to what it served before.
public struct StageReturn: Sendable, Equatable {
    public enum State: String, Sendable {
        /// Not looked at, or about to be pointed back.
        case waiting
        /// It serves what it served before the run.
        case back
        /// Somebody else has deployed to it since, or changed how it deploys: it is left alone.
        case drifted
        case failed
    }

    public var apiID: String
    public var credentials: CredentialSet
    public var accountID: String?
    public var region: String
    public var stage: String
    /// What it served before the run; `nil`: nothing.
    public var targetID: String?
    public var state: State
    /// What it served when it was last looked at, before it was pointed back.
    public var foundID: String?
    /// Why it is not back.
    public var problem: String?

    var laneID: Int64
    var groupID: MigrationGroup.ID
    /// The run's own deployments to it.
    var ours: Set<String>
    /// Those of which only the description is known: the run was killed before the answer came.
    var descriptions: Set<String>
}

extension StageReturn {
    /// What is to be done with a stage.
    enum Step: Equatable {
        case nothing
        case point(to: String)
        case leave(State, String)
    }

    /// - Parameters:
    ///   - live: the stage as it is now; `nil`: there is none of that name.
    ///   - ours: the run's own deployments to it.
    func step(live: StageFinding?, ours: Set<String>) -> Step {
        guard let live else { return .leave(.failed, "there is no such stage any more") }
        guard let targetID else {
            return .leave(.failed, "nothing was deployed to it before the run, so there is nothing to point it back to")
        }
        if live.deploysItself { return .leave(.drifted, "auto-deploy has been switched on since: it follows the rows") }
        if live.deploymentID == targetID { return .nothing }
        guard let found = live.deploymentID, ours.contains(found) else {
            let what = live.deploymentID.map { "deployment \($0), which is not the run's" } ?? "nothing"
            return .leave(.drifted, "somebody has deployed to it since: it serves \(what)")
        }
        return .point(to: targetID)
    }
}

extension StageReturn {
    /// All of a rollback, in the order of APIs.
    static func fetch(_ database: Database) throws -> [StageReturn] {
        let sql = """
            SELECT stage_returns.*, lanes.api_id, lanes.group_id, groups.profile, groups.role_arn, groups.account_id,
                groups.region
            FROM stage_returns JOIN lanes ON lanes.id = lane_id JOIN groups ON groups.id = lanes.group_id
            ORDER BY lane_id, name
            """
        return try GRDB.Row.fetchAll(database, sql: sql).map { row in
            let role: String = row["role_arn"]
            return StageReturn(
                apiID: row["api_id"],
                credentials: CredentialSet(profile: row["profile"], roleARN: role.isEmpty ? nil : role),
                accountID: row["account_id"],
                region: row["region"],
                stage: row["name"],
                targetID: row["target_id"],
                state: State(rawValue: row["state"]) ?? .waiting,
                foundID: row["found_id"],
                problem: row["message"],
                laneID: row["lane_id"],
                groupID: row["group_id"],
                ours: try texts(row["ours"]),
                descriptions: try texts(row["descriptions"])
            )
        }
    }

    static func text(_ texts: Set<String>) -> String {
        JSONWriter().string(.array(texts.sorted().map { .string($0) }))
    }

    private static func texts(_ json: String) throws -> Set<String> {
        guard case .array(let values) = try JSONValue(parsing: json) else { return [] }
        return Set(values.compactMap(\.string))
    }
}

extension Checkpoint {
    func stageReturns() async throws -> [StageReturn] { try await read { try StageReturn.fetch($0) } }

    /// - Parameter found: what the stage serves; `nil`: what was known of that stays.
    func note(
        _ stage: StageReturn,
        _ state: StageReturn.State,
        found: String? = nil,
        problem: String? = nil
    ) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE stage_returns SET state = ?, found_id = coalesce(?, found_id), message = ?
                    WHERE lane_id = ? AND name = ?
                    """,
                arguments: [state.rawValue, found, problem, stage.laneID, stage.stage]
            )
        }
    }
}
