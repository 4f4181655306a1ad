import Migration
public import Records

/// A plan for programs: one versioned document, whose schema is `docs/plan.schema.json`. The rows come one after the other, so
/// that memory does not grow with them.
public struct PlanJSON: Sendable {
    /// Grows when a reader of the version before would misunderstand the document.
    public static let version = 1

    private let plan: PlanOverview
    private let facts: PlanFacts

    public init(_ plan: PlanOverview, _ facts: PlanFacts) {
        self.plan = plan
        self.facts = facts
    }

    /// Everything before the functions and the rows.
    public var head: JSONObject {
        let counts = plan.counts
        return JSONObject([
            ("format", "apigw-migrate-plan"),
            ("version", .integer(Self.version)),
            ("title", .string(facts.title)),
            ("manifest", .string(facts.manifest)),
            ("digest", facts.digest.map { .string($0) } ?? .null),
            (
                "totals",
                .object(
                    JSONObject([
                        ("rows", .integer(counts.total)), ("change", .integer(counts.change)),
                        ("unchanged", .integer(counts.unchanged)), ("will_fail", .integer(counts.fail)),
                        ("drifted", .integer(counts.drifted)), ("not_looked_at", .integer(counts.open)),
                        ("apis", .integer(plan.apiCount)), ("calls", .integer(effort.calls)),
                        ("seconds", .number("\(effort.seconds.rounded())")),
                        ("deployments", .integer(plan.deploymentCount)),
                        ("deployment_seconds", .integer(Int(plan.deploymentSeconds))),
                    ])
                )
            ),
            ("window", window ?? .null),
            ("waves", .array(facts.waves.map(wave))),
            ("unusual", .array(plan.notices.map(notice))),
            ("lambda", facts.functions?.json ?? .null),
            ("stages", .array(plan.stages.flatMap(Self.stages))),
            ("stages_to_point_back", facts.returns?.returnsJSON ?? .null),
            ("edits", .array(plan.edits.entries.map(edit))),
            ("next", facts.next.map { .string($0) } ?? .null),
        ])
    }

    /// A row that changes something, will fail or has drifted.
    public func row(_ row: PlannedRow) -> JSONValue {
        let api = plan.api(of: row)
        var error = JSONValue.null
        if case .fail(let code, _, let message) = row.fate {
            error = .object(JSONObject([("code", .string(code)), ("message", .string(message))]))
        } else if case .drift(let message) = row.fate {
            error = .object(JSONObject([("code", "Drifted"), ("message", .string(message))]))
        }
        return .object(
            JSONObject([
                ("row", .integer(row.number)), ("line", .integer(row.line)),
                ("credentials", .string(row.group.credentials)),
                ("account_id", row.group.accountID.map { .string($0) } ?? .null),
                ("region", .string(row.group.region)), ("api_id", .string(row.apiID)),
                ("api_name", api.map { .string($0.name) } ?? .null),
                ("protocol_type", api.map { .string($0.protocolType) } ?? .null),
                ("integration_id", .string(row.integrationID)),
                ("routes", .array(plan.routes(of: row).map { .string($0) })),
                ("fate", .string(row.fate.key)), ("error", error),
                ("changes", .array(row.changes.map(Self.change))),
                ("would_answer_500", row.refusal.map(Self.refusal) ?? .null),
                ("not_restorable", .array(row.notRestorable.map { .string($0) })),
            ])
        )
    }

    private var effort: PlanEffort { plan.effort(rate: facts.rate, burst: facts.burst) }

    /// Whether the time that there is suffices; `nil` where nobody can tell.
    private var window: JSONValue? {
        guard let window = facts.window, facts.rate != nil else { return nil }
        return .object(
            JSONObject([
                ("option", .string(window.option)), ("seconds", .number("\(window.seconds.rounded())")),
                ("is_enough", .bool(window.isEnough(for: effort))),
            ])
        )
    }

    private func wave(_ wave: PlanFacts.Wave) -> JSONValue {
        .object(JSONObject([("name", .string(wave.name)), ("rows", .integer(wave.rows))]))
    }

    private func notice(_ notice: PlanNotice) -> JSONValue {
        let sentence = notice.kind.sentence(isOne: notice.count == 1)
        return .object(
            JSONObject([
                ("kind", .string(notice.kind.key)), ("count", .integer(notice.count)),
                ("counts", .string(notice.kind.countsAPIs ? "apis" : "rows")), ("message", .string(sentence)),
                ("example_line", .integer(notice.line)), ("example", .string(notice.example)),
            ])
        )
    }

    private func edit(_ entry: PlanEdits.Entry) -> JSONValue {
        var object = JSONObject([("member", .string(entry.edit.name)), ("count", .integer(entry.count))])
        switch entry.edit.part {
        case .value(let before, let after):
            object["before"] = before.map { .string($0) } ?? .null
            object["after"] = after.map { .string($0) } ?? .null
        case .text(let removed, let added):
            object["removed"] = .string(removed)
            object["added"] = .string(added)
        }
        object["example_line"] = .integer(entry.line)
        object["example"] = Self.change(entry.example)
        return .object(object)
    }

    private static func refusal(_ refusal: RowRecord.Refusal) -> JSONValue {
        .object(JSONObject([("code", .string(refusal.code)), ("message", .string(refusal.message))]))
    }

    /// One object for each stage; where they could not be read one that says why.
    private static func stages(_ group: PlannedGroup, _ apiID: String, _ reading: StageReading) -> [JSONValue] {
        let place: [(key: String, value: JSONValue)] = [
            ("credentials", .string(group.credentials)), ("account_id", group.accountID.map { .string($0) } ?? .null),
            ("region", .string(group.region)), ("api_id", .string(apiID)),
        ]
        switch reading {
        case .failed(let reason):
            return [.object(JSONObject(place + [("stage", .null), ("problem", .string(reason))]))]
        case .read(let stages):
            return stages.map { stage in
                var (undeployed, unknown) = (JSONValue.null, JSONValue.null)
                switch stage.undeployed {
                case .none: break
                case .some(let what): undeployed = .string(what)
                case .unknown(let why): unknown = .string(why)
                }
                let object = JSONObject(
                    place + [
                        ("stage", .string(stage.name)), ("auto_deploy", .bool(stage.deploysItself)),
                        ("deployment_id", stage.deploymentID.map { .string($0) } ?? .null),
                        ("undeployed", undeployed), ("undeployed_unknown", unknown), ("problem", .null),
                    ]
                )
                return .object(object)
            }
        }
    }

    private static func change(_ change: ValueChange) -> JSONValue {
        .object(
            JSONObject([
                ("member", .string(change.name)),
                ("before", change.before.map { .string($0) } ?? .null),
                ("after", change.after.map { .string($0) } ?? .null),
            ])
        )
    }
}

extension PlannedRow.Fate {
    /// Names it in JSON.
    var key: String {
        switch self {
        case .change: "change"
        case .unchanged: "unchanged"
        case .fail: "will_fail"
        case .drift: "drifted"
        case .open: "not_looked_at"
        }
    }
}
