import Migration
import Records
import Reports

/// What `discover` says on standard error once it is done. Pure.
struct DiscoverText {
    private let result: Discovery.Findings
    private let outPath: String?
    private let hasRules: Bool
    /// The connection options that the next command needs too.
    private let connection: [String]

    /// Rules and places that are named one by one.
    private static let limit = 20
    private static let exampleLimit = 400

    init(_ result: Discovery.Findings, outPath: String?, hasRules: Bool, connection: [String] = []) {
        self.result = result
        self.outPath = outPath
        self.hasRules = hasRules
        self.connection = connection
    }

    /// Whether a rule concerns nothing in all that was asked for, so that no manifest was written.
    var isMistaken: Bool { !summary.unusedRules.isEmpty && result.failures.isEmpty }

    private var summary: DiscoverySummary { result.summary }

    var lines: [String] {
        var lines = [
            "\(Quantity.count(summary.apis, "API")), \(Quantity.count(summary.integrations, "integration")), "
                + "\(summary.selected) selected: \(Quantity.count(summary.rows, "row"))"
        ]
        lines += ruleLines
        for (reason, count) in summary.leftOut.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("left out: \(Quantity.count(count, "integration")), \(reason)")
        }
        let unusedLines = summary.rules.filter { $0.isUnused && $0.isOptional }
        for rule in unusedLines.prefix(Self.limit) {
            lines.append("warning: \(Printable.text(rule.name)) concerns nothing")
        }
        if unusedLines.count > Self.limit {
            lines.append("… and \(unusedLines.count - Self.limit) more lines of the map")
        }
        lines += failureLines
        for rule in summary.unusedRules {
            let consequence = isMistaken ? "; no manifest was written" : ""
            lines.append("apigw-migrate: \(Printable.text(rule.name)) concerns no integration\(consequence)")
        }
        if !result.failures.isEmpty {
            let count = Quantity.count(result.failures.count, "account and region", "accounts and regions")
            lines.append("apigw-migrate: \(count) not read to the end; the manifest lacks what is there")
        } else if let outPath, summary.rows > 0, !isMistaken {
            lines.append("Next: \(next(outPath))")
        }
        return lines
    }

    /// Regions that were not read for one reason stand together: credentials that are refused are refused everywhere.
    private var failureLines: [String] {
        var causes: [(name: String, reason: String, regions: [String])] = []
        for failure in result.failures {
            let name = failure.group.credentials.name
            if let index = causes.firstIndex(where: { $0.name == name && $0.reason == failure.reason }) {
                causes[index].regions.append(failure.group.region)
            } else {
                causes.append((name, failure.reason, [failure.group.region]))
            }
        }
        var lines = causes.prefix(Self.limit).map { cause in
            "not read: \(cause.name), \(cause.regions.joined(separator: ", ")): \(cause.reason)"
        }
        if causes.count > Self.limit { lines.append("… and \(causes.count - Self.limit) more that were not read") }
        return lines.map { Printable.text($0) }
    }

    /// The edits, the ones that change most first.
    private var ruleLines: [String] {
        let rules = summary.rules.filter { !$0.isUnused }.sorted { $0.changed > $1.changed }
        var lines = rules.prefix(Self.limit).map { rule in
            var line = "\(Printable.text(rule.name)): \(rule.changed) changed"
            if rule.already > 0 { line += ", \(rule.already) already so" }
            if let example = rule.example { line += ", such as \(Printable.text(example, limit: Self.exampleLimit))" }
            return line
        }
        if rules.count > Self.limit { lines.append("… and \(rules.count - Self.limit) more edits") }
        return lines
    }

    /// The command that takes the manifest. A sheet is edited first; then it is the reader who plans it.
    private func next(_ outPath: String) -> String {
        ShellWord.joined(
            hasRules ? ["apigw-migrate", "plan", outPath] + connection : ["apigw-migrate", "validate", outPath]
        )
    }
}
