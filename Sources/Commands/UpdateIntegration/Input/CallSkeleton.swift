import APIGatewayV2
import Records

/// What `--generate-cli-skeleton` prints: sample inputs and outputs of `UpdateIntegration`.
enum CallSkeleton {
    /// What `aws apigatewayv2 update-integration --generate-cli-skeleton input` prints: empty texts, the first value of
    /// each enum, zero.
    static let input = JSONObject(
        UpdateIntegrationInput.members.map { (key: $0.name, value: sample(of: Member(anySpelling: $0.name), text: "")) }
    )

    /// An answer that the service could give. The AWS CLI would print 0 as the time-out, and then fails because its own
    /// check does not accept that.
    static let output: JSONObject = {
        var output = JSONObject()
        for name in UpdateIntegrationOutput.wireNames {
            let modelName = Spelling.pascalCase(name)
            let member = Member(rawValue: name)
            output[modelName] = name == "apiGatewayManaged" ? .bool(true) : sample(of: member, text: modelName)
            if case .integer(let range) = member?.rule.kind { output[modelName] = .integer(range.lowerBound) }
        }
        return output
    }()

    /// - Parameter member: `nil`: an id.
    private static func sample(of member: Member?, text: String) -> JSONValue {
        switch member?.rule.kind {
        case .string, nil: .string(text)
        case .enumeration(let values): .string(values.first ?? text)
        case .integer: .integer(0)
        case .map: .object(JSONObject([("KeyName", .string(""))]))
        case .statusMap: .object(JSONObject([("KeyName", .object(JSONObject([("KeyName", .string(""))])))]))
        case .structure(let members):
            .object(
                JSONObject(
                    members.keys.sorted().map { key in
                        let name = Spelling.pascalCase(key)
                        return (key: name, value: .string(text.isEmpty ? "" : name))
                    }
                )
            )
        }
    }

    /// The input as JSON.
    static func jsonInput() -> String { JSONWriter(indent: 4).string(.object(input)) + "\n" }

    /// The input as YAML, with what each member is as a comment.
    static func yamlInput() -> String {
        input.members.map { member in
            let known = Member(anySpelling: member.key)
            var comment =
                known?.summary ?? "[REQUIRED] Which \(member.key == "ApiId" ? "API" : "integration") to change."
            if case .enumeration(let values) = known?.rule.kind {
                comment += " Valid values are: \(values.joined(separator: ", "))."
            }
            let lines = YAMLOutput.text(of: .object(JSONObject([(member.key, member.value)]))).split(separator: "\n")
            return ([lines[0] + " # " + comment] + lines.dropFirst()).joined(separator: "\n") + "\n"
        }.joined()
    }
}
