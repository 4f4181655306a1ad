import APIGatewayV2
import Migration

/// Something about planned rows that a person should know before anything is sent.
public struct PlanNotice: Sendable, Equatable {
    /// In the order in which notices are shown.
    public enum Kind: Sendable, Hashable {
        case fails(code: String, kind: String)
        case drifted
        /// No update can set the member back to what it was.
        case notRestorable(member: String)
        case clears(member: String)
        case payloadFormat(from: String, to: String)
        case otherAccount(String)
        case otherRegion(String)
        case stageVariable
        /// Quick create has made the integration.
        case managed
        /// Counts APIs. Their stages could not be read.
        case stagesUnread
        /// Counts APIs. A deployment publishes what others have changed there.
        case undeployed
        /// Counts APIs. Nobody can tell whether a deployment does that.
        case undeployedUnknown
        /// Counts APIs and not rows.
        case owned(APIOwner)
        /// The same for several stacks of one tool, whose names are the example.
        case ownedByStacks(tool: String, count: Int)
    }

    public var kind: Kind
    public var count: Int
    /// The first row, by its line in the manifest, and what it says.
    public var line: Int
    public var example: String

    /// `12 rows will fail: NotFoundException, integration not found`.
    public var summary: String {
        let noun = Quantity.count(count, kind.countsAPIs ? "API" : "row")
        return "\(noun) \(kind.sentence(isOne: count == 1))"
    }
}

extension PlanNotice.Kind {
    /// Names the kind in JSON.
    public var key: String {
        switch self {
        case .fails: "will_fail"
        case .drifted: "drifted"
        case .notRestorable: "not_restorable"
        case .clears: "clears"
        case .payloadFormat: "payload_format_version"
        case .otherAccount: "other_account"
        case .otherRegion: "other_region"
        case .stageVariable: "stage_variable"
        case .managed: "quick_create"
        case .stagesUnread: "stages_unread"
        case .undeployed: "undeployed_changes"
        case .undeployedUnknown: "undeployed_unknown"
        case .owned, .ownedByStacks: "owned"
        }
    }

    var countsAPIs: Bool {
        switch self {
        case .stagesUnread, .undeployed, .undeployedUnknown, .owned, .ownedByStacks: true
        default: false
        }
    }

    /// - Parameter isOne: the sentence is about one row or API.
    func sentence(isOne: Bool) -> String {
        func verb(_ plural: String, _ singular: String) -> String { isOne ? singular : plural }
        return switch self {
        case .fails(let code, let kind): "will fail: " + (kind.hasPrefix(code) ? kind : "\(code), \(kind)")
        case .drifted: "\(verb("have", "has")) drifted and will not be sent: a live value is not the expected one"
        case .notRestorable(let member):
            "\(verb("set", "sets")) \(member), which was not set: no update takes that back, and neither does rollback"
        case .clears(let member): "\(verb("clear", "clears")) \(member)"
        case .payloadFormat(let from, let to):
            "\(verb("change", "changes")) payload_format_version \(from) to \(to): functions that were written for the "
                + "other event break"
        case .otherAccount(let account): "\(verb("point", "points")) to a function of another account, \(account)"
        case .otherRegion(let region): "\(verb("point", "points")) to a function of another region, \(region)"
        case .stageVariable:
            "\(verb("replace", "replaces")) a stage variable by one function: every stage then calls the same one"
        case .managed:
            "\(verb("change integrations", "changes an integration")) that quick create made, which can be changed and not "
                + "deleted"
        case .ownedByStacks(let tool, let count):
            "belong to \(tool): the next deploys of \(Quantity.count(count, "stack")) will undo this"
        case .stagesUnread: "\(verb("have", "has")) stages that could not be read: what needs a deployment is not known"
        case .undeployed:
            "\(verb("have", "has")) changes of others that are not deployed: a deployment publishes them, so --deploy leaves "
                + "\(verb("these APIs", "this API")) alone"
        case .undeployedUnknown:
            "may have changes of others that are not deployed, nobody can tell: --deploy leaves "
                + "\(verb("these APIs", "this API")) alone"
        case .owned(let owner):
            "\(verb("belong", "belongs")) to \(owner.tool): "
                + (owner.stack.isEmpty ? "its next deploy" : "the next deploy of stack \(owner.stack)")
                + " will undo this"
        }
    }

    /// Kinds that are shown before others.
    var rank: Int {
        switch self {
        case .fails: 0
        case .drifted: 1
        case .notRestorable: 2
        case .clears: 3
        case .payloadFormat: 4
        case .otherAccount: 5
        case .otherRegion: 6
        case .stageVariable: 7
        case .managed: 8
        case .stagesUnread: 9
        case .undeployed: 10
        case .undeployedUnknown: 11
        case .owned, .ownedByStacks: 12
        }
    }
}

