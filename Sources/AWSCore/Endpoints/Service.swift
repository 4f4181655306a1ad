/// A service that is called.
public enum Service: Sendable, Hashable, CaseIterable {
    case apigateway
    case sts
    case sso
    case ssoOIDC

    /// In the credential scope of a signature. Calls to the last two are not signed.
    public var signingName: String {
        switch self {
        case .apigateway: "apigateway"
        case .sts: "sts"
        case .sso: "awsssoportal"
        case .ssoOIDC: "sso-oauth"
        }
    }

    /// The region of a signature: pseudo-regions (`fips-us-east-1`, `us-east-1-fips`) name a real one, and STS's global
    /// endpoint belongs to us-east-1.
    public func signingRegion(_ region: String) -> String {
        if self == .sts, region == "aws-global" { return "us-east-1" }
        return Region.withoutFIPS(region)
    }

    /// The key of a `services` section, and in capitals the end of the environment variable's name.
    var id: String {
        switch self {
        case .apigateway: "apigatewayv2"
        case .sts: "sts"
        case .sso: "sso"
        case .ssoOIDC: "sso_oidc"
        }
    }

    /// The environment variable that holds an endpoint of this service only.
    var endpointVariable: String { "AWS_ENDPOINT_URL_\(id.uppercased())" }

    /// Before the region in the default host.
    private var hostPrefix: String {
        switch self {
        case .apigateway: "apigateway"
        case .sts: "sts"
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        }
    }

    /// The default host (botocore's endpoint rules).
    /// - Parameter region: a pseudo-region turns FIPS on.
    func host(region: String, isFIPS: Bool, isDualStack: Bool) -> String {
        let realRegion = Region.withoutFIPS(region)
        let isFIPS = isFIPS || realRegion != region
        let partition = Partition.of(region: realRegion)
        if self == .sts, realRegion == "aws-global", !isFIPS, !isDualStack { return "sts.amazonaws.com" }
        // GovCloud's hosts of these services are FIPS hosts as they are.
        let isFIPSByItself = partition == .usGov && self != .apigateway && !isDualStack
        let suffix = isDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return "\(hostPrefix)\(isFIPS && !isFIPSByItself ? "-fips" : "").\(realRegion).\(suffix)"
    }
}
