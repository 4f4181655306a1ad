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
        case .integrationURI: return Self.problem(ofURI: text).map { ($0, plausibleDescription) }
        case .credentialsARN:
            if text.isEmpty || text.hasVariable { return nil }
            return ARNShape.problem(of: text[...]).map { ($0, plausibleDescription) }
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

    private static func problem(ofURI text: String) -> String? {
        if text.hasPrefix("arn:") {
            return ARNShape.problem(of: text[...]) ?? ARNShape.problem(ofFunctionIn: text[...])
        }
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            return text.utf8.count > scheme.utf8.count ? nil : "names no host"
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

/// What every ARN looks like: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. Any part may hold a stage variable.
enum ARNShape {
    /// What is wrong with a text as an ARN; `nil` when nothing is.
    static func problem(of text: Substring) -> String? {
        let parts = ARNParts(text)
        guard parts[0] == "arn" else { return "is not an ARN" }
        guard parts.count == 6, !parts[5].isEmpty else { return "is not a whole ARN" }
        guard parts[1].hasPrefix("aws") || parts[1].hasVariable else { return "names no partition such as aws" }
        // The place of the account holds the name of the service that is called.
        if parts[2] == "apigateway" { return problem(ofInvocation: parts[5]) }
        return problem(ofAccount: parts[4])
    }

    /// What is wrong with the function of a Lambda ARN; `nil` also for the ARNs of other services.
    static func problem(ofFunctionIn text: Substring) -> String? {
        let parts = ARNParts(text)
        guard parts.count == 6, parts[2] == "lambda" else { return nil }
        if parts[4].isEmpty { return "names no account" }
        return parts[5].hasPrefix("function:") ? nil : "names no function: function:NAME stands after the account"
    }

    /// The ARN inside `path/2015-03-31/functions/ARN/invocations`.
    private static func problem(ofInvocation resource: Substring) -> String? {
        guard let start = Self.start(ofFunctionIn: resource) else { return nil }
        let function = Substring(resource.utf8[start...].prefix { $0 != UInt8(ascii: "/") })
        return problem(of: function) ?? problem(ofFunctionIn: function)
    }

    /// Where the ARN of the function begins. Found by bytes: the library's search for a text took longer than all other
    /// checks of a row together.
    private static func start(ofFunctionIn resource: Substring) -> Substring.Index? {
        let bytes = Array(resource.utf8)
        var place = 0
        while place + functionMark.count <= bytes.count {
            if bytes[place] == functionMark[0], bytes[place...].starts(with: functionMark) {
                return resource.utf8.index(
                    resource.startIndex,
                    offsetBy: place + functionMark.count - "arn:".utf8.count
                )
            }
            place += 1
        }
        return nil
    }

    private static let functionMark = Array("functions/arn:".utf8)

    private static func problem(ofAccount account: Substring) -> String? {
        if account.isEmpty || account == "*" || account == "aws" || account.hasVariable { return nil }
        let isNumber = account.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else { return "has \(Quoted(String(account))) where an account of 12 digits stands" }
        let count = account.utf8.count
        if count == 12 { return nil }
        return "names an account of \(count) digits, not 12" + (count < 12 ? " (spreadsheets drop leading zeros)" : "")
    }
}

/// The parts of an ARN between its colons, up to six, found by bytes: a manifest has one in every row.
struct ARNParts {
    private let parts: [Substring.UTF8View]

    init(_ text: Substring) {
        parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    }

    var count: Int { parts.count }

    /// The part at `index`, empty where there are not so many.
    subscript(index: Int) -> Substring { index < parts.count ? Substring(parts[index]) : "" }
}

extension StringProtocol {
    /// Whether a stage variable (`${stageVariables.name}`) stands in the text.
    var hasVariable: Bool {
        // Hardly any text has a dollar sign.
        utf8.contains(UInt8(ascii: "$")) && contains("${")
    }
}
