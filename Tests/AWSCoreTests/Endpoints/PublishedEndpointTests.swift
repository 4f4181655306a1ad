import AWSCore
import Testing

/// botocore's `endpoint-rules/apigatewayv2/endpoint-tests-1.json`.
@Suite struct PublishedEndpointTests {
    @Test(
        arguments: [
            ("ap-east-1", false, false, nil, "https://apigateway.ap-east-1.amazonaws.com"),
            ("ap-northeast-1", false, false, nil, "https://apigateway.ap-northeast-1.amazonaws.com"),
            ("ap-northeast-2", false, false, nil, "https://apigateway.ap-northeast-2.amazonaws.com"),
            ("ca-central-1", false, false, nil, "https://apigateway.ca-central-1.amazonaws.com"),
            ("eu-north-1", false, false, nil, "https://apigateway.eu-north-1.amazonaws.com"),
            ("eu-south-1", false, false, nil, "https://apigateway.eu-south-1.amazonaws.com"),
            ("eu-west-1", false, false, nil, "https://apigateway.eu-west-1.amazonaws.com"),
            ("me-south-1", false, false, nil, "https://apigateway.me-south-1.amazonaws.com"),
            ("us-east-2", false, false, nil, "https://apigateway.us-east-2.amazonaws.com"),
            ("us-west-1", false, false, nil, "https://apigateway.us-west-1.amazonaws.com"),
            ("us-west-2", false, false, nil, "https://apigateway.us-west-2.amazonaws.com"),
            ("us-east-1", true, false, nil, "https://apigateway-fips.us-east-1.amazonaws.com"),
            ("cn-north-1", false, false, nil, "https://apigateway.cn-north-1.amazonaws.com.cn"),
            ("cn-northwest-1", false, false, nil, "https://apigateway.cn-northwest-1.amazonaws.com.cn"),
            ("cn-north-1", false, true, nil, "https://apigateway.cn-north-1.api.amazonwebservices.com.cn"),
            ("us-gov-west-1", false, false, nil, "https://apigateway.us-gov-west-1.amazonaws.com"),
            ("us-gov-east-1", true, true, nil, "https://apigateway-fips.us-gov-east-1.api.aws"),
            ("us-gov-east-1", true, false, nil, "https://apigateway-fips.us-gov-east-1.amazonaws.com"),
            ("us-gov-east-1", false, true, nil, "https://apigateway.us-gov-east-1.api.aws"),
            ("us-isob-east-1", false, false, nil, "https://apigateway.us-isob-east-1.sc2s.sgov.gov"),
            ("us-east-1", false, false, "https://example.com", "https://example.com"),
            // The rule set refuses a variant of a custom endpoint; the CLI does not (CONTRACT, section 3).
            ("us-east-1", false, true, "https://example.com", "https://example.com"),
        ] as [(String, Bool, Bool, String?, String)]
    )
    func theEndpointIsThePublishedOne(
        _ region: String,
        _ isFIPS: Bool,
        _ isDualStack: Bool,
        _ custom: String?,
        _ url: String
    ) throws {
        let environment = ["AWS_USE_FIPS_ENDPOINT": "\(isFIPS)", "AWS_USE_DUALSTACK_ENDPOINT": "\(isDualStack)"]
        let configuration = try AWSConfiguration(environment: environment) { _ in nil }
        let endpoint = try configuration.endpoint(service: .apigateway, region: region, profile: nil, explicit: custom)
        #expect(endpoint.url == url)
    }
}
