import AWSCore
public import Records

/// An integration of a listing, with everything that the service says of it.
public struct ListedIntegration: Sendable, Equatable {
    public var integration: Integration
    /// The object of the answer, also with members that this version does not know.
    public var json: JSONObject

    /// The object as the AWS CLI shows it: `IntegrationUri`, `TlsConfig.ServerNameToVerify`, nothing that is null.
    public var shownByCLI: JSONObject {
        JSONObject(
            json.members.filter { !$0.value.isNull }.map { member in
                let isStructure = if case .structure = Member(rawValue: member.key)?.rule.kind { true } else { false }
                let value = isStructure ? member.value.withCapitalKeys : member.value
                return (key: Spelling.pascalCase(member.key), value: value)
            }
        )
    }
}

extension APIGateway {
    /// Every integration of one API in the order of the listing: one call per page.
    public func listIntegrations(apiID: String) async throws -> [ListedIntegration] {
        var found: [ListedIntegration] = []
        let path = "/v2/apis/\(URIEncoding.label(apiID))/integrations"
        try await client.forEachItem(of: "GetIntegrations", path: path, paging: Self.paging) {
            item throws(UnreadableAnswer) in
            found.append(
                ListedIntegration(integration: try Integration(json: item), json: item.object ?? JSONObject())
            )
        }
        return found
    }
}

extension JSONValue {
    fileprivate var withCapitalKeys: JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(JSONObject(object.members.map { (Spelling.pascalCase($0.key), $0.value) }))
    }
}
