import GRDB

/// What was found out about stages.
extension Checkpoint {
    /// What is known of the API of a lane before something is written to it.
    struct LaneOutlook: Sendable, Equatable {
        /// Its stages were read.
        var isSurveyed: Bool
        /// The run may have changed it already.
        var isWritten: Bool
    }

    func outlook(of lane: Lane) async throws -> LaneOutlook {
        try await read { database in
            let sql = """
                SELECT EXISTS (SELECT 1 FROM stage_readings WHERE lane_id = ?1 AND problem IS NULL),
                    EXISTS (SELECT 1 FROM rows WHERE lane_id = ?1 AND (state = \(RowState.leased.rawValue)
                        OR before_image IS NOT NULL OR outcome = '\(Outcome.updated.rawValue)'))
                """
            let row = try GRDB.Row.fetchOne(database, sql: sql, arguments: [lane.id])
            return LaneOutlook(isSurveyed: row?[0] ?? false, isWritten: row?[1] ?? false)
        }
    }

    /// Keeps what is known of the stages of an API, in the place of what was known before.
    public func keep(_ reading: StageReading, ofAPI apiID: String, in group: MigrationGroup.ID) async throws {
        try await write { database in
            let find = "SELECT id FROM lanes WHERE group_id = ? AND api_id = ?"
            guard let lane = try Int64.fetchOne(database, sql: find, arguments: [group, apiID]) else { return }
            try Self.keep(reading, ofLane: lane, in: database)
        }
    }

    func keep(_ reading: StageReading, of lane: Lane) async throws {
        try await write { try Self.keep(reading, ofLane: lane.id, in: $0) }
    }

    private static func keep(_ reading: StageReading, ofLane lane: Int64, in database: Database) throws {
        var problem: String?
        if case .failed(let reason) = reading { problem = reason }
        try database.execute(
            sql: "INSERT OR REPLACE INTO stage_readings (lane_id, problem) VALUES (?, ?)",
            arguments: [lane, problem]
        )
        try database.execute(sql: "DELETE FROM stages WHERE lane_id = ?", arguments: [lane])
        guard case .read(let stages) = reading else { return }
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO stages (lane_id, name, deploys_itself, is_managed, former_id, undeployed, undeployed_note)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        for stage in stages {
            let (word, note) = stage.undeployed.columns
            try insert.execute(arguments: [
                lane, stage.name, stage.deploysItself, stage.isManaged, stage.deploymentID, word, note,
            ])
        }
    }

    /// APIs in which the run has updated something up to a wave, and whose stages were not read.
    func unsurveyedLanes(through wave: Int) async throws -> [(lane: Lane, group: MigrationGroup.ID)] {
        try await read { database in
            let sql = """
                SELECT lanes.id, lanes.api_id, lanes.group_id FROM lanes
                WHERE NOT EXISTS (SELECT 1 FROM stage_readings WHERE lane_id = lanes.id AND problem IS NULL)
                    AND EXISTS (SELECT 1 FROM rows WHERE lane_id = lanes.id AND wave <= ?
                        AND outcome = '\(Outcome.updated.rawValue)')
                ORDER BY lanes.id
                """
            return try GRDB.Row.fetchAll(database, sql: sql, arguments: [wave]).map { row in
                (Lane(id: row[0], apiID: row[1]), row[2])
            }
        }
    }
}

extension StageFinding {
    /// - Parameter row: with the columns of the table `stages`.
    init(_ row: GRDB.Row) {
        self.init(
            name: row["name"],
            deploysItself: row["deploys_itself"],
            isManaged: row["is_managed"],
            deploymentID: row["former_id"],
            undeployed: Undeployed(row["undeployed"], note: row["undeployed_note"])
        )
    }
}

extension StageFinding.Undeployed {
    fileprivate var columns: (word: String, note: String?) {
        switch self {
        case .none: ("none", nil)
        case .some(let what): ("some", what)
        case .unknown(let why): ("unknown", why)
        }
    }

    fileprivate init(_ word: String, note: String?) {
        self =
            switch word {
            case "none": .none
            case "some": .some(note ?? "")
            default: .unknown(note ?? "")
            }
    }
}
