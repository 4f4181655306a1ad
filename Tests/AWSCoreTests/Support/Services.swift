@testable import AWSCore

extension Service {
    /// A service of its own module, like API Gateway's.
    static let apigateway = Service(id: "apigatewayv2", signingName: "apigateway", hostPrefix: "apigateway")
}
