import APIGatewayV2
import Migration

/// A plan as its screen shows it: what is unusual, the edits, and the first changes. Rows are added one after the other, and
/// memory does not grow with them.
public struct PlanOverview: Sendable {
    /// Rows counted by what applying them would do.
    public struct Counts: Sendable, Equatable {
        public var total = 0
        public var change = 0
        public var unchanged = 0
        public var fail = 0
        public var drifted = 0
        /// Nobody has looked at them.
        public var open = 0
        /// APIs in which something changes and whose stages could not be read.
        public var unreadAPIs = 0
    }

    /// The work of one group: what decides how long a run takes.
    private struct Work {
        var apis: Set<String> = []
        var rows = 0
        /// Stages that need a deployment before clients see the changes.
        var deployments = 0
    }

    private let apis: [PlannedAPI.Key: PlannedAPI]
    private let limit: Int?
    public private(set) var counts = Counts()
    public private(set) var edits = PlanEdits()
    private var collected = PlanNotices()
    private var work: [PlannedGroup: Work] = [:]
    /// The first rows that change something, up to the limit.
    public private(set) var shown: [PlannedRow] = []

    /// - Parameters:
    ///   - apis: what is known of the APIs.
    ///   - limit: rows that are kept to be shown; `nil`: all are shown, and none is kept.
    public init(apis: [PlannedAPI.Key: PlannedAPI] = [:], showing limit: Int?) {
        self.apis = apis
        self.limit = limit
    }

    public mutating func add(_ row: PlannedRow) {
        counts.total += 1
        switch row.fate {
        case .change:
            counts.change += 1
            for change in row.changes { edits.add(change, line: row.line) }
            if work[row.group, default: Work()].apis.insert(row.apiID).inserted { addStages(of: row) }
            work[row.group, default: Work()].rows += 1
            if shown.count < limit ?? 0 { shown.append(row) }
        case .unchanged: counts.unchanged += 1
        case .fail: counts.fail += 1
        case .drift: counts.drifted += 1
        case .open: counts.open += 1
        }
        collected.add(row, of: apis[row.api])
    }

    private mutating func addStages(of row: PlannedRow) {
        guard let stages = apis[row.api]?.stages else { return }
        work[row.group]?.deployments += stages.manual.count
        if case .failed = stages { counts.unreadAPIs += 1 }
    }

    /// What a person should know, the most serious first.
    public var notices: [PlanNotice] { collected.sorted }

    /// The same for a person: one for all stacks of a tool.
    public var gatheredNotices: [PlanNotice] { PlanNotice.gathered(notices) }

    /// APIs in which something changes.
    public var apiCount: Int { work.values.reduce(0) { $0 + $1.apis.count } }
    public var groupCount: Int { work.count }

    /// Rows that change something and are not among those that are shown.
    var hiddenRows: Int { limit == nil ? 0 : counts.change - shown.count }

    func routes(of row: PlannedRow) -> [String] { apis[row.api]?.routes[row.integrationID] ?? [] }

    /// Stages that need a deployment before clients see the changes.
    public var deploymentCount: Int { work.values.reduce(0) { $0 + $1.deployments } }

    /// How long the deployments take, one in five seconds for each account.
    public var deploymentSeconds: Double {
        let accounts = Dictionary(grouping: work) { $0.key.accountID ?? $0.key.name }
        let most = accounts.values.map { $0.reduce(0) { $0 + $1.value.deployments } }.max() ?? 0
        return Double(max(0, most - 1)) * (APIGateway.deploymentInterval / .seconds(1))
    }

    /// The stages of the APIs in which something changes, in the order of APIs; where nobody has looked there are none.
    var stages: [(group: PlannedGroup, apiID: String, reading: StageReading)] {
        work.flatMap { group, work in
            work.apis.compactMap { id in
                apis[PlannedAPI.Key(group: group, id: id)]?.stages.map { (group: group, apiID: id, reading: $0) }
            }
        }.sorted { ($0.group.name, $0.apiID) < ($1.group.name, $1.apiID) }
    }

    func api(of row: PlannedRow) -> PlannedAPI? { apis[row.api] }

    /// - Parameters:
    ///   - rate: calls/s of a group; `nil`: unlimited.
    ///   - burst: calls that a group may send at once in the beginning.
    public func effort(rate: Double?, burst: Int) -> PlanEffort {
        let groups = work.values.map { PlanEffort.Group(apis: $0.apis.count, rows: $0.rows) }
        return PlanEffort(groups: groups, rate: rate, burst: burst)
    }
}
