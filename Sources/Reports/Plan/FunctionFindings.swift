import Migration
import Records

/// The findings of a preflight put together by function, verdict and kind as they come, one such group after the other.
struct FunctionFindings {
    private var findings: [PreflightFinding] = []

    /// - Returns: the group before, once a finding begins another one.
    mutating func add(_ finding: PreflightFinding) -> JSONValue? {
        guard let first = findings.first,
            (first.function, first.verdict, first.kind) != (finding.function, finding.verdict, finding.kind)
        else {
            findings.append(finding)
            return nil
        }
        defer { findings = [finding] }
        return json
    }

    /// `nil`: there is none.
    var json: JSONValue? {
        guard let first = findings.first else { return nil }
        let note = findings.lazy.compactMap(\.note).first
        return .object(
            JSONObject([
                ("function", .string(first.function)), ("verdict", .string(first.verdict.rawValue)),
                ("kind", .string(first.kind)), ("apis", .integer(findings.count)),
                ("rows", .integer(findings.reduce(0) { $0 + $1.rowCount })), ("message", .string(first.message)),
                ("note", note.map { .string("\($0.kind): \($0.text)") } ?? .null),
                ("commands", .array(commands.map { .string($0) })),
            ])
        )
    }

    private var commands: [String] { findings.filter { $0.verdict == .notPermitted }.compactMap(\.command) }
}
