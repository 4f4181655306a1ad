import Migration
import Records

/// The summary of a run as text: what a person needs to know who is called out of bed.
public struct SummaryText: Sendable {
    private let sections: [RunSection]
    private let overview: RunOverview

    /// An example's message is cut there: a few lines on a terminal.
    private static let messageLimit = 300
    /// Of what a health check has said.
    private static let reportLines = 5

    /// - Parameters:
    ///   - additions: further sections, which come before the reports and the next command.
    public init(
        _ overview: RunOverview,
        adding additions: [[StyledLine]] = []
    ) {
        self.overview = overview
        sections = overview.sections(adding: additions)
    }

    /// Sections with empty lines between them. When there is a next command, it is the last line.
    public var lines: [StyledLine] {
        var lines: [StyledLine] = []
        for section in sections {
            // The counts belong to the title.
            if !lines.isEmpty, !section.isCounts { lines.append(StyledLine()) }
            lines += self.lines(of: section)
        }
        return lines
    }

    /// The lines as a plain text.
    public var text: String { lines.map { $0.text() + "\n" }.joined() }

    private func lines(of section: RunSection) -> [StyledLine] {
        switch section {
        case .title(let line), .effort(let line): [line]
        case .counts(let counts, let total): self.counts(counts, total)
        case .failures(let groups, let kinds, let rows): failures(groups, kinds, rows)
        case .parked(let reasons, let more, let isTriedAgain, let advice):
            [StyledLine(isTriedAgain ? Self.triedAgain : Self.leftAlone, .note)] + parked(reasons, more) + [advice]
        case .note(let text): [StyledLine(text, .note)]
        case .lines(let lines): lines
        case .reports(let paths): paths.map { "Report: \($0)" }
        case .waves(let waves): self.waves(waves)
        case .next(let command, let back):
            (back.map { ["Back: \($0, .command)"] } ?? []) + (command.map { ["Next: \($0, .command)"] } ?? [])
        }
    }

    private func counts(_ counts: [(label: String, outcome: Outcome, count: Int)], _ total: Int) -> [StyledLine] {
        let width = String(total).count
        return counts.map { "  \(padded($0.count, width)) \($0.label, .outcome($0.outcome))" }
            + ["  \(padded(total, width)) \(total == 1 ? "row" : "rows")"]
    }

    private func failures(_ groups: [FailureGroup], _ moreKinds: Int, _ moreRows: Int) -> [StyledLine] {
        let width = String(groups.map(\.count).max() ?? 0).count
        let indent = String(repeating: " ", count: width)
        var lines: [StyledLine] = ["Failures by kind:"]
        for group in groups {
            let code = Printable.text(group.code, limit: Self.messageLimit)
            var line: StyledLine = "  \(padded(group.count, width)) \(code, .outcome(group.outcome))"
            // A kind that begins with the code says no more than that.
            if !group.kind.hasPrefix(group.code) {
                line.append(": \(Printable.text(group.kind, limit: Self.messageLimit))")
            }
            lines.append(line)
            let message = Printable.text(group.exampleMessage, limit: Self.messageLimit)
            lines.append("  \(indent) \(overview.place(ofLine: group.exampleLine)): \(message)")
        }
        if moreKinds > 0 {
            lines.append(
                "  \(indent) and \(Quantity.count(moreKinds, "kind")) more, \(Quantity.count(moreRows, "row"))"
            )
        }
        return lines
    }

    private static let leftAlone = "Parked: nothing more is sent for these groups, and their rows are pending."
    private static let triedAgain =
        "Parked: these groups are tried again until the others are done; their rows are pending."

    private func parked(_ reasons: [ParkedReason], _ more: ParkedReason.Rest) -> [StyledLine] {
        var lines: [StyledLine] = []
        for reason in reasons {
            lines.append("  \(Printable.text(reason.reason, limit: Self.messageLimit))")
            lines += reason.groups.map { "    \(Quantity.count($0.openRows, "row")) of \($0.name)" }
            if reason.more.groups > 0 { lines.append("    and \(Self.words(reason.more))") }
        }
        if more.groups > 0 { lines.append("  and for other reasons \(Self.words(more))") }
        return lines
    }

    /// A line for each wave, and below it the first lines of what its health check has said.
    private func waves(_ waves: [Wave]) -> [StyledLine] {
        let names = waves.map { ColumnWidth.of($0.name) }.max() ?? 0
        var lines: [StyledLine] = ["Waves:"]
        for wave in waves {
            let counts = Outcome.allCases.filter { wave.outcomes[$0] ?? 0 > 0 }
                .map { "\(wave.outcomes[$0] ?? 0) \($0.title)" }.joined(separator: ", ")
            var line: StyledLine = "  \(wave.name)\(ColumnWidth.padding(wave.name, to: names))  \(counts)"
            if let verdict = wave.verdict { line.append(verdict.isGo ? ", \(verdict.rawValue)" : ", ") }
            if let verdict = wave.verdict, !verdict.isGo {
                line.append("health check \(verdict.rawValue)", .outcome(.failed))
            }
            lines.append(line)
            let said = (wave.report ?? "").split(separator: "\n")
            lines += said.prefix(Self.reportLines).map {
                "    \(Printable.text(String($0), limit: Self.messageLimit), .faint)"
            }
            if said.count > Self.reportLines { lines.append("    … and \(said.count - Self.reportLines) more lines") }
        }
        return lines
    }

    private static func words(_ rest: ParkedReason.Rest) -> String {
        "\(Quantity.count(rest.groups, "group")) more, \(Quantity.count(rest.rows, "row"))"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
    }
}

extension RunSection {
    fileprivate var isCounts: Bool {
        if case .counts = self { true } else { false }
    }
}
