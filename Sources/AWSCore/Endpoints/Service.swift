/// A service that is called: how it is named in signatures, settings and host names.
public struct Service: Sendable, Hashable {
    /// The key of a `services` section, and in capitals the end of the environment variable's name.
    let id: String
    /// In the credential scope of a signature.
    let signingName: String
    /// What stands before the region in the default host.
    private let hostPrefix: String
    /// Whether its hosts in GovCloud are FIPS hosts as they are, without `-fips` in their names.
    private let hasPlainFIPSHostsInGovCloud: Bool

    /// - Parameters:
    ///   - id: as botocore writes it: `apigatewayv2`.
    ///   - signingName: `apigateway`.
    ///   - hostPrefix: `apigateway` for `apigateway.us-east-1.amazonaws.com`.
    public init(
        id: String,
        signingName: String,
        hostPrefix: String,
        hasPlainFIPSHostsInGovCloud: Bool = false
    ) {
        self.id = id
        self.signingName = signingName
        self.hostPrefix = hostPrefix
        self.hasPlainFIPSHostsInGovCloud = hasPlainFIPSHostsInGovCloud
    }

    public static let sts = Service(
        id: "sts",
        signingName: "sts",
        hostPrefix: "sts",
        hasPlainFIPSHostsInGovCloud: true
    )
    /// Its calls are not signed, and neither are those of `ssoOIDC`.
    static let sso = Service(
        id: "sso",
        signingName: "awsssoportal",
        hostPrefix: "portal.sso",
        hasPlainFIPSHostsInGovCloud: true
    )
    static let ssoOIDC = Service(
        id: "sso_oidc",
        signingName: "sso-oauth",
        hostPrefix: "oidc",
        hasPlainFIPSHostsInGovCloud: true
    )

    /// The region of a signature: pseudo-regions (`fips-us-east-1`, `us-east-1-fips`) name a real one, and STS's global
    /// endpoint belongs to us-east-1.
    func signingRegion(_ region: String) -> String {
        if self == .sts, region == "aws-global" { return "us-east-1" }
        return Region.withoutFIPS(region)
    }

    /// Signs requests to this service in a region.
    public func signer(region: String) -> SigV4Signer {
        SigV4Signer(service: signingName, region: signingRegion(region))
    }

    /// The environment variable that holds an endpoint of this service only.
    var endpointVariable: String { "AWS_ENDPOINT_URL_\(id.uppercased())" }

    /// The default host (botocore's endpoint rules).
    /// - Parameter region: a pseudo-region turns FIPS on.
    func host(region: String, isFIPS: Bool, isDualStack: Bool) -> String {
        let realRegion = Region.withoutFIPS(region)
        let isFIPS = isFIPS || realRegion != region
        let partition = Partition.of(region: realRegion)
        if self == .sts, realRegion == "aws-global", !isFIPS, !isDualStack { return "sts.amazonaws.com" }
        let isFIPSByItself = partition == .usGov && hasPlainFIPSHostsInGovCloud && !isDualStack
        let suffix = isDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return "\(hostPrefix)\(isFIPS && !isFIPSByItself ? "-fips" : "").\(realRegion).\(suffix)"
    }
}
