/// One condition of a statement.
struct PolicyCondition {
    /// `ArnLike`
    var `operator`: String
    /// `AWS:SourceArn`
    var key: String
    /// One of them has to match.
    var values: [String]

    /// API Gateway always names its source, so that `…IfExists` means the same. Operators and keys have no case.
    func holds(for source: OpenText, of accountID: String) -> Verdict {
        if isOnFunctionURLs { return .no }
        var name = self.operator.lowercased()
        if name.hasSuffix("ifexists") { name.removeLast("ifexists".count) }
        let matches: (String, OpenText) -> Verdict
        switch name {
        // Both compare in the same way, with wildcards.
        case "arnlike", "arnequals": matches = Self.matchesARN
        case "stringlike": matches = Self.matchesText
        case "stringequals": matches = Self.isText
        default: return .unknown("it has a condition \(self.operator)")
        }
        let text: OpenText
        switch key.lowercased() {
        case "aws:sourcearn": text = source
        case "aws:sourceaccount": text = OpenText(accountID)
        default: return .unknown("it has a condition on \(key)")
        }
        let verdicts = values.map { value in
            value.contains("${") ? Verdict.unknown("its condition holds a policy variable") : matches(value, text)
        }
        if verdicts.contains(.yes) { return .yes }
        return verdicts.first { $0 != .no } ?? .no
    }

    /// Whether it asks for a call through the function's own URL, which API Gateway does not use: Lambda writes such
    /// statements, for everybody, when a function gets a public URL.
    private var isOnFunctionURLs: Bool {
        switch (key.lowercased(), self.operator.lowercased()) {
        case ("lambda:invokedviafunctionurl", "bool"): values.allSatisfy { $0.lowercased() == "true" }
        case ("lambda:functionurlauthtype", "stringequals"): true
        default: false
        }
    }

    private static func matchesText(_ pattern: String, _ text: OpenText) -> Verdict {
        verdict(Glob(pattern).extent(in: text))
    }

    private static func isText(_ wanted: String, _ text: OpenText) -> Verdict {
        // Without wildcards: a text that holds their characters is no ARN or account.
        if wanted.contains("*") || wanted.contains("?") { return .no }
        return verdict(Glob(wanted).extent(in: text))
    }

    /// ARNs are compared part by part, so that a `*` never stands for a colon before the last one.
    private static func matchesARN(_ pattern: String, _ text: OpenText) -> Verdict {
        let wanted = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let found = text.parts.split(
            separator: .byte(UInt8(ascii: ":")),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard wanted.count == 6, found.count == 6 else { return .unknown("its condition holds no whole ARN") }
        let extents = zip(wanted, found).map { Glob(String($0)).extent(in: OpenText(parts: Array($1))) }
        if extents.contains(.none) { return .no }
        return verdict(extents.contains(.some) ? .some : .all)
    }

    private static func verdict(_ extent: Glob.Extent) -> Verdict {
        switch extent {
        case .all: .yes
        case .none: .no
        case .some: .unknown("it is for some stages or routes only")
        }
    }
}
