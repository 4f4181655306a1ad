public import Records

/// Sample inputs and outputs of `UpdateIntegration`.
public enum Skeleton {
    /// What `aws apigatewayv2 update-integration --generate-cli-skeleton input` prints: empty texts, the first value of
    /// each enum, zero.
    public static let input = JSONObject(
        UpdateIntegrationInput.members.map { (key: $0.name, value: sample(of: Member(anySpelling: $0.name), text: "")) }
    )

    /// An answer that the service could give. The AWS CLI would print 0 as the time-out, and then fails because its own
    /// check does not accept that.
    public static let output: JSONObject = {
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
}
