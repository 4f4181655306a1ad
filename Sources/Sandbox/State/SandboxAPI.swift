/// An API as `GetApi` answers it. Members that are unset are absent from the answer.
public struct SandboxAPI: Sendable, Equatable, Codable {
    public var apiID: String
    public var name: String
    /// `HTTP` or `WEBSOCKET`.
    public var protocolType: String
    public var apiEndpoint: String?
    public var apiGatewayManaged: Bool?
    public var apiKeySelectionExpression: String?
    /// ISO 8601.
    public var createdDate: String?
    public var description: String?
    public var disableExecuteAPIEndpoint: Bool?
    public var ipAddressType: String?
    public var routeSelectionExpression: String?
    public var tags: [String: String]?
    public var version: String?

    public init(apiID: String, name: String, protocolType: String = "HTTP") {
        self.apiID = apiID
        self.name = name
        self.protocolType = protocolType
    }

    enum CodingKeys: String, CodingKey {
        case apiID = "apiId"
        case name
        case protocolType
        case apiEndpoint
        case apiGatewayManaged
        case apiKeySelectionExpression
        case createdDate
        case description
        case disableExecuteAPIEndpoint = "disableExecuteApiEndpoint"
        case ipAddressType
        case routeSelectionExpression
        case tags
        case version
    }
}

extension SandboxAPI {
    var isWebSocket: Bool { protocolType == "WEBSOCKET" }

    /// The API with what the service fills in when it is created.
    func withDefaults(region: String) -> SandboxAPI {
        var api = self
        let scheme = isWebSocket ? "wss" : "https"
        api.apiEndpoint = apiEndpoint ?? "\(scheme)://\(apiID).execute-api.\(region).amazonaws.com"
        api.apiKeySelectionExpression = apiKeySelectionExpression ?? "$request.header.x-api-key"
        api.createdDate = createdDate ?? "2024-01-01T00:00:00Z"
        api.disableExecuteAPIEndpoint = disableExecuteAPIEndpoint ?? false
        api.ipAddressType = ipAddressType ?? "ipv4"
        api.routeSelectionExpression =
            routeSelectionExpression ?? (isWebSocket ? "$request.body.action" : "$request.method $request.path")
        return api
    }

    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("apiEndpoint", apiEndpoint)
        text.member("apiGatewayManaged", apiGatewayManaged)
        text.member("apiId", apiID)
        text.member("apiKeySelectionExpression", apiKeySelectionExpression)
        text.member("createdDate", createdDate)
        text.member("description", description)
        text.member("disableExecuteApiEndpoint", disableExecuteAPIEndpoint)
        text.member("ipAddressType", ipAddressType)
        text.member("name", name)
        text.member("protocolType", protocolType)
        text.member("routeSelectionExpression", routeSelectionExpression)
        text.member("tags", tags)
        text.member("version", version)
        text.endObject()
    }
}
