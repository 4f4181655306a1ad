import Records

/// What `discover` has looked at and what came of it.
public struct DiscoverySummary: Sendable, Equatable {
    /// What one edit rule has done.
    public struct Rule: Sendable, Equatable {
        /// The option as it was given.
        public var name: String
        /// Whether it may concern nothing, as a line of a map.
        public var isOptional = false
        /// Integrations that it changes.
        public var changed = 0
        /// Integrations that are already as it wants them.
        public var already = 0
        /// `API/INTEGRATION: old -> new`, of the first one in the manifest.
        public var example: String?

        public var isUnused: Bool { changed == 0 && already == 0 }
    }

    public var apis = 0
    public var integrations = 0
    /// Integrations that the selection takes.
    public var selected = 0
    /// Rows of the manifest.
    public var rows = 0
    public var rules: [Rule]
    /// Integrations that were left out although a rule was about them, by reason.
    public var leftOut: [String: Int] = [:]

    /// What the rules did in a part of the whole, by their places: most parts concern few of the thousands of a map.
    private var effects: [Int: Rule] = [:]

    /// - Parameter rules: none for a part of the whole, which is added to the whole in the end.
    init(rules: [Rule] = []) {
        self.rules = rules
    }

    /// The rules that concern nothing although they were given one by one: a mistake of whoever gave them.
    public var unusedRules: [Rule] { rules.filter { $0.isUnused && !$0.isOptional } }

    /// Adds a part. The examples of the one that stands first in the manifest stay.
    mutating func add(_ other: DiscoverySummary) {
        apis += other.apis
        integrations += other.integrations
        selected += other.selected
        rows += other.rows
        leftOut.merge(other.leftOut) { $0 + $1 }
        for (index, effect) in other.effects {
            rules[index].changed += effect.changed
            rules[index].already += effect.already
            rules[index].example = rules[index].example ?? effect.example
        }
    }

    /// Adds what the rules did to one integration, to a part.
    mutating func add(_ effects: [(rule: Int, effect: EditedIntegration.Effect)], of target: String) {
        for (rule, effect) in effects {
            switch effect {
            case .already: self.effects[rule, default: Rule(name: "")].already += 1
            case .leftOut(let reason): leftOut[reason, default: 0] += 1
            case .changed(let old, let new):
                self.effects[rule, default: Rule(name: "")].changed += 1
                if self.effects[rule]?.example == nil {
                    let (old, new) = Self.differing(Self.shown(old), Self.shown(new))
                    self.effects[rule]?.example = "\(target): \(old) -> \(new)"
                }
            }
        }
    }

    /// Both texts without the long beginning that they share, as far as a colon or a slash.
    private static func differing(_ old: String, _ new: String) -> (old: String, new: String) {
        let common = zip(old, new).prefix { $0 == $1 }.count
        guard let mark = old.prefix(common).lastIndex(where: { ":/".contains($0) }) else { return (old, new) }
        let cut = old.distance(from: old.startIndex, to: mark) + 1
        if cut < shortestCut { return (old, new) }
        return ("…" + old.dropFirst(cut), "…" + new.dropFirst(cut))
    }

    /// Leaving out less than this saves nothing.
    private static let shortestCut = 12

    private static func shown(_ value: JSONValue?) -> String {
        switch value {
        case nil: "(nothing)"
        case .string(let text): text
        case .some(let value): JSONWriter().string(value)
        }
    }
}
