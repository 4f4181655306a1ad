public import Migration
public import Records

/// What the preflight found, for a person and for programs: what would answer with a 500 first, with the commands that mend it.
public struct PreflightSection: Sendable {
    private let summary: PreflightSummary

    /// Commands that are shown of one function.
    private static let shownCommands = 10

    public init(_ summary: PreflightSummary) {
        self.summary = summary
    }

    /// No lines when there is nothing to say.
    public var lines: [StyledLine] {
        let lines = summary.entries.flatMap(lines)
        return lines.isEmpty ? [] : [StyledLine("Lambda functions:", .heading)] + lines
    }

    private func lines(of entry: PreflightSummary.Entry) -> [StyledLine] {
        var lines: [StyledLine] = []
        if let sentence = sentence(on: entry) { lines.append("  \(sentence, .note)") }
        if let note = entry.note { lines.append("  \(entry.function): \(note)") }
        guard entry.verdict == .notPermitted else { return lines }
        lines += entry.commands.prefix(Self.shownCommands).map { "    \($0, .command)" }
        let more = entry.commands.count - Self.shownCommands
        if more > 0 { lines.append("    … and \(Quantity.count(more, "more command"))") }
        return lines
    }

    private func sentence(on entry: PreflightSummary.Entry) -> String? {
        let rows = Quantity.count(entry.rowCount, "row")
        let apis = Quantity.count(entry.apiCount, "API")
        return switch entry.verdict {
        case .permitted: nil
        case .granted: "permission given: \(entry.function) lets \(apis) in"
        case .notPermitted where !entry.commands.isEmpty:
            "would answer 500: \(rows), \(entry.function) does not let \(apis) in"
        case .notPermitted, .notFound, .notUsable: "would answer 500: \(rows), \(entry.message)"
        case .roleDecides: "a role decides: \(rows), \(entry.message)"
        case .cannotTell: "cannot tell: \(rows), \(entry.function): \(entry.message)"
        case .notChecked: "not checked: \(rows), \(entry.function): \(entry.message)"
        }
    }

    /// One object for each function and verdict.
    public var json: JSONValue {
        .array(
            summary.entries.map { entry in
                .object(
                    JSONObject([
                        ("function", .string(entry.function)), ("verdict", .string(entry.verdict.rawValue)),
                        ("apis", .integer(entry.apiCount)), ("rows", .integer(entry.rowCount)),
                        ("message", .string(entry.message)), ("note", entry.note.map { .string($0) } ?? .null),
                        ("commands", .array(entry.commands.map { .string($0) })),
                    ])
                )
            }
        )
    }
}
