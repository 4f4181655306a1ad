import APIGatewayV2
import Foundation
import GRDB

extension Checkpoint {
    public func info() async throws -> RunInfo {
        try await read { [path] database in
            let sql = "SELECT *, EXISTS (SELECT 1 FROM groups WHERE role_arn <> '') AS has_roles FROM run"
            guard let row = try GRDB.Row.fetchOne(database, sql: sql) else {
                throw CheckpointError(.notACheckpoint, path: path, problem: "holds no run")
            }
            let schema = Data((row["manifest_schema"] as String).utf8)
            return RunInfo(
                id: row["run_id"],
                toolVersion: row["tool_version"],
                manifestPath: row["manifest_path"],
                manifestSHA256: row["manifest_sha256"],
                schema: try JSONDecoder().decode(ManifestSchema.self, from: schema),
                defaultProfile: row["default_profile"],
                defaultRegion: row["default_region"],
                rowCount: row["row_count"],
                hasRoles: row["has_roles"],
                lineNeedingRead: row["line_needing_read"],
                cleared: RunInfo.cleared(row["cleared"]),
                kind: RunInfo.Kind(origin: row["origin_path"], runID: row["origin_run_id"]),
                plan: (row["plan_digest"] as String?).map { PlanInfo(digest: $0, plannedAt: row["planned_at"]) },
                createdAt: row["created_at"],
                startedAt: row["started_at"],
                endedAt: row["ended_at"],
                endReason: row["end_reason"],
                command: row["command"],
                secondsActive: row["seconds_active"],
                calls: CallCounts(
                    calls: row["calls"],
                    throttled: row["throttled"],
                    conflicts: row["conflicts"],
                    retries: row["retries"]
                ),
                wayBack: try WayBack(in: database),
                isBeingPlanned: try PlanSchema.isPlanning(database)
            )
        }
    }

    /// Whether no row was ever leased or ended: nothing was sent from this checkpoint.
    public func isUntouched() async throws -> Bool {
        try await read { database in
            var sql = "SELECT NOT EXISTS (SELECT 1 FROM rows WHERE state <> 0 OR before_image IS NOT NULL)"
            if try database.tableExists("stage_returns") {
                sql +=
                    " AND NOT EXISTS (SELECT 1 FROM stage_returns WHERE state = '\(StageReturn.State.back.rawValue)')"
            }
            return try Bool.fetchOne(database, sql: sql) ?? false
        }
    }

    /// Counts the rows by outcome and the errors by kind.
    public func summary() async throws -> RunSummary {
        try await read { database in
            var summary = RunSummary()
            for count in try Self.counts(database) {
                summary.outcomes[count.outcome, default: 0] += count.rows
                if count.isOpen { summary.openCount += count.rows }
            }
            if summary.count(where: \.needsAttention) > 0 { summary.failures = try Self.failures(database) }
            return summary
        }
    }

    private static func failures(_ database: Database) throws -> [FailureGroup] {
        // With min() SQLite takes the other columns from the row that has the minimum: the example.
        let sql = """
            SELECT outcome, coalesce(error_code, '') AS code, coalesce(error_kind, '') AS kind, count(*) AS count,
                min(row), line, coalesce(error_message, '') AS message
            FROM rows WHERE outcome IN \(Outcome.sqlNeedingAttention)
            GROUP BY outcome, code, kind ORDER BY count DESC, code, kind
            """
        return try GRDB.Row.fetchAll(database, sql: sql).compactMap { row in
            Outcome(rawValue: row["outcome"]).map {
                FailureGroup(
                    outcome: $0,
                    code: row["code"],
                    kind: row["kind"],
                    count: row["count"],
                    exampleLine: row["line"],
                    exampleMessage: row["message"]
                )
            }
        }
    }

    /// Every group with the number of its rows that are still to do.
    public func groups() async throws -> [MigrationGroup] { try await groups(includingFailed: false) }

    /// The lanes of each group that have rows left.
    public func openLaneCounts() async throws -> [MigrationGroup.ID: Int] {
        let sql = """
            SELECT group_id, count(*) AS count FROM lanes
            WHERE EXISTS (SELECT 1 FROM manifest_rows WHERE lane_id = lanes.id AND \(OutcomeSchema.isOpen))
            GROUP BY group_id
            """
        return try await read { database in
            let counts = try GRDB.Row.fetchAll(database, sql: sql).map { ($0["group_id"] as Int64, $0["count"] as Int) }
            return Dictionary(counts) { first, _ in first }
        }
    }

