import Migration

/// What a plan's screen says beside its rows.
public struct PlanFacts: Sendable {
    /// `Plan 20261128T103000Z-ab12`.
    public var title: String
    /// What is planned; `nil`: the manifest.
    public var subject: String?
    /// The name of the manifest, to whose lines the rows belong.
    public var manifest: String
    /// Identifies the rows and the live values that they were compared with; `nil` where nothing is kept.
    public var digest: String?
    /// Calls/s of each account and region; `nil`: unlimited.
    public var rate: Double?
    public var burst: Int
    /// The Lambda functions that the rows point to; `nil`: nobody has looked at them.
    public var functions: PreflightSection?
    /// In their order; empty when all rows are sent together.
    public var waves: [Wave]
    /// The time that there is; `nil`: as much as it takes.
    public var window: PlanWindow?
    /// The stages that a rollback points back; `nil`: there are none.
    public var returns: DeploymentSection?
    /// What to type next.
    public var next: String?

    /// Rows that are sent together.
    public struct Wave: Sendable {
        public var name: String
        public var rows: Int

        public init(name: String, rows: Int) {
            self.name = name
            self.rows = rows
        }
    }

    public init(
        title: String,
        subject: String? = nil,
        manifest: String,
        digest: String? = nil,
        rate: Double?,
        burst: Int,
        functions: PreflightSection? = nil,
        waves: [Wave] = [],
        window: PlanWindow? = nil,
        returns: DeploymentSection? = nil,
        next: String? = nil
    ) {
        self.title = title
        self.subject = subject
        self.manifest = manifest
        self.digest = digest
        self.rate = rate
        self.burst = burst
        self.functions = functions
        self.waves = waves
        self.window = window
        self.returns = returns
        self.next = next
    }
}

/// The screen of a plan: what is unusual, the edits, the changes API by API, and one line of totals.
public struct PlanText: Sendable {
    private let plan: PlanOverview
    private let facts: PlanFacts
    /// Columns of the screen.
    private let width: Int

    private static let shownNotices = 20
    private static let shownEdits = 20
    /// Under a name of a member that leaves less room, its value gets a line of its own.
    private static let leastRoom = 30

    /// So wide the column of members' names becomes at the most: half of a narrow screen.
    private var widestName: Int { max(40, width * 2 / 5) }

    public init(_ plan: PlanOverview, _ facts: PlanFacts, width: Int) {
        self.plan = plan
        self.facts = facts
        self.width = max(40, width)
    }

    /// All lines; sections have empty lines between them.
    public var lines: [StyledLine] {
        var lines = head
        var last: PlannedRow?
        for row in plan.shown {
            lines += self.lines(of: row, after: last)
            last = row
        }
        return lines + tail
    }

    /// What comes before the rows.
    var head: [StyledLine] {
        let title = "\(facts.title) of \(facts.subject ?? facts.manifest): \(headline)"
        var sections = [wrapped(title, first: "", rest: 2, role: .title)]
        if let functions = facts.functions, !functions.lines.isEmpty { sections.append(functions.lines) }
        if let returns = facts.returns, !returns.returns.isEmpty { sections.append(returns.returns) }
        if !plan.notices.isEmpty { sections.append(unusual) }
        if !plan.edits.entries.isEmpty { sections.append(edits) }
        if plan.counts.change > 0 { sections.append([StyledLine("Changes:", .heading)]) }
        return Array(sections.joined(separator: [StyledLine()]))
    }

    /// What comes after the rows.
    var tail: [StyledLine] {
        let rest = plan.hiddenRows
        let more: [StyledLine] =
            rest > 0 ? ["  … and \(Quantity.count(rest, "more row")); --show all shows them"] : []
        return more + [StyledLine()] + totals
    }

    private var headline: String {
        let counts = plan.counts
        if counts.change == 0 { return "nothing to change" }
        let places = plan.groupCount == 1 ? "" : " in \(plan.groupCount) accounts and regions"
        return "\(counts.change) of \(Quantity.count(counts.total, "row")) to change\(places)"
    }

    // MARK: Unusual