extension PlanNotice {
    /// The same with one notice for all stacks of a tool: dozens of stacks are one thing to know.
    static func gathered(_ notices: [PlanNotice]) -> [PlanNotice] {
        var stacks: [String: [PlanNotice]] = [:]
        for notice in notices {
            if case .owned(let owner) = notice.kind, !owner.stack.isEmpty {
                stacks[owner.tool, default: []].append(notice)
            }
        }
        return notices.compactMap { notice in
            guard case .owned(let owner) = notice.kind, let all = stacks[owner.tool], all.count > 1,
                !owner.stack.isEmpty
            else { return notice }
            if notice != all[0] { return nil }
            let names = all.compactMap { if case .owned(let owner) = $0.kind { owner.stack } else { nil } }
            return PlanNotice(
                kind: .ownedByStacks(tool: owner.tool, count: all.count),
                count: all.reduce(0) { $0 + $1.count },
                line: notice.line,
                example: names.joined(separator: ", ")
            )
        }
    }
}

/// The notices of a plan as its rows come in.
struct PlanNotices: Sendable {
    private var places: [PlanNotice.Kind: Int] = [:]
    private var list: [PlanNotice] = []
    /// APIs of which something has been said that concerns the whole of them.
    private var knownAPIs: Set<PlannedAPI.Key> = []

    /// By rank, then by count.
    var sorted: [PlanNotice] {
        list.sorted { ($0.kind.rank, $1.count, $0.line) < ($1.kind.rank, $0.count, $1.line) }
    }

    mutating func add(_ row: PlannedRow, of api: PlannedAPI?) {
        switch row.fate {
        case .fail(let code, let kind, let message): add(.fails(code: code, kind: kind), row, message)
        case .drift(let message): add(.drifted, row, message)
        case .unchanged, .open: return
        case .change: break
        }
        guard row.fate == .change else { return }
        for name in row.notRestorable { add(.notRestorable(member: name), row, Self.example(name, in: row)) }
        for member in row.cleared { add(.clears(member: member), row, Self.example(member, in: row)) }
        for change in row.changes { add(change, of: row) }
        if api?.managedIntegrations.contains(row.integrationID) == true {
            add(.managed, row, "\(api?.name ?? "") (\(row.apiID)/\(row.integrationID))")
        }
        if let api, knownAPIs.insert(row.api).inserted { add(api, of: row) }
    }

    private mutating func add(_ api: PlannedAPI, of row: PlannedRow) {
        let name = api.name.isEmpty ? row.apiID : "\(api.name) (\(row.apiID))"
        if let owner = api.owner { add(.owned(owner), row, name) }
        if case .failed(let reason) = api.stages { add(.stagesUnread, row, "\(name): \(reason)") }
        var found: [PlanNotice.Kind: String] = [:]
        for stage in api.stages?.manual ?? [] {
            switch stage.undeployed {
            case .none: break
            case .some(let what): found[.undeployed] = found[.undeployed] ?? "\(stage.name) of \(name): \(what)"
            case .unknown(let why):
                found[.undeployedUnknown] = found[.undeployedUnknown] ?? "\(stage.name) of \(name): \(why)"
            }
        }
        for (kind, example) in found { add(kind, row, example) }
    }

    private mutating func add(_ change: ValueChange, of row: PlannedRow) {
        guard let before = change.before, let after = change.after else { return }
        let example = Self.words(change)
        if change.name == "payload_format_version" { add(.payloadFormat(from: before, to: after), row, example) }
        guard change.name == "integration_uri" else { return }
        if before.contains("${stageVariables."), !after.contains("${stageVariables.") {
            add(.stageVariable, row, example)
        }
        // A stage variable may hold the account.
        guard let function = LambdaURI(after), !function.accountID.contains("${") else { return }
        let old = LambdaURI(before)
        if let account = row.group.accountID, function.accountID != account, old?.accountID != function.accountID {
            add(.otherAccount(function.accountID), row, after)
        }
        if function.region != row.group.region, old?.region != function.region {
            add(.otherRegion(function.region), row, after)
        }
    }

    private mutating func add(_ kind: PlanNotice.Kind, _ row: PlannedRow, _ example: String) {
        if let place = places[kind] {
            list[place].count += 1
        } else {
            places[kind] = list.count
            list.append(PlanNotice(kind: kind, count: 1, line: row.line, example: example))
        }
    }

    private static func example(_ member: String, in row: PlannedRow) -> String {
        row.changes.first { $0.name == member || $0.name.hasPrefix("\(member).") }.map(words) ?? member
    }

    private static func words(_ change: ValueChange) -> String {
        "\(change.before ?? "(none)") → \(change.after ?? "(none)")"
    }
}
