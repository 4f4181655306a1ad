import Testing

@testable import AWSCore

/// The hosts that botocore 1.43.11 sends requests to, and the region that it signs them for (recorded from `before-send`
/// and `before-sign`). `nil`: its `endpoints.json` lacks the variant, CONTRACT says that it is there.
@Suite struct ServiceHostTests {
    @Test(
        arguments: [
            (
                .apigateway, "us-east-1", "us-east-1",
                [
                    "apigateway.us-east-1.amazonaws.com", "apigateway.us-east-1.api.aws",
                    "apigateway-fips.us-east-1.amazonaws.com", "apigateway-fips.us-east-1.api.aws",
                ]
            ),
            (
                .apigateway, "eu-west-1", "eu-west-1",
                [
                    "apigateway.eu-west-1.amazonaws.com", "apigateway.eu-west-1.api.aws",
                    "apigateway-fips.eu-west-1.amazonaws.com", "apigateway-fips.eu-west-1.api.aws",
                ]
            ),
            (
                .apigateway, "cn-north-1", "cn-north-1",
                [
                    "apigateway.cn-north-1.amazonaws.com.cn", "apigateway.cn-north-1.api.amazonwebservices.com.cn",
                    "apigateway-fips.cn-north-1.amazonaws.com.cn",
                    "apigateway-fips.cn-north-1.api.amazonwebservices.com.cn",
                ]
            ),
            (
                .apigateway, "us-gov-west-1", "us-gov-west-1",
                [
                    "apigateway.us-gov-west-1.amazonaws.com", "apigateway.us-gov-west-1.api.aws",
                    "apigateway-fips.us-gov-west-1.amazonaws.com", "apigateway-fips.us-gov-west-1.api.aws",
                ]
            ),
            (
                .apigateway, "us-iso-east-1", "us-iso-east-1",
                [
                    "apigateway.us-iso-east-1.c2s.ic.gov", "apigateway.us-iso-east-1.api.aws.ic.gov",
                    "apigateway-fips.us-iso-east-1.c2s.ic.gov", "apigateway-fips.us-iso-east-1.api.aws.ic.gov",
                ]
            ),
            (
                .apigateway, "us-isob-east-1", "us-isob-east-1",
                [
                    "apigateway.us-isob-east-1.sc2s.sgov.gov", "apigateway.us-isob-east-1.api.aws.scloud",
                    "apigateway-fips.us-isob-east-1.sc2s.sgov.gov", "apigateway-fips.us-isob-east-1.api.aws.scloud",
                ]
            ),
            (
                .apigateway, "eu-isoe-west-1", "eu-isoe-west-1",
                ["apigateway.eu-isoe-west-1.cloud.adc-e.uk", nil, "apigateway-fips.eu-isoe-west-1.cloud.adc-e.uk", nil]
            ),
            (
                .apigateway, "us-isof-south-1", "us-isof-south-1",
                [
                    "apigateway.us-isof-south-1.csp.hci.ic.gov", nil, "apigateway-fips.us-isof-south-1.csp.hci.ic.gov",
                    nil,
                ]
            ),
            (
                .apigateway, "eusc-de-east-1", "eusc-de-east-1",
                [
                    "apigateway.eusc-de-east-1.amazonaws.eu", "apigateway.eusc-de-east-1.api.amazonwebservices.eu",
                    "apigateway-fips.eusc-de-east-1.amazonaws.eu",
                    "apigateway-fips.eusc-de-east-1.api.amazonwebservices.eu",
                ]
            ),
            (
                .apigateway, "mars-north-7", "mars-north-7",
                [
                    "apigateway.mars-north-7.amazonaws.com", "apigateway.mars-north-7.api.aws",
                    "apigateway-fips.mars-north-7.amazonaws.com", "apigateway-fips.mars-north-7.api.aws",
                ]
            ),
            (
                .apigateway, "fips-us-east-1", "us-east-1",
                [
                    "apigateway-fips.us-east-1.amazonaws.com", "apigateway-fips.us-east-1.api.aws",
                    "apigateway-fips.us-east-1.amazonaws.com", "apigateway-fips.us-east-1.api.aws",
                ]
            ),
            (
                .apigateway, "us-west-2-fips", "us-west-2",
                [
                    "apigateway-fips.us-west-2.amazonaws.com", "apigateway-fips.us-west-2.api.aws",
                    "apigateway-fips.us-west-2.amazonaws.com", "apigateway-fips.us-west-2.api.aws",
                ]
            ),
            (
                .apigateway, "us-gov-east-1-fips", "us-gov-east-1",
                [
                    "apigateway-fips.us-gov-east-1.amazonaws.com", "apigateway-fips.us-gov-east-1.api.aws",
                    "apigateway-fips.us-gov-east-1.amazonaws.com", "apigateway-fips.us-gov-east-1.api.aws",
                ]
            ),
            (
                .apigateway, "aws-us-gov-global", "aws-us-gov-global",
                [
                    "apigateway.aws-us-gov-global.amazonaws.com", "apigateway.aws-us-gov-global.api.aws",
                    "apigateway-fips.aws-us-gov-global.amazonaws.com", "apigateway-fips.aws-us-gov-global.api.aws",
                ]
            ),
            (
                .apigateway, "aws-cn-global", "aws-cn-global",
                [
                    "apigateway.aws-cn-global.amazonaws.com.cn",
                    "apigateway.aws-cn-global.api.amazonwebservices.com.cn",
                    "apigateway-fips.aws-cn-global.amazonaws.com.cn",
                    "apigateway-fips.aws-cn-global.api.amazonwebservices.com.cn",
                ]
            ),
            (
                .sts, "us-east-1", "us-east-1",
                [
                    "sts.us-east-1.amazonaws.com", "sts.us-east-1.api.aws", "sts-fips.us-east-1.amazonaws.com",
                    "sts-fips.us-east-1.api.aws",
                ]
            ),
            (
                .sts, "cn-north-1", "cn-north-1",
                [
                    "sts.cn-north-1.amazonaws.com.cn", "sts.cn-north-1.api.amazonwebservices.com.cn",
                    "sts-fips.cn-north-1.amazonaws.com.cn", "sts-fips.cn-north-1.api.amazonwebservices.com.cn",
                ]
            ),
            (
                .sts, "us-gov-west-1", "us-gov-west-1",
                [
                    "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.api.aws", "sts.us-gov-west-1.amazonaws.com",
                    "sts-fips.us-gov-west-1.api.aws",
                ]
            ),
            (
                .sts, "us-iso-east-1", "us-iso-east-1",
                [
                    "sts.us-iso-east-1.c2s.ic.gov", "sts.us-iso-east-1.api.aws.ic.gov",
                    "sts-fips.us-iso-east-1.c2s.ic.gov", "sts-fips.us-iso-east-1.api.aws.ic.gov",
                ]
            ),
            (
                .sts, "eu-isoe-west-1", "eu-isoe-west-1",
                ["sts.eu-isoe-west-1.cloud.adc-e.uk", nil, "sts-fips.eu-isoe-west-1.cloud.adc-e.uk", nil]
            ),
            (
                .sts, "us-isof-south-1", "us-isof-south-1",
                ["sts.us-isof-south-1.csp.hci.ic.gov", nil, "sts-fips.us-isof-south-1.csp.hci.ic.gov", nil]
            ),
            (
                .sts, "eusc-de-east-1", "eusc-de-east-1",
                [
                    "sts.eusc-de-east-1.amazonaws.eu", "sts.eusc-de-east-1.api.amazonwebservices.eu",
                    "sts-fips.eusc-de-east-1.amazonaws.eu", "sts-fips.eusc-de-east-1.api.amazonwebservices.eu",
                ]
            ),
            (
                .sts, "aws-global", "us-east-1",
                [
                    "sts.amazonaws.com", "sts.aws-global.api.aws", "sts-fips.aws-global.amazonaws.com",
                    "sts-fips.aws-global.api.aws",
                ]
            ),
            (
                .sts, "fips-us-east-1", "us-east-1",
                [
                    "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-east-1.api.aws",
                    "sts-fips.us-east-1.amazonaws.com", "sts-fips.us-east-1.api.aws",
                ]
            ),
            (
                .sts, "us-west-2-fips", "us-west-2",
                [
                    "sts-fips.us-west-2.amazonaws.com", "sts-fips.us-west-2.api.aws",
                    "sts-fips.us-west-2.amazonaws.com", "sts-fips.us-west-2.api.aws",
                ]
            ),
            (
                .sts, "us-gov-east-1-fips", "us-gov-east-1",
                [
                    "sts.us-gov-east-1.amazonaws.com", "sts-fips.us-gov-east-1.api.aws",
                    "sts.us-gov-east-1.amazonaws.com", "sts-fips.us-gov-east-1.api.aws",
                ]
            ),
            (
                .sso, "us-east-1", "us-east-1",
                [
                    "portal.sso.us-east-1.amazonaws.com", "portal.sso.us-east-1.api.aws",
                    "portal.sso-fips.us-east-1.amazonaws.com", "portal.sso-fips.us-east-1.api.aws",
                ]
            ),
            (
                .sso, "cn-north-1", "cn-north-1",
                [
                    "portal.sso.cn-north-1.amazonaws.com.cn", "portal.sso.cn-north-1.api.amazonwebservices.com.cn",
                    "portal.sso-fips.cn-north-1.amazonaws.com.cn",
                    "portal.sso-fips.cn-north-1.api.amazonwebservices.com.cn",
                ]
            ),
            (
                .sso, "us-gov-west-1", "us-gov-west-1",
                [
                    "portal.sso.us-gov-west-1.amazonaws.com", "portal.sso.us-gov-west-1.api.aws",
                    "portal.sso.us-gov-west-1.amazonaws.com", "portal.sso-fips.us-gov-west-1.api.aws",
                ]
            ),
            (
                .sso, "us-iso-east-1", "us-iso-east-1",
                [
                    "portal.sso.us-iso-east-1.c2s.ic.gov", "portal.sso.us-iso-east-1.api.aws.ic.gov",
                    "portal.sso-fips.us-iso-east-1.c2s.ic.gov", "portal.sso-fips.us-iso-east-1.api.aws.ic.gov",
                ]
            ),
            (
                .sso, "eu-isoe-west-1", "eu-isoe-west-1",
                ["portal.sso.eu-isoe-west-1.cloud.adc-e.uk", nil, "portal.sso-fips.eu-isoe-west-1.cloud.adc-e.uk", nil]
            ),
            (
                .sso, "us-isof-south-1", "us-isof-south-1",
                [
                    "portal.sso.us-isof-south-1.csp.hci.ic.gov", nil, "portal.sso-fips.us-isof-south-1.csp.hci.ic.gov",
                    nil,
                ]
            ),
            (
                .sso, "eusc-de-east-1", "eusc-de-east-1",
                [
                    "portal.sso.eusc-de-east-1.amazonaws.eu", "portal.sso.eusc-de-east-1.api.amazonwebservices.eu",
                    "portal.sso-fips.eusc-de-east-1.amazonaws.eu",
                    "portal.sso-fips.eusc-de-east-1.api.amazonwebservices.eu",
                ]
            ),
            (
                .sso, "fips-us-east-1", "us-east-1",
                [
                    "portal.sso-fips.us-east-1.amazonaws.com", "portal.sso-fips.us-east-1.api.aws",
                    "portal.sso-fips.us-east-1.amazonaws.com", "portal.sso-fips.us-east-1.api.aws",
                ]
            ),
            (
                .sso, "us-west-2-fips", "us-west-2",
                [
                    "portal.sso-fips.us-west-2.amazonaws.com", "portal.sso-fips.us-west-2.api.aws",
                    "portal.sso-fips.us-west-2.amazonaws.com", "portal.sso-fips.us-west-2.api.aws",
                ]
            ),
            (
                .sso, "us-gov-east-1-fips", "us-gov-east-1",
                [
                    "portal.sso.us-gov-east-1.amazonaws.com", "portal.sso-fips.us-gov-east-1.api.aws",
                    "portal.sso.us-gov-east-1.amazonaws.com", "portal.sso-fips.us-gov-east-1.api.aws",
                ]
            ),
            (
                .ssoOIDC, "us-east-1", "us-east-1",
                [
                    "oidc.us-east-1.amazonaws.com", "oidc.us-east-1.api.aws", "oidc-fips.us-east-1.amazonaws.com",
                    "oidc-fips.us-east-1.api.aws",
                ]
            ),
            (
                .ssoOIDC, "cn-north-1", "cn-north-1",
                [
                    "oidc.cn-north-1.amazonaws.com.cn", "oidc.cn-north-1.api.amazonwebservices.com.cn",
                    "oidc-fips.cn-north-1.amazonaws.com.cn", "oidc-fips.cn-north-1.api.amazonwebservices.com.cn",
                ]
            ),
            (
                .ssoOIDC, "us-gov-west-1", "us-gov-west-1",
                [
                    "oidc.us-gov-west-1.amazonaws.com", "oidc.us-gov-west-1.api.aws",
                    "oidc.us-gov-west-1.amazonaws.com", "oidc-fips.us-gov-west-1.api.aws",
                ]
            ),
            (
                .ssoOIDC, "us-iso-east-1", "us-iso-east-1",
                [
                    "oidc.us-iso-east-1.c2s.ic.gov", "oidc.us-iso-east-1.api.aws.ic.gov",
                    "oidc-fips.us-iso-east-1.c2s.ic.gov", "oidc-fips.us-iso-east-1.api.aws.ic.gov",
                ]
            ),
            (
                .ssoOIDC, "eu-isoe-west-1", "eu-isoe-west-1",
                ["oidc.eu-isoe-west-1.cloud.adc-e.uk", nil, "oidc-fips.eu-isoe-west-1.cloud.adc-e.uk", nil]
            ),
            (
                .ssoOIDC, "us-isof-south-1", "us-isof-south-1",
                ["oidc.us-isof-south-1.csp.hci.ic.gov", nil, "oidc-fips.us-isof-south-1.csp.hci.ic.gov", nil]
            ),
            (
                .ssoOIDC, "eusc-de-east-1", "eusc-de-east-1",
                [
                    "oidc.eusc-de-east-1.amazonaws.eu", "oidc.eusc-de-east-1.api.amazonwebservices.eu",
                    "oidc-fips.eusc-de-east-1.amazonaws.eu", "oidc-fips.eusc-de-east-1.api.amazonwebservices.eu",
                ]
            ),
            (
                .ssoOIDC, "fips-us-east-1", "us-east-1",
                [
                    "oidc-fips.us-east-1.amazonaws.com", "oidc-fips.us-east-1.api.aws",
                    "oidc-fips.us-east-1.amazonaws.com", "oidc-fips.us-east-1.api.aws",
                ]
            ),
            (
                .ssoOIDC, "us-west-2-fips", "us-west-2",
                [
                    "oidc-fips.us-west-2.amazonaws.com", "oidc-fips.us-west-2.api.aws",
                    "oidc-fips.us-west-2.amazonaws.com", "oidc-fips.us-west-2.api.aws",
                ]
            ),
            (
                .ssoOIDC, "us-gov-east-1-fips", "us-gov-east-1",
                [
                    "oidc.us-gov-east-1.amazonaws.com", "oidc-fips.us-gov-east-1.api.aws",
                    "oidc.us-gov-east-1.amazonaws.com", "oidc-fips.us-gov-east-1.api.aws",
                ]
            ),
        ] as [(Service, String, String, [String?])]
    )
    func hostsAreThoseOfBotocore(_ service: Service, _ region: String, _ signingRegion: String, _ hosts: [String?]) {
        let variants = [(false, false), (false, true), (true, false), (true, true)]
        for (expected, (isFIPS, isDualStack)) in zip(hosts, variants) {
            guard let expected else { continue }
            #expect(service.host(region: region, isFIPS: isFIPS, isDualStack: isDualStack) == expected)
        }
        #expect(service.signingRegion(region) == signingRegion)
    }

