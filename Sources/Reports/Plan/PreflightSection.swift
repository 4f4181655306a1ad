public import Migration
public import Records

/// What the preflight found, for a person and for programs: what would answer with a 500 first, with the commands that mend it.
/// Each kind is one entry with its count and an example, however many functions there are.
public struct PreflightSection: Sendable {
    private let summary: PreflightSummary

    /// Commands that are shown.
    public static let shownCommands = 10
    /// An example's message is cut there.
    private static let messageLimit = 300

    public init(_ summary: PreflightSummary) {
        self.summary = summary
    }

    /// No lines when there is nothing to say.
    public var lines: [StyledLine] {
        let lines = summary.entries.flatMap(lines(of:)) + summary.notes.flatMap(lines(of:))
        return lines.isEmpty ? [] : [StyledLine("Lambda functions:", .heading)] + lines
    }

    /// One line for each kind of rows that would answer with a 500.
    public var refusals: [String] { summary.entries.filter(\.verdict.isRefusal).map(sentence(on:)) }

    private func lines(of entry: PreflightSummary.Entry) -> [StyledLine] {
        let sentence = sentence(on: entry)
        var lines: [StyledLine] = [entry.verdict == .permitted ? "  \(sentence)" : "  \(sentence, .note)"]
        if ![.permitted, .granted].contains(entry.verdict) { lines.append(example(of: entry.function, entry.message)) }
        guard entry.verdict == .notPermitted, entry.kind == PreflightFinding.lacksPermission else { return lines }
        lines += summary.commands.map { "    \($0, .command)" }
        let more = summary.commandCount - summary.commands.count
        if more > 0 {
            lines.append("    … and \(Quantity.count(more, "more command")); --lambda-commands FILE writes all")
        }
        return lines
    }

    private func lines(of note: PreflightSummary.Note) -> [StyledLine] {
        let subject = subject(note.functionCount, note.function)
        return ["  \(subject): \(note.kind)", example(of: note.function, note.text)]
    }

    private func example(of function: String, _ message: String) -> StyledLine {
        let text = message.contains(function) ? message : "\(function): \(message)"
        return "    \(Printable.text(text, limit: Self.messageLimit), .faint)"
    }

    /// `3 functions`, `function orders-v2:live`
    private func subject(_ count: Int, _ function: String) -> String {
        if count != 1 { return Quantity.count(count, "function") }
        let name = function.firstRange(of: ":function:").map { function[$0.upperBound...] } ?? function[...]
        return "function \(Printable.text(String(name)))"
    }

    private func sentence(on entry: PreflightSummary.Entry) -> String {
        let rows = Quantity.count(entry.rowCount, "row")
        let apis = Quantity.count(entry.apiCount, "API")
        let subject = subject(entry.functionCount, entry.function)
        let isOne = entry.functionCount == 1
        return switch entry.verdict {
        case .permitted: "would work: \(rows), \(subject) \(isOne ? "lets" : "let") \(apis) in"
        case .granted: "permission given: \(subject) \(isOne ? "lets" : "let") \(apis) in"
        case .notPermitted where entry.kind == PreflightFinding.lacksPermission:
            "would answer 500: \(rows), \(subject) \(isOne ? "does" : "do") not let \(apis) in"
        case .notPermitted, .notFound, .notUsable: "would answer 500: \(rows), \(subject): \(entry.kind)"
        case .roleDecides: "a role decides: \(rows), \(subject)"
        case .cannotTell: "cannot tell: \(rows), \(subject): \(entry.kind)"
        case .notChecked: "not checked: \(rows), \(subject): \(entry.kind)"
        }
    }

    /// An object for each kind.
    public var json: JSONValue {
        .object(
            JSONObject([
                ("kinds", .array(summary.entries.map(Self.json))),
                ("notes", .array(summary.notes.map(Self.json))),
                ("missing_permissions", .integer(summary.commandCount)),
            ])
        )
    }

    private static func json(_ entry: PreflightSummary.Entry) -> JSONValue {
        .object(
            JSONObject([
                ("verdict", .string(entry.verdict.rawValue)), ("kind", .string(entry.kind)),
                ("rows", .integer(entry.rowCount)), ("functions", .integer(entry.functionCount)),
                ("apis", .integer(entry.apiCount)), ("example_function", .string(entry.function)),
                ("example_message", .string(entry.message)),
            ])
        )
    }

    private static func json(_ note: PreflightSummary.Note) -> JSONValue {
        .object(
            JSONObject([
                ("kind", .string(note.kind)), ("functions", .integer(note.functionCount)),
                ("example_function", .string(note.function)), ("example", .string(note.text)),
            ])
        )
    }
}