    private var unusual: [StyledLine] {
        let all = plan.gatheredNotices
        let notices = all.prefix(Self.shownNotices)
        let column = String(notices.map(\.count).max() ?? 0).count
        var lines = [StyledLine("Unusual:", .heading)]
        for notice in notices {
            let indent = String(repeating: " ", count: 2 + column - String(notice.count).count)
            lines += wrapped(notice.summary, first: indent, rest: 4 + column, role: .note)
            let place = "\(facts.manifest):\(notice.line): "
            let room = width - 4 - column - ColumnWidth.of(place)
            let blanks = String(repeating: " ", count: 4 + column)
            lines.append("\(blanks)\(place, .faint)\(ColumnWidth.cut(notice.example, to: max(20, room)))")
        }
        let rest = all.dropFirst(Self.shownNotices)
        if !rest.isEmpty { lines.append("  and \(Quantity.count(rest.count, "more kind")) of unusual rows") }
        return lines
    }

    /// The text in lines that fit, broken at blanks.
    private func wrapped(_ text: String, first: String, rest: Int, role: TextRole?) -> [StyledLine] {
        var lines: [StyledLine] = []
        var line = ""
        var indent = first
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent.count + ColumnWidth.of(line) + 1 + ColumnWidth.of(String(word)) > width {
                lines.append("\(indent)\(line, role)")
                indent = String(repeating: " ", count: rest)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return lines + ["\(indent)\(line, role)"]
    }

    // MARK: Edits

    private var edits: [StyledLine] {
        let entries = Self.gathered(plan.edits)
        let shown = entries.prefix(Self.shownEdits)
        let column = shown.map { Quantity.count($0.count, "row").count }.max() ?? 0
        let names = min(widestName, shown.map { ColumnWidth.of($0.edit.name) }.max() ?? 0)
        var lines = [StyledLine("Edits:", .heading)]
        for entry in shown {
            let count = Quantity.count(entry.count, "row")
            let name = ColumnWidth.cut(entry.edit.name, to: names)
            let head = "  \(ColumnWidth.padding(count, to: column))\(count)  \(name)"
            let blanks = ColumnWidth.padding(name, to: names) + "  "
            let text = ChangeText(room: width - ColumnWidth.of(head + blanks))
            let place = "\(facts.manifest):\(entry.line)"
            if entry.kinds > 1 {
                let more = entry.kinds < entry.count ? "more than " : ""
                lines.append("\(head + blanks)\(more)\(entry.kinds) different changes, such as")
                let indent = String(repeating: " ", count: column + 4)
                let example = ChangeText(room: max(20, width - ColumnWidth.of(indent + place) - 2))
                lines.append("\(indent)\(place, .faint)  \(example.line(entry.example))")
            } else if case .text = entry.edit.part, entry.count > 1 {
                lines.append(StyledLine(head + blanks) + text.line(entry.edit))
                let indent = String(repeating: " ", count: column + 4)
                let example = ChangeText(room: max(20, width - ColumnWidth.of(indent + place) - 2))
                lines.append("\(indent)\(place, .faint)  \(example.line(entry.example))")
            } else {
                let line = StyledLine(head + blanks) + text.line(entry.example)
                let fits = line.width + 2 + ColumnWidth.of(place) <= width
                lines.append(fits ? "\(line)  \(place, .faint)" : line)
            }
        }
        let rest = entries.dropFirst(Self.shownEdits)
        if !rest.isEmpty {
            let changes = Quantity.count(rest.reduce(0) { $0 + $1.count }, "change")
            lines.append("  and \(Quantity.count(rest.count, "other edit")) with \(changes)")
        }
        return lines
    }

    /// An edit, or the edits of one member of which every row has one of its own.
    private struct Line {
        var edit: PlanEdit
        var count: Int
        var kinds: Int
        var line: Int
        var example: ValueChange
    }

    /// So many edits of a member that have one row each are shown one by one.
    private static let shownSingles = 3

    private static func gathered(_ edits: PlanEdits) -> [Line] {
        let entries = edits.entries
        let singles = Dictionary(grouping: entries.filter { $0.count == 1 }) { $0.edit.name }
            .filter { $0.value.count > shownSingles }
        var lines: [Line] = []
        for entry in entries {
            let others = entry.count == 1 ? singles[entry.edit.name] ?? [] : []
            if others.count > 1, others[0].line != entry.line { continue }
            let count = others.isEmpty ? entry.count : others.count + edits.uncountedByName[entry.edit.name, default: 0]
            lines.append(
                Line(
                    edit: entry.edit,
                    count: count,
                    kinds: max(1, others.count),
                    line: entry.line,
                    example: entry.example
                )
            )
        }
        return lines.sorted { ($1.count, $0.line, $0.edit.name) < ($0.count, $1.line, $1.edit.name) }
    }

    // MARK: Changes

    /// `orders (a1b2c3), HTTP, profile prod, eu-west-1`.
    private func header(_ row: PlannedRow) -> StyledLine {
        let api = plan.api(of: row)
        let name = api.map { $0.name.isEmpty ? row.apiID : "\($0.name) (\(row.apiID))" } ?? row.apiID
        var parts = [api?.protocolType ?? "", row.group.name].filter { !$0.isEmpty }
        switch api?.stages {
        case nil: break
        case .failed: parts.append("stages not read")
        case .read([]): parts.append("no stages")
        case .read(let stages):
            let manual = stages.filter { !$0.deploysItself }.map(\.name)
            parts.append(manual.isEmpty ? "live at once" : "needs a deployment: \(manual.joined(separator: ", "))")
        }
        return "  \(name, .heading), \(parts.joined(separator: ", "), .faint)"
    }

    /// - Parameter last: the row that was shown before; a row of another API gets that API's line first.
    func lines(of row: PlannedRow, after last: PlannedRow?) -> [StyledLine] {
        let indent = "    \(row.integrationID)"
        let routes = plan.routes(of: row).joined(separator: ", ")
        let head: StyledLine = "\(indent)  \(routes.isEmpty ? "" : "\(routes)  ")\("line \(row.line)", .faint)"
        let names = min(widestName, row.changes.map { ColumnWidth.of($0.name) }.max() ?? 0)
        var lines = last?.api == row.api ? [head] : [header(row), head]
        if let refusal = row.refusal {
            lines += wrapped("would answer 500: \(refusal.message)", first: "      ", rest: 8, role: .note)
        }
        for change in row.changes {
            let name = ColumnWidth.cut(change.name, to: names)
            let column = "      \(name)\(ColumnWidth.padding(name, to: names))  "
            let room = width - ColumnWidth.of(column)
            if room >= Self.leastRoom {
                lines.append(StyledLine(column) + ChangeText(room: room).line(change))
            } else {
                lines.append(StyledLine("      \(change.name)"))
                lines.append(StyledLine("        ") + ChangeText(room: width - 8).line(change))
            }
        }
        return lines
    }

    // MARK: Totals

    private var effort: PlanEffort { plan.effort(rate: facts.rate, burst: facts.burst) }

    /// `Waves: canary (10 rows), rest (190 rows)`, with whatever the rows of a wave come to.
    private var waves: [StyledLine] {
        if facts.waves.isEmpty { return [] }
        let names = facts.waves.map { "\($0.name) (\(Quantity.count($0.rows, "row")))" }
        return wrapped("Waves: \(names.joined(separator: ", "))", first: "", rest: 2, role: nil)
    }

    private var totals: [StyledLine] {
        let counts = plan.counts
        var parts = ["\(counts.change) to change"]
        if counts.unchanged > 0 { parts.append("\(counts.unchanged) unchanged") }
        if counts.fail > 0 { parts.append("\(counts.fail) will fail") }
        if counts.drifted > 0 { parts.append("\(counts.drifted) drifted") }
        if counts.open > 0 { parts.append("\(counts.open) not looked at") }
        if plan.deploymentCount > 0 {
            let seconds = plan.deploymentSeconds
            let time = seconds > 0 ? " (one in 5 s for each account: \(Quantity.duration(seconds)))" : ""
            parts.append("\(Quantity.count(plan.deploymentCount, "deployment"))\(time)")
        }
        if counts.change > 0 {
            let time = Quantity.duration(effort.seconds)
            // Less than that is no time to plan for.
            let pace = effort.seconds < 1 ? "" : ", about \(time)"
            parts.append("\(Quantity.count(effort.calls, "call"))\(pace)")
        }
        if let digest = facts.digest { parts.append("digest \(digest)") }
        var lines = waves + [StyledLine(parts.joined(separator: ", "), .title)]
        if counts.change > 0, let window = facts.window, let words = window.words(for: effort) {
            lines += wrapped(words, first: "", rest: 2, role: window.isEnough(for: effort) ? nil : .note)
        }
        if let next = facts.next { lines.append("Next: \(next, .command)") }
        return lines
    }
}
