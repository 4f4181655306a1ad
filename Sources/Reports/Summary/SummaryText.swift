public import Migration
import Records

/// The summary of a run as plain text: what a person needs to know who is called out of bed.
public struct SummaryText: Sendable {
    /// What a piece of the text is, so that a terminal may colour it.
    public enum Role: Sendable, Equatable {
        case title
        case outcome(Outcome)
        case note
        case command
    }

    /// Gives a piece of text its looks. It must not change its width.
    public typealias Style = @Sendable (Role, String) -> String

    private let overview: RunOverview
    private let additions: [[String]]
    private let style: Style

    /// Kinds of failures that are shown one by one.
    private static let shownFailures = 10
    /// An example's message is cut there: a few lines on a terminal.
    static let messageLimit = 300

    /// - Parameters:
    ///   - additions: further sections, a line each of their texts, that come before the reports and the next command.
    ///   - style: for a terminal with colours; without it the text is plain.
    public init(_ overview: RunOverview, adding additions: [[String]] = [], style: @escaping Style = { $1 }) {
        self.overview = overview
        self.additions = additions
        self.style = style
    }

    /// Lines, the last with its line feed too. When there is a next command, it is the last line.
    public var text: String {
        var sections = [[title] + counts]
        if let effort { sections.append([effort]) }
        if !overview.summary.failures.isEmpty { sections.append(failures) }
        if !overview.parked.isEmpty { sections.append(ParkedText(overview, style: style).lines) }
        if let note = overview.note { sections.append([style(.note, note)]) }
        sections += additions
        let paths = overview.reportPaths.map { "Report: \(Printable.text($0))" }
        if !paths.isEmpty { sections.append(paths) }
        if let command = overview.nextCommand {
            sections.append(["Next: \(style(.command, Printable.text(command)))"])
        }
        return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var title: String {
        let manifest = overview.info.manifestPath == "-" ? "standard input" : Printable.text(overview.info.manifestPath)
        let kind = overview.isDryRun ? "Dry run" : "Run"
        let undone = overview.summary.count(where: \.needsAttention)
        let isDone = overview.state != .complete || undone == 0
        let words = isDone ? Printable.text(overview.state.words) : "ended, \(Quantity.count(undone, "row")) not done"
        return style(.title, "\(kind) \(Printable.text(overview.info.id)) of \(manifest): \(words)")
    }

    private var counts: [String] {
        let shown = overview.counts.filter { $0.count > 0 }
        let width = String(overview.summary.total).count
        let lines = shown.map { count in
            "  \(padded(count.count, width)) \(style(.outcome(count.outcome), count.label))"
        }
        return lines + ["  \(padded(overview.summary.total, width)) \(overview.summary.total == 1 ? "row" : "rows")"]
    }

    /// `nil` before a session of the run has ended: the checkpoint does not know yet.
    private var effort: String? {
        let calls = overview.info.calls
        if calls.calls == 0, overview.info.secondsActive == 0 { return nil }
        var text = "\(Quantity.count(calls.calls, "call")) in \(Quantity.duration(overview.info.secondsActive))"
        var parts: [String] = []
        if calls.throttled > 0 {
            parts.append("\(calls.throttled) throttled (\(Quantity.share(calls.throttled, of: calls.calls)))")
        }
        if calls.conflicts > 0 { parts.append(Quantity.count(calls.conflicts, "conflict")) }
        if calls.retries > 0 { parts.append(Quantity.count(calls.retries, "retry", "retries")) }
        if !parts.isEmpty { text += ", " + parts.joined(separator: ", ") }
        return text
    }

    private var failures: [String] {
        let groups = overview.summary.failures
        let shown = groups.prefix(Self.shownFailures)
        let width = String(shown.map(\.count).max() ?? 0).count
        var lines = ["Failures by kind:"]
        for group in shown {
            let code = style(.outcome(group.outcome), Printable.text(group.code, limit: Self.messageLimit))
            // A kind that begins with the code says no more than that.
            let kind = group.kind.hasPrefix(group.code) ? "" : Printable.text(group.kind, limit: Self.messageLimit)
            let message = Printable.text(group.exampleMessage, limit: Self.messageLimit)
            lines.append("  \(padded(group.count, width)) \(code)\(kind.isEmpty ? "" : ": \(kind)")")
            lines.append("  \(spaces(width)) \(overview.place(ofLine: group.exampleLine)): \(message)")
        }
        let rest = groups.dropFirst(Self.shownFailures)
        if !rest.isEmpty {
            let rows = Quantity.count(rest.reduce(0) { $0 + $1.count }, "row")
            lines.append("  \(spaces(width)) and \(Quantity.count(rest.count, "kind")) more, \(rows)")
        }
        return lines
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        spaces(width - String(number).count) + String(number)
    }

    private func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}