    /// CONTRACT, section 3.
    @Test(arguments: [
        ("us-east-1", "aws"), ("mx-central-1", "aws"), ("cn-north-1", "aws-cn"), ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"), ("us-isob-east-1", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"), ("us-gov-west-1", "aws-us-gov"), ("aws-global", "aws"),
        ("aws-cn-global", "aws-cn"), ("aws-iso-f-global", "aws-iso-f"), ("aws-us-gov-global", "aws-us-gov"),
        ("mars-north-7", "aws"), ("cn-north", "aws"), ("cn-north-x", "aws"), ("xcn-north-1", "aws"), ("", "aws"),
    ])
    func regionsBelongToAPartition(_ region: String, _ partition: String) {
        #expect(Partition.of(region: region).rawValue == partition)
    }

    /// Dual-stack names of CONTRACT that botocore does not know for these services yet.
    @Test(arguments: [
        ("eu-isoe-west-1", "apigateway.eu-isoe-west-1.api.cloud-aws.adc-e.uk"),
        ("us-isof-south-1", "apigateway.us-isof-south-1.api.aws.hci.ic.gov"),
    ])
    func theOtherDualStackNamesAreThoseOfThePartition(_ region: String, _ host: String) {
        #expect(Service.apigateway.host(region: region, isFIPS: false, isDualStack: true) == host)
    }

    @Test(arguments: [
        ("arn:aws:iam::1:role/x", "us-east-1"), ("arn:aws-cn:iam::1:role/x", "cn-northwest-1"),
        ("arn:aws-us-gov:iam::1:role/x", "us-gov-west-1"), ("arn:mars:iam::1:role/x", "us-east-1"), ("", "us-east-1"),
    ])
    func anARNNamesItsPartition(_ arn: String, _ region: String) {
        #expect(Partition.of(arn: arn).implicitRegion == region)
    }
}
