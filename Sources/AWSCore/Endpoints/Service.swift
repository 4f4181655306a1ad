/// A service that is called.
public enum Service: Sendable, Hashable, CaseIterable {
    case apigateway
    case sts

    /// In the credential scope of a signature, and the first label of the default host.
    public var signingName: String {
        switch self {
        case .apigateway: "apigateway"
        case .sts: "sts"
        }
    }

    /// The environment variable that holds an endpoint of this service only.
    var endpointVariable: String {
        switch self {
        case .apigateway: "AWS_ENDPOINT_URL_APIGATEWAYV2"
        case .sts: "AWS_ENDPOINT_URL_STS"
        }
    }
}
