import APIGatewayV2
import AWSCore
import Records

/// The answer of `UpdateIntegration` as the AWS CLI shows it: known members only, in the model's order and spelling,
/// without those that are null. Keys of maps stay in the order of the answer.
struct UpdateIntegrationOutput: Sendable {
    var members: JSONObject

    /// - Throws: `UnreadableAnswer` when the body is no JSON object, or a map or structure in it is something else.
    init(_ response: AWSResponse) throws(UnreadableAnswer) {
        let json = try response.json()
        guard case .object(let object) = json else {
            throw UnreadableAnswer(problem: "expected an object, found \(json.typeName)")
        }
        members = JSONObject()
        for name in Self.wireNames {
            guard let value = object[name], !value.isNull else { continue }
            members[Spelling.pascalCase(name)] = try Self.shown(value, of: Member(rawValue: name))
        }
    }

    /// In the order of the model, which is alphabetical: what can be set, and three more.
    static let wireNames =
        (Member.allCases.map(\.wireName) + [
            "apiGatewayManaged", "integrationId", "integrationResponseSelectionExpression",
        ])
        .sorted()

    private static func shown(_ value: JSONValue, of member: Member?) throws(UnreadableAnswer) -> JSONValue {
        guard let member else { return value }
        switch member.rule.kind {
        case .string, .enumeration, .integer: return value
        case .map: return .object(try object(value, in: member))
        case .statusMap:
            var statuses = try object(value, in: member)
            for index in statuses.members.indices {
                statuses.members[index].value = .object(try object(statuses.members[index].value, in: member))
            }
            return .object(statuses)
        case .structure(let known):
            let given = try object(value, in: member)
            var shown = JSONObject()
            for key in known.keys.sorted() {
                if let value = given[key], !value.isNull { shown[Spelling.pascalCase(key)] = value }
            }
            return .object(shown)
        }
    }

    private static func object(_ value: JSONValue, in member: Member) throws(UnreadableAnswer) -> JSONObject {
        if case .object(let object) = value { return object }
        throw UnreadableAnswer(problem: "\(member.wireName) holds \(value.typeName), expected an object")
    }
}
