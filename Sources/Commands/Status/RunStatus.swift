import Foundation
import Migration
import Records
import Reports

/// Where a run stands, for `status`.
struct RunStatus {
    private var overview: RunOverview
    private let groups: [MigrationGroup]
    private let pace: RunPace
    /// Of the rollback that has begun and not ended.
    private let rollback: RunSummary?
    /// `nil`: no process works on the run.
    private let live: LiveStatus?
    private let lastFailures: [FailedRow]
    private let now: Double

    let isRunning: Bool

    /// - Parameters:
    ///   - filter: rows that are counted; `nil`: all of them.
    ///   - isWatched: for a screen, which has the last failures in the place of their kinds.
    init(ofCheckpointAt path: String, counting filter: RowFilter?, isWatched: Bool = false) async throws {
        let isRunning = try Checkpoint.isInUse(path: path)
        let checkpoint = try await Checkpoint.openForReading(path: path)
        let now = Date().timeIntervalSince1970
        var overview = try await RunOverview(checkpoint)
        let command = ShellCommand(parsing: overview.info.command)
        if let obstacle = RunObstacle(overview.info, checkpoint: path), overview.info.kind == .migration {
            // A rollback works on this file too; it is that which goes on.
            overview.nextCommand =
                isRunning ? nil : obstacle.next(command).text
        } else if isRunning {
            overview.state = .running
        } else if overview.state == .planned, overview.info.kind == .migration {
            overview.nextCommand = command.applyingPlan().text
        } else if overview.state != .complete || overview.summary.count(where: \.needsAttention) > 0 {
            overview.nextCommand = overview.info.command
        }
        if !isRunning, overview.info.wayBack?.isInEffect != true { overview.offerWayBack(like: command) }
        if let filter { overview.summary = try await RunSummary(of: checkpoint, filter) }
        lastFailures = isWatched && isRunning ? try await checkpoint.lastFailures(Self.failureLimit) : []
        if isWatched, isRunning { overview.summary.failures = [] }
        live = isRunning ? try await checkpoint.liveState().map { LiveStatus($0, now: now) } : nil
        self.now = now
        self.overview = overview
        self.isRunning = isRunning
        rollback = overview.state == .goingBack ? try await Self.rollback(of: path) : nil
        groups = try await checkpoint.groups().filter { $0.openRows > 0 }
        pace = isRunning ? try await checkpoint.pace(now: now) : RunPace()
    }

    /// A rollback's file that is not there, or not readable, keeps nobody from seeing the run's.
    private static func rollback(of path: String) async throws -> RunSummary? {
        guard let checkpoint = try? await Checkpoint.openForReading(path: WayBack.path(of: path)) else { return nil }
        return try await checkpoint.summary()
    }

    var lines: [StyledLine] {
        var sections: [[StyledLine]] = []
        if let rollback {
            let done = rollback.total - rollback.openCount
            sections.append(["Rollback: \(done) of \(Quantity.count(rollback.total, "row")) done"])
        }
        if let line = live?.line { sections.append([line]) }
        if pace.rowsPerSecond > 0 {
            let left = working.map { Double($0.openRows) }.reduce(0, +) / pace.rowsPerSecond
            let rate = ProgressLine.decimal(pace.rowsPerSecond)
            sections.append(["\(rate) rows/s, about \(ProgressLine.clock(left)) left"])
        }
        if working.count > 1 || (live != nil && !working.isEmpty) { sections.append(stillToDo) }
        if !lastFailures.isEmpty {
            let manifest = overview.info.manifestPath
            sections.append(
                [StyledLine("Failed last:", .heading)] + lastFailures.map { $0.line(in: manifest, now: now) }
            )
        }
        return SummaryText(overview, adding: sections).lines
    }

    /// The parked ones have a section of their own.
    private var working: [MigrationGroup] { groups.filter { $0.parking == nil } }

    private var stillToDo: [StyledLine] {
        let working = working.sorted { $0.openRows > $1.openRows }
        let shown = working.prefix(Self.groupLimit)
        var lines = [StyledLine("Still to do:", .heading)]
        let counts = shown.map { String($0.openRows).count }.max() ?? 0
        let words = shown.map { live?.words(on: $0) ?? "" }
        // What is said of a group stands before its name, which a narrow screen may cut.
        let column = min(Self.wordsWidth, words.map { ColumnWidth.of($0) }.max() ?? 0)
        for (group, words) in zip(shown, words) {
            let rows = String(group.openRows)
            let head = "  \(ColumnWidth.padding(rows, to: counts))\(rows)"
            let said = column == 0 ? "" : "  \(words)\(ColumnWidth.padding(words, to: column)) "
            lines.append("\(head)\(said, .faint) in \(group.name)")
        }
        if working.count > shown.count { lines.append("  … and \(working.count - shown.count) more") }
        return lines
    }

    var json: JSONValue {
        var value = SummaryJSON(overview).value.object ?? JSONObject()
        if pace.rowsPerSecond > 0 {
            value["rows_per_second"] = .number("\((pace.rowsPerSecond * 1000).rounded() / 1000)")
        }
        value["live"] = live?.json
        value["groups"] = .array(
            groups.map { group in
                var members: [(key: String, value: JSONValue)] = [
                    ("region", .string(group.region)), ("open_rows", .integer(group.openRows)),
                ]
                let credentials = group.credentials
                if !credentials.profile.isEmpty { members.append(("profile", .string(credentials.profile))) }
                if let role = credentials.roleARN { members.append(("role_arn", .string(role))) }
                if let account = group.accountID { members.append(("account_id", .string(account))) }
                if group.parking != nil { members.append(("parked", .bool(true))) }
                var object = JSONObject(members)
                live?.add(to: &object, of: group)
                return .object(object)
            }
        )
        return .object(value)
    }

    /// Groups that are shown one by one.
    private static let groupLimit = LiveState.groupLimit
    /// Longer ones push the name of their group to the right.
    private static let wordsWidth = 50
    private static let failureLimit = 5
}
