import AWSCore
import Records

/// One statement of a function's policy.
public struct PolicyStatement: Sendable, Equatable {
    /// Nil: the statement has none.
    public let id: String?
    public let isDenial: Bool
    private let members: JSONObject

    /// - Throws: `UnreadablePolicy` when it is no statement.
    init(json: JSONValue) throws(UnreadablePolicy) {
        guard let members = json.object else { throw UnreadablePolicy(problem: "a statement is \(json.typeName)") }
        id = members["Sid"]?.string
        switch members["Effect"]?.string {
        case "Allow": isDenial = false
        case "Deny": isDenial = true
        default: throw UnreadablePolicy(problem: "a statement has no Effect")
        }
        self.members = members
    }

    /// Whether the statement concerns calls of API Gateway to the function from one source.
    func applies(to function: FunctionARN, from source: OpenText, of accountID: String) -> Verdict {
        let parts = [principal, action, resource(function), condition(source, accountID)]
        // One part that does not fit is enough, whatever is not known of the others.
        if parts.contains(.no) { return .no }
        return parts.first { $0 != .yes } ?? .yes
    }

    private var principal: Verdict {
        if members["NotPrincipal"] != nil { return .unknown("it has a NotPrincipal") }
        switch members["Principal"] {
        case .string(let text): return text == "*" ? .yes : .no
        case .object(let principals):
            if Self.texts(principals["AWS"]).contains("*") { return .yes }
            let services = Self.texts(principals["Service"])
            if services.contains(Self.service) { return .yes }
            let isUnusual = services.contains {
                $0.contains("*") || ($0.contains("apigateway.") && $0.hasPrefix("apigateway"))
            }
            return isUnusual ? .unknown("its service principal is an unusual one") : .no
        default: return .unknown("it has no principal")
        }
    }

    private static let service = "apigateway.amazonaws.com"

    private var action: Verdict {
        func isNamed(in value: JSONValue) -> Bool {
            Self.texts(value).contains { Glob($0.lowercased()).extent(in: OpenText("lambda:invokefunction")) == .all }
        }
        if let actions = members["Action"] { return isNamed(in: actions) ? .yes : .no }
        if let others = members["NotAction"] { return isNamed(in: others) ? .no : .yes }
        return .unknown("it has no action")
    }

    private func resource(_ function: FunctionARN) -> Verdict {
        func isNamed(in value: JSONValue) -> Bool {
            Self.texts(value).contains { Glob($0).extent(in: OpenText(function.description)) == .all }
        }
        if let resources = members["Resource"] { return isNamed(in: resources) ? .yes : .no }
        if let others = members["NotResource"] { return isNamed(in: others) ? .no : .yes }
        return .unknown("it has no resource")
    }

    private func condition(_ source: OpenText, _ accountID: String) -> Verdict {
        guard let conditions = members["Condition"] else { return .yes }
        guard let operators = conditions.object else { return .unknown("its condition is \(conditions.typeName)") }
        var verdicts: [Verdict] = []
        for name in operators.members {
            guard let keys = name.value.object else { return .unknown("its condition \(name.key) is unreadable") }
            for key in keys.members {
                let condition = PolicyCondition(operator: name.key, key: key.key, values: Self.texts(key.value))
                verdicts.append(condition.holds(for: source, of: accountID))
            }
        }
        if verdicts.contains(.no) { return .no }
        return verdicts.first { $0 != .yes } ?? .yes
    }

    /// A text, or the texts of a list.
    private static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap { texts($0) }
        case .number(let lexeme): [lexeme]
        case .bool(let value): ["\(value)"]
        default: []
        }
    }
}

/// Whether something is so, as far as can be told.
enum Verdict: Equatable {
    case yes, no
    case unknown(String)
}
