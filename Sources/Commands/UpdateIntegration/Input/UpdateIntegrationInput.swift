import APIGatewayV2
import Records

/// The input of `UpdateIntegration` as the AWS CLI takes it: values by the service model's names (`ApiId`, `TlsConfig`),
/// not yet known to be valid.
struct UpdateIntegrationInput: Sendable {
    static let apiIDName = "ApiId"
    static let integrationIDName = "IntegrationId"

    var parameters: JSONObject

    init(_ parameters: JSONObject = JSONObject()) {
        self.parameters = parameters
    }

    /// Everything that the input may hold, in the model's order, which is alphabetical.
    static let members: [InputMember] = {
        let ids = [apiIDName, integrationIDName].map { InputMember(name: $0, isRequired: true, shape: .string) }
        let others = Member.allCases.map { InputMember(name: $0.modelName, shape: $0.inputShape) }
        return (ids + others).sorted { $0.name < $1.name }
    }()

    /// The input once it has been checked.
    struct Call: Sendable, Equatable {
        var apiID: String
        var integrationID: String
        var update: IntegrationUpdate
    }

    /// - Throws: `InvalidInput` with everything that is wrong.
    func checked() throws(InvalidInput) -> Call {
        var check = InputCheck()
        check.check(.object(parameters), against: .structure(Self.members), path: "")
        var ids: [String: String] = [:]
        for name in [Self.apiIDName, Self.integrationIDName] {
            guard case .string(let id) = parameters[name] else { continue }
            // A path of such segments is that of another resource.
            if ["", ".", ".."].contains(id) {
                check.report("Invalid value for parameter \(name), value: '\(id)', an id is needed")
            }
            ids[name] = id
        }
        var changes = MemberMap<IntegrationUpdate.Change>()
        for member in Member.allCases {
            guard let json = parameters[member.modelName] else { continue }
            if let value = member.value(unchecked: json.withWireNames(of: member)) {
                changes[member] = .set(value)
            } else if check.problems.isEmpty {
                check.report(
                    "Invalid value for parameter \(member.modelName), value: \(json.pythonText), it is too large"
                )
            }
        }
        guard check.problems.isEmpty, let apiID = ids[Self.apiIDName], let integrationID = ids[Self.integrationIDName]
        else { throw InvalidInput(problems: check.problems) }
        return Call(apiID: apiID, integrationID: integrationID, update: IntegrationUpdate(changes))
    }
}

/// An input that cannot be sent; the texts are botocore's where botocore has one.
struct InvalidInput: Error, Sendable, Equatable, CustomStringConvertible {
    var problems: [String]

    var description: String { "Parameter validation failed:\n" + problems.joined(separator: "\n") }
}

extension JSONValue {
    /// The keys of a structure as they go over the wire; those of a map are data.
    fileprivate func withWireNames(of member: Member) -> JSONValue {
        guard case .structure(let members) = member.rule.kind, case .object(let object) = self else { return self }
        return .object(
            JSONObject(
                object.members.map { given in
                    (key: members.keys.first { Spelling.pascalCase($0) == given.key } ?? given.key, value: given.value)
                }
            )
        )
    }
}
