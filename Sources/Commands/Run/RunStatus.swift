import Migration
import Records
import Reports

/// Where a run stands, for `status`.
struct RunStatus {
    private let overview: RunOverview
    private let groups: [MigrationGroup]
    private let pace: RunPace

    init(_ checkpoint: Checkpoint, isRunning: Bool, now: Double) async throws {
        var overview = try await RunOverview(checkpoint)
        if isRunning { overview.state = .running }
        self.overview = overview
        groups = try await checkpoint.groups().filter { $0.openRows > 0 }
        pace = isRunning ? try await checkpoint.pace(now: now) : RunPace()
    }

    var text: String {
        var text = SummaryText(overview).text
        if pace.rowsPerSecond > 0 {
            let left = groups.map { Double($0.openRows) }.reduce(0, +) / pace.rowsPerSecond
            text += "\n\(ProgressLine.decimal(pace.rowsPerSecond)) rows/s, about \(ProgressLine.clock(left)) left\n"
        }
        if groups.count > 1 {
            text += "\nStill to do:\n"
            for group in groups.sorted(by: { $0.openRows > $1.openRows }).prefix(Self.groupLimit) {
                text += "  \(group.openRows) in \(Self.name(of: group))\n"
            }
            if groups.count > Self.groupLimit { text += "  … and \(groups.count - Self.groupLimit) more\n" }
        }
        return text
    }

    var json: String {
        var value = SummaryJSON(overview).value.members ?? JSONObject()
        if pace.rowsPerSecond > 0 {
            value["rows_per_second"] = .number("\((pace.rowsPerSecond * 1000).rounded() / 1000)")
        }
        value["groups"] = .array(
            groups.map { group in
                var members: [(key: String, value: JSONValue)] = [
                    ("region", .string(group.region)), ("open_rows", .integer(group.openRows)),
                ]
                if !group.profile.isEmpty { members.append(("profile", .string(group.profile))) }
                if let account = group.accountID { members.append(("account_id", .string(account))) }
                return .object(JSONObject(members))
            }
        )
        return JSONWriter(indent: 2).string(.object(value)) + "\n"
    }

    /// Groups that are shown one by one.
    private static let groupLimit = 20

    private static func name(of group: MigrationGroup) -> String {
        let who = group.accountID ?? (group.profile.isEmpty ? "the default profile" : group.profile)
        return "\(who), \(group.region)"
    }
}
