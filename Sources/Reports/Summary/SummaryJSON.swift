import Migration
public import Records

/// The summary of a run for programs: `{"run": {…}, "summary": {…}}`.
///
/// `docs/summary.schema.json` describes it. Times are ISO 8601 in UTC. What is not known is absent. Every outcome is counted, also when no row has it.
public struct SummaryJSON: Sendable {
    /// Grows when a reader of the version before would misunderstand the document.
    public static let version = 1

    private let overview: RunOverview

    public init(_ overview: RunOverview) {
        self.overview = overview
    }

    /// What `--output json` prints: the run, the summary, the paths of the reports and the next command.
    public var value: JSONValue {
        var object = JSONObject([
            (key: "format", value: "apigw-migrate-summary"), (key: "version", value: .integer(Self.version)),
            (key: "run", value: run), (key: "summary", value: summary),
        ])
        if !overview.reportPaths.isEmpty {
            object["reports"] = .array(overview.reportPaths.map { .string($0) })
        }
        object["back"] = overview.backCommand.map { .string($0) }
        object["next"] = overview.nextCommand.map { .string($0) }
        return .object(object)
    }

    /// The text of `value`, indented, with a line feed.
    public var text: String { JSONWriter(indent: 2).string(value) + "\n" }

    /// The run: what it was made from, when it worked and what it took.
    public var run: JSONValue {
        let info = overview.info
        var object = JSONObject([
            (key: "id", value: .string(info.id)),
            (key: "state", value: .string(overview.state.key)),
        ])
        if case .stopped(let reason) = overview.state { object["reason"] = .string(reason) }
        if case .rollback(let path, _) = info.kind { object["rollback_of"] = .string(path) }
        object["dry_run"] = .bool(overview.isDryRun)
        object["checkpoint"] = .string(overview.checkpointPath)
        object["manifest"] = .string(info.manifestPath)
        object["manifest_sha256"] = .string(info.manifestSHA256)
        object["tool_version"] = .string(info.toolVersion)
        if !info.defaultProfile.isEmpty { object["profile"] = .string(info.defaultProfile) }
        if !info.defaultRegion.isEmpty { object["region"] = .string(info.defaultRegion) }
        object["created_at"] = time(info.createdAt)
        object["started_at"] = time(info.startedAt)
        object["ended_at"] = time(info.endedAt)
        object["seconds_active"] = seconds(info.secondsActive)
        object["calls"] = .integer(info.calls.calls)
        object["throttled"] = .integer(info.calls.throttled)
        object["conflicts"] = .integer(info.calls.conflicts)
        object["retries"] = .integer(info.calls.retries)
        return .object(object)
    }

    /// The rows, counted, the failures by kind, and the groups that were left alone.
    public var summary: JSONValue {
        let outcomes = overview.counts.map { (key: $0.key, value: JSONValue.integer($0.count)) }
        var object = JSONObject([
            (key: "rows", value: .integer(overview.summary.total)),
            (key: "outcomes", value: .object(JSONObject(outcomes))),
            (key: "failures", value: .array(overview.summary.failures.map(failure))),
            (key: "parked", value: .array(overview.parked.map(parked))),
        ])
        if !overview.waves.isEmpty { object["waves"] = .array(overview.waves.map(wave)) }
        object["lambda"] = overview.functions?.json
        let stages = DeploymentSection(overview.deployments)
        if !overview.deployments.isEmpty { object["deployments"] = stages.deploymentsJSON }
        if !overview.deployments.returns.isEmpty { object["stages"] = stages.returnsJSON }
        object["note"] = overview.note.map { .string($0) }
        return .object(object)
    }

    private func failure(_ group: FailureGroup) -> JSONValue {
        .object(
            JSONObject([
                (key: "outcome", value: .string(group.outcome.rawValue)),
                (key: "error_code", value: .string(group.code)),
                (key: "kind", value: .string(group.kind)),
                (key: "count", value: .integer(group.count)),
                (key: "example_line", value: .integer(group.exampleLine)),
                (key: "example_message", value: .string(group.exampleMessage)),
            ])
        )
    }

    private func parked(_ group: MigrationGroup) -> JSONValue {
        var object = JSONObject([(key: "region", value: .string(group.region))])
        if !group.credentials.profile.isEmpty { object["profile"] = .string(group.credentials.profile) }
        object["role_arn"] = group.credentials.roleARN.map { .string($0) }
        object["account_id"] = group.accountID.map { .string($0) }
        object["pending"] = .integer(group.openRows)
        object["error_code"] = group.parking.map { .string($0.code) }
        object["error_message"] = group.parking.map { .string($0.reason) }
        return .object(object)
    }

    private func wave(_ wave: Wave) -> JSONValue {
        let outcomes = Outcome.allCases.map { (key: $0.rawValue, value: JSONValue.integer(wave.outcomes[$0] ?? 0)) }
        return .object(
            JSONObject([
                (key: "number", value: .integer(wave.number)),
                (key: "name", value: .string(wave.name)),
                (key: "outcomes", value: .object(JSONObject(outcomes))),
                (key: "bake_ends_at", value: time(wave.bakeEndsAt) ?? .null),
                (key: "health", value: wave.verdict.map { .string($0.rawValue) } ?? .null),
                (key: "health_report", value: wave.report.map { .string($0) } ?? .null),
            ])
        )
    }

    private func time(_ secondsSince1970: Double?) -> JSONValue? {
        secondsSince1970.flatMap(Timestamp.precise).map { .string($0) }
    }

    /// With milliseconds.
    private func seconds(_ seconds: Double) -> JSONValue? {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        return .number("\((seconds * 1000).rounded() / 1000)")
    }
}

extension RunOverview.State {
    fileprivate var key: String {
        switch self {
        case .notStarted: "not_started"
        case .planned: "planned"
        case .running: "running"
        case .complete: "complete"
        case .stopped: "stopped"
        case .unfinished: "unfinished"
        case .goingBack: "going_back"
        case .putBack: "put_back"
        case .putBackInPart: "put_back_in_part"
        }
    }
}
