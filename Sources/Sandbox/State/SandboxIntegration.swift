/// An integration as `GetIntegration` answers it. Members that are unset are absent from the answer.
public struct SandboxIntegration: Sendable, Equatable, Codable {
    public struct TLSConfig: Sendable, Equatable, Codable {
        public var serverNameToVerify: String?

        public init(serverNameToVerify: String?) {
            self.serverNameToVerify = serverNameToVerify
        }
    }

    public var integrationID: String
    /// `AWS`, `HTTP`, `MOCK`, `HTTP_PROXY` or `AWS_PROXY`.
    public var integrationType: String
    public var apiGatewayManaged: Bool?
    public var connectionID: String?
    public var connectionType: String?
    public var contentHandlingStrategy: String?
    public var credentialsARN: String?
    public var description: String?
    public var integrationMethod: String?
    public var integrationResponseSelectionExpression: String?
    public var integrationSubtype: String?
    public var integrationURI: String?
    public var passthroughBehavior: String?
    public var payloadFormatVersion: String?
    public var requestParameters: [String: String]?
    public var requestTemplates: [String: String]?
    public var responseParameters: [String: [String: String]]?
    public var templateSelectionExpression: String?
    public var timeoutInMillis: Int?
    public var tlsConfig: TLSConfig?

    public init(integrationID: String, integrationType: String = "AWS_PROXY", integrationURI: String? = nil) {
        self.integrationID = integrationID
        self.integrationType = integrationType
        self.integrationURI = integrationURI
    }

    enum CodingKeys: String, CodingKey {
        case integrationID = "integrationId"
        case integrationType
        case apiGatewayManaged
        case connectionID = "connectionId"
        case connectionType
        case contentHandlingStrategy
        case credentialsARN = "credentialsArn"
        case description
        case integrationMethod
        case integrationResponseSelectionExpression
        case integrationSubtype
        case integrationURI = "integrationUri"
        case passthroughBehavior
        case payloadFormatVersion
        case requestParameters
        case requestTemplates
        case responseParameters
        case templateSelectionExpression
        case timeoutInMillis
        case tlsConfig
    }
}

extension SandboxIntegration {
    /// The integration with what the service fills in when it is created.
    func withDefaults(isWebSocket: Bool) -> SandboxIntegration {
        var integration = self
        integration.connectionType = connectionType ?? "INTERNET"
        integration.timeoutInMillis = timeoutInMillis ?? Limits.timeoutCeiling(isWebSocket: isWebSocket)
        integration.payloadFormatVersion = payloadFormatVersion ?? "1.0"
        let isLambda = integrationSubtype == nil && (integrationType == "AWS_PROXY" || integrationType == "AWS")
        if isLambda, integrationMethod == nil {
            integration.integrationMethod = "POST"
        }
        if isWebSocket {
            integration.passthroughBehavior = passthroughBehavior ?? "WHEN_NO_MATCH"
        }
        return integration
    }

    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("apiGatewayManaged", apiGatewayManaged)
        text.member("connectionId", connectionID)
        text.member("connectionType", connectionType)
        text.member("contentHandlingStrategy", contentHandlingStrategy)
        text.member("credentialsArn", credentialsARN)
        text.member("description", description)
        text.member("integrationId", integrationID)
        text.member("integrationMethod", integrationMethod)
        text.member("integrationResponseSelectionExpression", integrationResponseSelectionExpression)
        text.member("integrationSubtype", integrationSubtype)
        text.member("integrationType", integrationType)
        text.member("integrationUri", integrationURI)
        text.member("passthroughBehavior", passthroughBehavior)
        text.member("payloadFormatVersion", payloadFormatVersion)
        text.member("requestParameters", requestParameters)
        text.member("requestTemplates", requestTemplates)
        if let responseParameters {
            text.key("responseParameters")
            text.beginObject()
            for (status, mappings) in responseParameters.sorted(by: { $0.key < $1.key }) {
                text.member(status, mappings)
            }
            text.endObject()
        }
        text.member("templateSelectionExpression", templateSelectionExpression)
        text.member("timeoutInMillis", timeoutInMillis)
        if let tlsConfig {
            text.key("tlsConfig")
            text.beginObject()
            text.member("serverNameToVerify", tlsConfig.serverNameToVerify)
            text.endObject()
        }
        text.endObject()
    }
}