    /// The groups that a new session has work for. None of them is parked: that was in another session.
    ///
    /// - Parameters:
    ///   - includingFailed: counts the rows that failed or drifted as still to do.
    ///   - deploying: whether the session deploys to stages, which it may have to in groups whose rows are all done.
    public func openGroups(includingFailed: Bool = false, deploying: Bool = false) async throws -> [MigrationGroup] {
        let withStages = try await groupsWithStageWork(deploying: deploying)
        let groups = try await groups(includingFailed: includingFailed)
        return groups.filter { $0.openRows > 0 || withStages.contains($0.id) }.map { group in
            var group = group
            group.parking = nil
            return group
        }
    }

    private func groups(includingFailed: Bool) async throws -> [MigrationGroup] {
        // The index of open rows has no failed ones.
        let (table, isOpen) =
            includingFailed
            ? ("rows", "(rows.state < 2 OR rows.outcome IN \(Outcome.sqlNeedingAttention))")
            : ("manifest_rows", OutcomeSchema.isOpen)
        let sql = """
            SELECT id, profile, role_arn, region, account_id, needs_protocol, has_account_guard,
                parked_code, parked_reason,
                (SELECT count(*) FROM lanes JOIN \(table) ON \(table).lane_id = lanes.id AND \(isOpen)
                 WHERE lanes.group_id = groups.id) AS open_rows
            FROM groups ORDER BY id
            """
        return try await read { database in
            try GRDB.Row.fetchAll(database, sql: sql).map(MigrationGroup.init)
        }
    }

    /// Calls `body` with every row, or with those that ended as one of `outcomes`, in the order of the manifest. The rows
    /// are one snapshot, also while a run goes on.
    public func forEachRow(
        _ outcomes: Set<Outcome>? = nil,
        _ body: @escaping @Sendable (RowRecord) throws -> Void
    ) async throws {
        let isWanted = outcomes.map { "WHERE coalesce(rows.outcome, 'pending') IN \(Outcome.sqlList($0))" } ?? ""
        try await read { database in
            let hasRefusals = try database.tableExists("preflight_refusals")
            let refusals = hasRefusals ? "preflight_refusals" : "(SELECT NULL AS row, NULL AS code, NULL AS message)"
            let sql = """
                SELECT \(RowRecord.sqlColumns)
                FROM rows JOIN lanes ON lanes.id = rows.lane_id JOIN groups ON groups.id = lanes.group_id
                LEFT JOIN \(refusals) AS refusals ON refusals.row = rows.row
                \(isWanted) ORDER BY rows.row
                """
            let rows = try GRDB.Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() { try body(RowRecord(row)) }
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await Self.reporting(path) { try await database.read(body) }
    }
}

extension MigrationGroup {
    fileprivate init(_ row: GRDB.Row) {
        self.init(
            id: row["id"],
            credentials: CredentialSet(row),
            region: row["region"],
            accountID: row["account_id"],
            needsProtocol: row["needs_protocol"],
            hasAccountGuard: row["has_account_guard"],
            openRows: row["open_rows"],
            parking: (row["parked_code"] as String?).map { Parking(code: $0, reason: row["parked_reason"] ?? "") }
        )
    }
}

extension CredentialSet {
    fileprivate init(_ row: GRDB.Row) {
        let role: String = row["role_arn"]
        self.init(profile: row["profile"], roleARN: role.isEmpty ? nil : role)
    }
}

extension RowRecord {
    /// What is read of a row, in the order of `init`: to look up each column's name in each row took a fifth of a report.
    fileprivate static let sqlColumns = """
        rows.row, rows.line, groups.profile, groups.role_arn, groups.account_id, groups.region, lanes.api_id,
        rows.integration_id, rows.outcome, rows.wave, rows.http_status, rows.error_code, rows.error_message,
        rows.error_kind, rows.request_id, rows.attempts, rows.started_at, rows.ended_at, rows.before, rows.after,
        rows.record, refusals.code, refusals.message
        """

    fileprivate init(_ row: GRDB.Row) {
        let role: String = row[3]
        self.init(
            number: row[0],
            line: row[1],
            credentials: CredentialSet(profile: row[2], roleARN: role.isEmpty ? nil : role),
            accountID: row[4],
            region: row[5],
            apiID: row[6],
            integrationID: row[7],
            outcome: Outcome(column: row[8]) ?? .pending,
            wave: row[9],
            httpStatus: row[10],
            errorCode: row[11],
            errorMessage: row[12],
            errorKind: row[13],
            requestID: row[14],
            attempts: row[15] ?? 0,
            startedAt: row[16],
            endedAt: row[17],
            before: row[18],
            after: row[19],
            record: [UInt8](row[20] as Data),
            refusal: (row[21] as String?).map { Refusal(code: $0, message: row[22] ?? "") }
        )
    }
}
