import GRDB

/// What a run knows of the stages on which its updates are not live by themselves.
public struct DeploymentSummary: Sendable {
    /// The last deployment that the run has made, or has to make, to each stage; in the order of APIs.
    public var deployments: [StageDeployment] = []
    /// Stages of APIs that the run has changed to which nobody has deployed as far as the run knows. As `waiting`.
    public var needed: [StageDeployment] = []
    /// Stages that a rollback points back.
    public var returns: [StageReturn] = []
    /// The stages of every API that the run has changed were looked at.
    public var isKnown = false

    public init() {}

    public var isEmpty: Bool { deployments.isEmpty && needed.isEmpty && returns.isEmpty }

    /// Something is still to be made, by the same command.
    public var isOpen: Bool { deployments.contains { $0.state.isOpen } || returns.contains { $0.state == .waiting } }

    /// The same command may do what is not done yet: it was not left alone on purpose.
    public var isWorthRepeating: Bool {
        deployments.contains { !$0.state.isDone && $0.state != .leftAlone }
            || returns.contains { $0.state == .waiting || $0.state == .failed }
    }

    /// Stages that a rollback cannot point back, or leaves alone.
    public var undoneReturns: Int { returns.count { $0.state == .drifted || $0.state == .failed } }

    /// Stages that do not serve what the run was to make them serve.
    public var undoneCount: Int { deployments.count { !$0.state.isDone } + returns.count { $0.state != .back } }
}

extension Checkpoint {
    /// Empty for a run that has not looked at stages, and for files of earlier versions.
    public func deploymentSummary() async throws -> DeploymentSummary {
        try await read { database in
            var summary = DeploymentSummary()
            guard try database.tableExists("stage_returns") else { return summary }
            summary.deployments = try StageDeployment.fetch(database, sql: Self.lastDeployments)
            summary.needed = try StageDeployment.fetch(database, sql: Self.neededDeployments)
            summary.returns = try StageReturn.fetch(database)
            summary.isKnown = try Bool.fetchOne(database, sql: Self.isEveryAPIKnown) ?? false
            return summary
        }
    }

    private static let places = """
        lanes.api_id, groups.profile, groups.role_arn, groups.account_id, groups.region
        """

    private static let lastDeployments = """
        SELECT \(places), deployments.*, stages.former_id FROM deployments
            JOIN lanes ON lanes.id = deployments.lane_id JOIN groups ON groups.id = lanes.group_id
            LEFT JOIN stages ON stages.lane_id = deployments.lane_id AND stages.name = deployments.stage
        WHERE NOT EXISTS (SELECT 1 FROM deployments AS later
            WHERE later.lane_id = deployments.lane_id AND later.stage = deployments.stage AND later.id > deployments.id)
        ORDER BY deployments.lane_id, deployments.stage
        """

    /// Those with a deployment that is not done have been told of with it.
    private static let neededDeployments = """
        WITH changed AS (
            SELECT lane_id, count(*) || ':' || max(ended_at) AS changes, max(wave) AS wave FROM rows
            WHERE outcome = '\(Outcome.updated.rawValue)' AND state = \(RowState.ended.rawValue)
                AND lane_id IN (SELECT lane_id FROM stages WHERE deploys_itself = 0)
            GROUP BY lane_id
        )
        SELECT \(places), stages.name AS stage, changed.wave, 'waiting' AS state, NULL AS deployment_id,
            NULL AS problem_kind, NULL AS message, stages.former_id
        FROM changed JOIN stages ON stages.lane_id = changed.lane_id AND stages.deploys_itself = 0
            JOIN lanes ON lanes.id = changed.lane_id JOIN groups ON groups.id = lanes.group_id
            LEFT JOIN deployments ON deployments.id = (SELECT max(last.id) FROM deployments AS last
                WHERE last.lane_id = changed.lane_id AND last.stage = stages.name)
        WHERE deployments.id IS NULL OR (deployments.state = 'deployed' AND deployments.changes <> changed.changes)
        ORDER BY changed.lane_id, stages.name
        """

    private static let isEveryAPIKnown = """
        SELECT EXISTS (SELECT 1 FROM stage_readings) AND NOT EXISTS (
            SELECT 1 FROM lanes
            WHERE NOT EXISTS (SELECT 1 FROM stage_readings WHERE lane_id = lanes.id AND problem IS NULL)
                AND EXISTS (SELECT 1 FROM rows WHERE lane_id = lanes.id AND outcome = '\(Outcome.updated.rawValue)')
        )
        """

    /// The groups with stages that a session has something to do with, although all their rows have ended.
    ///
    /// - Parameter deploying: whether it deploys.
    func groupsWithStageWork(deploying: Bool) async throws -> Set<MigrationGroup.ID> {
        try await read { database in
            var sql = "SELECT group_id FROM stage_returns JOIN lanes ON lanes.id = lane_id WHERE state <> ?"
            if deploying {
                sql += """
                     UNION SELECT group_id FROM lanes WHERE EXISTS (SELECT 1 FROM rows WHERE lane_id = lanes.id
                        AND outcome = '\(Outcome.updated.rawValue)')
                    """
            }
            return Set(try Int64.fetchAll(database, sql: sql, arguments: [StageReturn.State.back.rawValue]))
        }
    }
}

extension StageDeployment {
    fileprivate static func fetch(_ database: Database, sql: String) throws -> [StageDeployment] {
        try GRDB.Row.fetchAll(database, sql: sql).compactMap { row in
            guard let state = State(rawValue: row["state"]) else { return nil }
            let role: String = row["role_arn"]
            return StageDeployment(
                apiID: row["api_id"],
                credentials: CredentialSet(profile: row["profile"], roleARN: role.isEmpty ? nil : role),
                accountID: row["account_id"],
                region: row["region"],
                stage: row["stage"],
                wave: row["wave"],
                state: state,
                deploymentID: row["deployment_id"],
                formerID: row["former_id"],
                problem: (row["message"] as String?).map {
                    DeploymentProblem(kind: row["problem_kind"] ?? "", message: $0)
                }
            )
        }
    }
}
