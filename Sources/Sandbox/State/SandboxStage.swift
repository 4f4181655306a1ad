/// A route as `GetRoutes` answers it. Members that are unset are absent from the answer.
public struct SandboxRoute: Sendable, Equatable, Codable {
    public var routeID: String
    /// `GET /orders/{id}`, `ANY /{proxy+}`, `$default`; of a WebSocket API `$connect` or the name of a message.
    public var routeKey: String
    /// `integrations/` and the integration's id.
    public var target: String?
    public var apiGatewayManaged: Bool?
    public var apiKeyRequired: Bool?
    public var authorizationType: String?
    public var authorizerID: String?
    public var operationName: String?

    public init(routeID: String, routeKey: String, integrationID: String?) {
        self.routeID = routeID
        self.routeKey = routeKey
        target = integrationID.map { "integrations/" + $0 }
    }

    enum CodingKeys: String, CodingKey {
        case routeID = "routeId"
        case routeKey, target, apiGatewayManaged, apiKeyRequired, authorizationType
        case authorizerID = "authorizerId"
        case operationName
    }
}

extension SandboxRoute {
    var integrationID: String? {
        guard let target, target.hasPrefix("integrations/") else { return nil }
        return String(target.dropFirst("integrations/".count))
    }

    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("apiGatewayManaged", apiGatewayManaged)
        text.member("apiKeyRequired", apiKeyRequired ?? false)
        text.member("authorizationType", authorizationType ?? "NONE")
        text.member("authorizerId", authorizerID)
        text.member("operationName", operationName)
        text.member("routeId", routeID)
        text.member("routeKey", routeKey)
        text.member("target", target)
        text.endObject()
    }
}

/// A stage as `GetStages` answers it. Members that are unset are absent from the answer.
public struct SandboxStage: Sendable, Equatable, Codable {
    public var stageName: String
    /// Whether every change of the API is deployed by itself.
    public var autoDeploy: Bool?
    public var apiGatewayManaged: Bool?
    /// What its clients see.
    public var deploymentID: String?
    public var description: String?
    /// Only of stages that deploy by themselves.
    public var lastDeploymentStatusMessage: String?
    public var stageVariables: [String: String]?
    public var tags: [String: String]?
    /// ISO 8601.
    public var createdDate: String?
    public var lastUpdatedDate: String?

    public init(stageName: String, autoDeploy: Bool = false) {
        self.stageName = stageName
        self.autoDeploy = autoDeploy
    }

    enum CodingKeys: String, CodingKey {
        case stageName, autoDeploy, apiGatewayManaged
        case deploymentID = "deploymentId"
        case description, lastDeploymentStatusMessage, stageVariables, tags, createdDate, lastUpdatedDate
    }
}

extension SandboxStage {
    var deploysItself: Bool { autoDeploy == true }

    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("apiGatewayManaged", apiGatewayManaged)
        text.member("autoDeploy", autoDeploy ?? false)
        text.member("createdDate", createdDate ?? "2024-01-01T00:00:00Z")
        text.member("deploymentId", deploymentID)
        text.member("description", description)
        text.member("lastDeploymentStatusMessage", lastDeploymentStatusMessage)
        text.member("lastUpdatedDate", lastUpdatedDate ?? createdDate ?? "2024-01-01T00:00:00Z")
        text.member("stageName", stageName)
        text.member("stageVariables", stageVariables ?? [:])
        text.member("tags", tags ?? [:])
        text.endObject()
    }
}
