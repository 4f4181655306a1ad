import Migration
import Records
import Reports

/// What `discover` says on standard error once it is done. Pure.
struct DiscoverText {
    private let result: Discovery.Findings
    private let outPath: String?
    private let hasRules: Bool

    /// Rules and places that are named one by one.
    private static let limit = 20
    private static let exampleLimit = 400

    init(_ result: Discovery.Findings, outPath: String?, hasRules: Bool) {
        self.result = result
        self.outPath = outPath
        self.hasRules = hasRules
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
        for failure in result.failures.prefix(Self.limit) {
            lines.append("not read: \(Printable.text(failure.group.name)): \(Printable.text(failure.reason))")
        }
        if result.failures.count > Self.limit {
            lines.append("… and \(result.failures.count - Self.limit) more accounts and regions that were not read")
        }
        for rule in summary.unusedRules {
            let consequence = isMistaken ? "; no manifest was written" : ""
            lines.append("apigw-migrate: \(Printable.text(rule.name)) concerns no integration\(consequence)")
        }
        if !result.failures.isEmpty {
            let count = Quantity.count(result.failures.count, "account and region", "accounts and regions")
            lines.append("apigw-migrate: \(count) not read to the end; the manifest lacks what is there")
        } else if let outPath, summary.rows > 0, !isMistaken {
            lines.append("Next: \(ShellWord.joined(["apigw-migrate", hasRules ? "plan" : "validate", outPath]))")
        }
        return lines
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

    static func progress(_ progress: Discovery.Progress, of total: Int) -> String {
        "\r\u{1B}[K\(progress.groups) of \(Quantity.count(total, "account and region", "accounts and regions")), "
            + "\(Quantity.count(progress.apis, "API")), \(Quantity.count(progress.integrations, "integration"))"
    }
}
