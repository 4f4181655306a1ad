import GRDB

/// A deployment that is to be made, or whose end is not known.
struct DueDeployment: Sendable {
    /// In the checkpoint.
    var id: Int64
    var lane: Lane
    var group: MigrationGroup.ID
    /// `nil`: the stages of the API are not known.
    var finding: StageFinding?
    /// Why they are not.
    var problem: String?
    var wave: Int
    var state: StageDeployment.State
    /// What the service keeps of it.
    var description: String?
    var deploymentID: String?
    /// Which rows it publishes.
    var changes: String

    /// What a session tries once.
    struct Key: Hashable, Sendable {
        var lane: Int64
        var stage: String
        var changes: String
    }

    var key: Key { Key(lane: lane.id, stage: finding?.name ?? "", changes: changes) }
}

/// Deployments that a run makes.
extension Checkpoint {
    /// The deployments that are due after a wave: one for each stage without auto-deploy of every API in which rows were updated
    /// since its last deployment, and in which no row is left up to that wave. APIs in which a later wave has begun are due after
    /// that one. All of them are noted before the first is made.
    ///
    /// - Parameter attempted: what this session has tried: it is not due once more.
    func dueDeployments(through wave: Int, attempted: Set<DueDeployment.Key>) async throws -> [DueDeployment] {
        try await write { database in
            var due: [DueDeployment] = []
            for row in try GRDB.Row.fetchAll(database, sql: Self.changedStages, arguments: [wave]) {
                let lane = Lane(id: row["lane_id"], apiID: row["api_id"])
                let problem: String? = row["problem"]
                let finding = problem == nil && row["name"] != nil ? StageFinding(row) : nil
                var item = DueDeployment(
                    id: 0,
                    lane: lane,
                    group: row["group_id"],
                    finding: finding,
                    problem: problem,
                    wave: wave,
                    state: .waiting,
                    changes: row["changes"]
                )
                if try Self.note(&item, in: database, attempted) { due.append(item) }
            }
            return due
        }
    }

    /// Stages without auto-deploy, and APIs whose stages are not known, with the rows that a deployment would publish.
    private static let changedStages = """
        WITH changed AS (
            SELECT lane_id, count(*) || ':' || max(ended_at) AS changes FROM rows
            WHERE outcome = '\(Outcome.updated.rawValue)' AND state = \(RowState.ended.rawValue)
            GROUP BY lane_id HAVING max(wave) <= ?1
        )
        SELECT changed.lane_id, changed.changes, lanes.api_id, lanes.group_id, stage_readings.problem, stages.*
        FROM changed JOIN lanes ON lanes.id = changed.lane_id
            JOIN stage_readings ON stage_readings.lane_id = changed.lane_id
            LEFT JOIN stages ON stages.lane_id = changed.lane_id
        WHERE (stages.deploys_itself = 0 OR stage_readings.problem IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM manifest_rows
                WHERE manifest_rows.lane_id = changed.lane_id AND wave <= ?1 AND \(OutcomeSchema.isOpen))
        ORDER BY changed.lane_id, stages.name
        """

    /// Fills in what is known of the stage's last deployment, or notes a new one.
    ///
    /// - Returns: whether there is something to do.
    private static func note(
        _ item: inout DueDeployment,
        in database: Database,
        _ attempted: Set<DueDeployment.Key>
    ) throws -> Bool {
        let stage = item.finding?.name ?? ""
        let sql = "SELECT * FROM deployments WHERE lane_id = ? AND stage = ? ORDER BY id DESC LIMIT 1"
        let last = try GRDB.Row.fetchOne(database, sql: sql, arguments: [item.lane.id, stage])
        guard let last, let state = StageDeployment.State(rawValue: last["state"]) else {
            try insert(&item, in: database)
            return true
        }
        let isSame = last["changes"] == item.changes
        switch state {
        case .deployed where isSame: return false
        case .intended, .pending:
            var earlier = item
            earlier.changes = last["changes"]
            if !attempted.contains(earlier.key) {
                earlier.id = last["id"]
                earlier.state = state
                earlier.wave = last["wave"]
                earlier.description = last["description"]
                earlier.deploymentID = last["deployment_id"]
                item = earlier
                return true
            }
            // What became of an intended one is still not known: another one might be the second.
            if isSame || state == .intended { return false }
        case .waiting, .failed, .leftAlone, .deployed: break
        }
        if attempted.contains(item.key) { return false }
        let wasMade = last["deployment_id"] as String? != nil
        guard !wasMade else {
            try insert(&item, in: database)
            return true
        }
        item.id = last["id"]
        item.description = last["description"]
        try database.execute(
            sql: """
                UPDATE deployments SET state = ?, wave = ?, changes = ?, problem_kind = NULL, message = NULL WHERE id = ?
                """,
            arguments: [StageDeployment.State.waiting.rawValue, item.wave, item.changes, item.id]
        )
        return true
    }

    private static func insert(_ item: inout DueDeployment, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO deployments (lane_id, stage, wave, changes, state) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                item.lane.id, item.finding?.name ?? "", item.wave, item.changes, StageDeployment.State.waiting.rawValue,
            ]
        )
        item.id = database.lastInsertedRowID
    }

    /// Intent before action: what is about to be made can be found again, and its account's pace holds.
    func intend(_ item: DueDeployment, described description: String, account: String, at time: Double) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE deployments SET state = ?, description = ? WHERE id = ?",
                arguments: [StageDeployment.State.intended.rawValue, description, item.id]
            )
            try Self.notePace(of: account, at: time, in: database)
        }
    }

    /// - Parameters:
    ///   - id: what the service calls it; `nil`: as it was.
    ///   - account: was asked for it just now, at `time`; `nil`: nobody was.
    func note(
        _ item: DueDeployment,
        _ state: StageDeployment.State,
        id: String? = nil,
        _ problem: DeploymentProblem? = nil,
        asking account: String? = nil,
        at time: Double = 0
    ) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE deployments SET state = ?, deployment_id = coalesce(?, deployment_id), problem_kind = ?, message = ?
                    WHERE id = ?
                    """,
                arguments: [state.rawValue, id, problem?.kind, problem?.message, item.id]
            )
            if let account { try Self.notePace(of: account, at: time, in: database) }
        }
    }

    private static func notePace(of account: String, at time: Double, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO deployment_pace (account, last_at) VALUES (?, ?)",
            arguments: [account, time]
        )
    }

    /// When an account was last asked for a deployment, in seconds since 1970.
    func lastDeployment(of account: String) async throws -> Double? {
        try await read { database in
            let sql = "SELECT last_at FROM deployment_pace WHERE account = ?"
            return try Double.fetchOne(database, sql: sql, arguments: [account])
        }
    }
}
