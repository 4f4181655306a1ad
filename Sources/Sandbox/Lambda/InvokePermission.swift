/// Whether the policy of a function lets API Gateway in, as far as the sandbox knows conditions: those on the source's ARN
/// and account. A statement with another one is never met.
struct InvokePermission {
    private static let service = "apigateway.amazonaws.com"
    private static let action = "lambda:InvokeFunction"

    /// `arn:…:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`.
    let sourceARN: String
    let sourceAccount: String

    func isGiven(by statements: [SandboxStatement]) -> Bool {
        let matching = statements.filter(matches)
        return matching.contains { $0.effect == "Allow" } && !matching.contains { $0.effect == "Deny" }
    }

    private func matches(_ statement: SandboxStatement) -> Bool {
        guard statement.action.values.contains(where: { Wildcard.matches(Self.action, pattern: $0) }) else {
            return false
        }
        switch statement.principal {
        case .everybody: break
        case .kinds(let kinds):
            let names = (kinds["Service"]?.values ?? []) + (kinds["AWS"]?.values.filter { $0 == "*" } ?? [])
            guard names.contains(Self.service) || names.contains("*") else { return false }
        }
        return (statement.condition ?? [:]).allSatisfy { name, keys in
            keys.allSatisfy { isMet(name, key: $0.lowercased(), $1.values) }
        }
    }

    private func isMet(_ name: String, key: String, _ values: [String]) -> Bool {
        let actual: String
        switch key {
        case "aws:sourcearn": actual = sourceARN
        case "aws:sourceaccount": actual = sourceAccount
        default: return false
        }
        switch name {
        case "StringEquals": return values.contains(actual)
        case "ArnLike", "ArnEquals", "StringLike": return values.contains { Wildcard.matches(actual, pattern: $0) }
        default: return false
        }
    }
}

/// `*` for any characters, `?` for one.
enum Wildcard {
    static func matches(_ text: String, pattern: String) -> Bool {
        let text = Array(text.utf8)
        let pattern = Array(pattern.utf8)
        var (position, index) = (0, 0)
        /// Where the last `*` was, and what of the text it has taken so far.
        var star: (index: Int, position: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == text[position] || pattern[index] == UInt8(ascii: "?") {
                index += 1
                position += 1
            } else if let last = star {
                star = (last.index, last.position + 1)
                index = last.index + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
