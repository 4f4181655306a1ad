import Records

extension Member {
    /// Appends a problem when a text of the right length can be no value of the member, whatever the API: a text that is
    /// neither a URI nor an ARN, an invisible character, a word for "nothing". Stage variables may stand anywhere.
    func checkPlausibility(of text: String, problems: inout [MemberError]) {
        guard let problem = implausibility(of: text) else { return }
        problems.append(MemberError(value: text, problem: problem.what, allowed: problem.allowed ?? allowedDescription))
    }

    /// The same for the value of a key in a map.
    func checkPlausibility(of text: String, key: String, problems: inout [MemberError]) {
        guard Placeholder.isOfTable(text) else { return }
        let problem = "\(Placeholder.problem) (key \(Quoted(key)))"
        problems.append(MemberError(value: text, problem: problem, allowed: "a value, or an empty cell"))
    }

    private typealias Implausibility = (what: String, allowed: String?)

    private func implausibility(of text: String) -> Implausibility? {
        if self == .description {
            return Placeholder.isOfTable(text) ? (Placeholder.problem, "a description, or an empty cell") : nil
        }
        if self == .templateSelectionExpression {
            return Placeholder.isNothing(text) ? (Placeholder.problem, "an expression, or an empty cell") : nil
        }
        // API Gateway reads the word "null" here as "use resource-based permissions".
        if self == .credentialsARN, text == "null" { return nil }
        if Placeholder.isNothing(text) { return (Placeholder.problem, plausibleDescription) }
        if let invisible = InvisibleCharacter(in: text) { return (invisible.problem, plausibleDescription) }
        switch self {
        case .integrationURI: return text.withBytes(Self.problem(ofURI:)).map { ($0, plausibleDescription) }
        case .credentialsARN:
            return text.withBytes { $0.isEmpty || $0.hasVariable ? nil : ARNShape.problem(of: $0) }
                .map { ($0, plausibleDescription) }
        case .payloadFormatVersion:
            return Self.isVersion(text) ? nil : ("is not a version with two parts", plausibleDescription)
        case .integrationMethod:
            if text.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) { return nil }
            let isLower = text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & ~0x20) }
            if isLower { return ("is not in capitals", text.uppercased()) }
            return ("is not an HTTP method", plausibleDescription)
        default: return nil
        }
    }

    /// What a value of the member looks like, for messages.
    private var plausibleDescription: String? {
        switch self {
        case .integrationURI: "an ARN, or a URL that begins with http:// or https://"
        case .credentialsARN: "the ARN of a role, arn:aws:iam::*:user/* or null"
        case .payloadFormatVersion: "1.0, 2.0"
        case .integrationMethod: "a method such as POST, or ANY"
        case .connectionID: "the id of a VPC link"
        default: nil
        }
    }

    private static func problem(ofURI text: UnsafeBufferPointer<UInt8>) -> String? {
        if text.hasPrefix("arn:") { return ARNShape.problem(of: text) ?? ARNShape.problem(ofFunctionIn: text) }
        for scheme: StaticString in ["http://", "https://"] where text.hasPrefixIgnoringCase(scheme) {
            return text.count > scheme.utf8CodeUnitCount ? nil : "names no host"
        }
        // A stage variable may hold the scheme too.
        return text.hasVariable ? nil : "is neither a URL nor an ARN"
    }

    /// Digits, a point, digits. Spreadsheets make `2` of `2.0`.
    private static func isVersion(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            }
    }
}
