import Yams

extension Resolver {
    /// What plain scalars mean to the AWS CLI, in its inputs and outputs: YAML 1.2's core schema (section 10.3.2), with
    /// underscores in numbers, dates, and the merge and value keys of YAML 1.1.
    static let plainScalars: Resolver = {
        let rules: [(Tag.Name, String)] = [
            (.bool, "true|True|TRUE|false|False|FALSE"),
            (.int, "[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)"),
            (
                .float,
                #"[-+]?[0-9][0-9_]*(\.[0-9_]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"#
                    + #"|[-+]?\.[0-9][0-9_]*([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"#
            ),
            (.null, "~|null|Null|NULL|"),
            (
                .timestamp,
                #"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?"#
            ),
            (.merge, "<<"),
            (.value, "="),
        ]
        return rules.reduce(Resolver.basic) { resolver, rule in
            (try? resolver.appending(rule.0, "^(?:\(rule.1))$")) ?? resolver
        }
    }()

    /// Whether a text would be something else if it stood without quotes.
    func needsQuotes(_ text: String) -> Bool {
        resolveTag(of: Node(text, .implicit)) != .str
    }
}
