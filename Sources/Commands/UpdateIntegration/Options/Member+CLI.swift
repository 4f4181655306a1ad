import APIGatewayV2

/// What the AWS CLI calls a member, and what its help says of it.
extension Member {
    /// The service model's spelling, which the AWS CLI's inputs and outputs use: `IntegrationUri`.
    var modelName: String { Spelling.pascalCase(rawValue) }

    /// The option of the AWS CLI, without its dashes: `integration-uri`.
    var optionName: String { Spelling.kebabCase(rawValue) }

    /// What the member is, in one sentence: for help texts and skeletons.
    var summary: String {
        switch self {
        case .connectionID: "The VPC link through which a private integration is reached."
        case .connectionType: "How the integration is reached: over the internet, or through a VPC link."
        case .contentHandlingStrategy: "How response payloads are converted; WebSocket APIs only."
        case .credentialsARN:
            "The role that API Gateway assumes; 'arn:aws:iam::*:user/*' passes the caller on, 'null' uses resource policies."
        case .description: "A description."
        case .integrationMethod: "The HTTP method of the request to the integration; POST for Lambda."
        case .integrationSubtype: "The AWS service action to call; AWS_PROXY on HTTP APIs only."
        case .integrationType: "The kind of integration; AWS, HTTP and MOCK are for WebSocket APIs."
        case .integrationURI: "The Lambda function's URI, an HTTP URL, or the ARN of a listener or Cloud Map service."
        case .passthroughBehavior: "What happens to requests without a matching template; WebSocket APIs only."
        case .payloadFormatVersion: "The format of the payload that is sent to the integration: 1.0 or 2.0."
        case .requestParameters: "What is added to, changed in or removed from the request, by parameter."
        case .requestTemplates: "Velocity templates for the request's payload, by content type; WebSocket APIs only."
        case .responseParameters: "What is changed in the response, by status code and parameter; HTTP APIs only."
        case .templateSelectionExpression: "The expression that selects a template; WebSocket APIs only."
        case .timeoutInMillis:
            "How long the integration may take: 50 to 30000 ms on HTTP APIs, to 29000 on WebSocket APIs."
        case .tlsConfig: "The server name that a private integration's certificate must have; HTTP APIs only."
        }
    }
}
