import Migration
import Records

/// The section of a summary on groups that were left alone: each reason, and below it whom it concerns.
struct ParkedText {
    private let overview: RunOverview
    private let style: SummaryText.Style

    /// Groups that are shown one by one, of each reason.
    private static let shownGroups = 10
    private static let shownReasons = 10

    init(_ overview: RunOverview, style: @escaping SummaryText.Style) {
        self.overview = overview
        self.style = style
    }

    var lines: [String] {
        let reasons = Self.byReason(overview.parked)
        var lines = [style(.note, "Parked: nothing more is sent for these groups, and their rows are pending.")]
        for groups in reasons.prefix(Self.shownReasons) {
            lines.append("  " + Printable.text(groups[0].parking?.reason ?? "", limit: SummaryText.messageLimit))
            lines += groups.prefix(Self.shownGroups).map { group in
                "    \(Quantity.count(group.openRows, "row")) of \(Printable.text(group.name))"
            }
            let rest = groups.dropFirst(Self.shownGroups)
            if !rest.isEmpty { lines.append("    and \(Self.count(rest))") }
        }
        let rest = reasons.dropFirst(Self.shownReasons).joined()
        if !rest.isEmpty { lines.append("  and for other reasons \(Self.count(rest))") }
        return lines + [whatToDo]
    }

    /// Each list has one reason and is not empty; the first reason is that of the most rows.
    private static func byReason(_ parked: [MigrationGroup]) -> [[MigrationGroup]] {
        func rows(_ groups: [MigrationGroup]) -> Int { groups.reduce(0) { $0 + $1.openRows } }
        return Dictionary(grouping: parked) { $0.parking?.kind }.values
            .sorted { (rows($1), $0[0].id) < (rows($0), $1[0].id) }
    }

    private static func count(_ groups: some Collection<MigrationGroup>) -> String {
        let rows = Quantity.count(groups.reduce(0) { $0 + $1.openRows }, "row")
        return "\(Quantity.count(groups.count, "group")) more, \(rows)"
    }

    private var whatToDo: String {
        let condition = "Once that is put right" + (overview.state == .running ? " and the run has ended" : "")
        if overview.nextCommand != nil { return "\(condition), the command below goes on with these rows." }
        let command = overview.info.command.map { ": \(style(.command, Printable.text($0)))" } ?? "."
        return "\(condition), the same command goes on with these rows\(command)"
    }
}
