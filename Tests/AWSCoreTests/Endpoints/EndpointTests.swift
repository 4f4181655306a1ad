import Testing

@testable import AWSCore

@Suite struct EndpointTests {
    @Test(arguments: [
        ("https://example.com", "https", "example.com", ""),
        ("HTTPS://Example.COM:443/", "https", "example.com", ""),
        ("https://h:8443/base/", "https", "h:8443", "/base"),
        ("https://h/a/b%20c", "https", "h", "/a/b%20c"),
        ("http://localhost:4566", "http", "localhost:4566", ""),
        ("http://127.0.0.1:80//", "http", "127.0.0.1", ""),
        ("http://127.9.8.7:443", "http", "127.9.8.7:443", ""),
        ("http://[::1]:5000/x", "http", "[::1]:5000", "/x"),
        ("https://[fd00:ec2::23]", "https", "[fd00:ec2::23]", ""),
    ])
    func urlsAreTakenApart(_ url: String, _ scheme: String, _ authority: String, _ basePath: String) throws {
        let endpoint = try Endpoint(url: url)
        #expect(endpoint.scheme == scheme)
        #expect(endpoint.authority == authority)
        #expect(endpoint.basePath == basePath)
        #expect(endpoint.url == "\(scheme)://\(authority)\(basePath)")
    }

    @Test(arguments: [
        "", "example.com", "localhost:4566", "ftp://h", "https://", "https:///x", "https://h:", "https://h:0",
        "https://h:65536", "https://h:8a", "https://h:+80", "https://h?x=1", "https://h/#f", "https://h/a b",
        "https://h/é", "https://a b", "https://h\r\nX: y", "https://[::1", "https://[]", "https://[::1]x",
        "https://[zz]",
    ])
    func whatIsNoEndpointIsRefused(_ url: String) {
        let error = #expect(throws: ConfigurationError.self) { try Endpoint(url: url) }
        #expect(error?.shortDescription == "invalid endpoint URL")
        #expect(error?.concernsCredentials == false)
    }

    @Test func aPasswordIsRefusedAndNotShown() {
        let error = #expect(throws: ConfigurationError.self) { try Endpoint(url: "https://me:hunter2@h") }
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test(arguments: [
        "http://example.com", "http://128.0.0.1", "http://127.0.0.1.evil.com", "http://127.0.0.999",
        "http://localhost.evil.com",
    ])
    func plainHTTPToAnotherMachineHasToBeAskedFor(_ url: String) throws {
        #expect(throws: ConfigurationError.self) { try Endpoint(url: url) }
        #expect(try Endpoint(url: url, allowsPlainHTTP: true).scheme == "http")
    }

    private func endpoint(
        _ environment: [String: String] = [:],
        config: String = "",
        service: Service = .apigateway,
        region: String = "us-east-1",
        explicit: String? = nil
    ) throws -> String {
        try AWSConfiguration(environment: environment) { $0.hasSuffix("config") ? Array(config.utf8) : nil }
            .endpoint(service: service, region: region, profile: nil, explicit: explicit).url
    }

    /// botocore's endpoint tests, and its partition table.
    @Test(arguments: [
        ("us-east-1", "https://apigateway.us-east-1.amazonaws.com"),
        ("ap-east-1", "https://apigateway.ap-east-1.amazonaws.com"),
        ("me-south-1", "https://apigateway.me-south-1.amazonaws.com"),
        ("cn-north-1", "https://apigateway.cn-north-1.amazonaws.com.cn"),
        ("cn-northwest-1", "https://apigateway.cn-northwest-1.amazonaws.com.cn"),
        ("us-gov-west-1", "https://apigateway.us-gov-west-1.amazonaws.com"),
        ("us-iso-east-1", "https://apigateway.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", "https://apigateway.us-isob-east-1.sc2s.sgov.gov"),
        ("eu-isoe-west-1", "https://apigateway.eu-isoe-west-1.cloud.adc-e.uk"),
        ("us-isof-south-1", "https://apigateway.us-isof-south-1.csp.hci.ic.gov"),
        ("eusc-de-east-1", "https://apigateway.eusc-de-east-1.amazonaws.eu"),
        ("aws-cn-global", "https://apigateway.aws-cn-global.amazonaws.com.cn"),
        ("cn-north", "https://apigateway.cn-north.amazonaws.com"),
        ("mars-north-7", "https://apigateway.mars-north-7.amazonaws.com"),
    ])
    func theDefaultHostFollowsTheRegion(_ region: String, _ url: String) throws {
        #expect(try endpoint(region: region) == url)
        #expect(try endpoint(service: .sts, region: region) == url.replacing("apigateway", with: "sts"))
    }

    @Test func theNearestSettingCounts() throws {
        let general = ["AWS_ENDPOINT_URL": "https://general"]
        let all = general.merging(["AWS_ENDPOINT_URL_APIGATEWAYV2": "https://special"]) { $1 }
        #expect(try endpoint(general) == "https://general")
        #expect(try endpoint(general, service: .sts) == "https://general")
        #expect(try endpoint(all) == "https://special")
        #expect(try endpoint(["AWS_ENDPOINT_URL_STS": "https://sts"], service: .sts) == "https://sts")
        #expect(try endpoint(all, explicit: "https://explicit") == "https://explicit")
        #expect(try endpoint(["AWS_ENDPOINT_URL": ""]) == "https://apigateway.us-east-1.amazonaws.com")
    }

    /// The URL of the command line is API Gateway's. STS took it too, even where it had one of its own.
    @Test(arguments: [
        (["AWS_ENDPOINT_URL_STS": "https://sts"], "http://127.0.0.1:4566", "https://sts"),
        (["AWS_ENDPOINT_URL": "https://general"], "http://127.0.0.1:4566", "https://general"),
        ([:], "http://127.0.0.1:4566", "http://127.0.0.1:4566"),
        ([:], "http://localhost:4566/base", "http://localhost:4566/base"),
        ([:], "https://vpce-1.execute-api.example.com", "https://sts.us-east-1.amazonaws.com"),
        ([:], "http://10.0.0.7", "https://sts.us-east-1.amazonaws.com"),
    ])
    func anotherServiceGoesAlongWithALoopbackAddressOnly(
        _ environment: [String: String],
        _ mainURL: String,
        _ url: String
    ) throws {
        let configuration = try AWSConfiguration(environment: environment) { _ in nil }
        let endpoint = try configuration.endpoint(service: .sts, region: "us-east-1", profile: nil, beside: mainURL)
        #expect(endpoint.url == url)
    }

    @Test func configuredURLsCanBeIgnored() throws {
        let environment = ["AWS_ENDPOINT_URL": "https://general", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"]
        #expect(try endpoint(environment) == "https://apigateway.us-east-1.amazonaws.com")
        #expect(try endpoint(environment, explicit: "https://explicit") == "https://explicit")
    }

    @Test func onlyTheOptionAllowsPlainHTTPElsewhere() throws {
        #expect(throws: ConfigurationError.self) { try endpoint(["AWS_ENDPOINT_URL": "http://far"]) }
        #expect(try endpoint(explicit: "http://far") == "http://far")
        #expect(try endpoint(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]) == "http://127.0.0.1:1")
    }

    // MARK: The config file

    private static let services = """
        [default]
        services = lab
        endpoint_url = https://profile
        [services lab]
        apigatewayv2 =
          endpoint_url = https://of-service
        sso_oidc =
          endpoint_url = https://oidc
        sts =
          endpoint_url =
        """

    @Test func aServicesSectionGoesBeforeTheProfileAndAfterTheEnvironment() throws {
        #expect(try endpoint(config: Self.services) == "https://of-service")
        #expect(try endpoint(config: Self.services, service: .ssoOIDC) == "https://oidc")
        #expect(try endpoint(config: Self.services, service: .sso) == "https://profile")
        #expect(try endpoint(config: Self.services, service: .sts) == "https://profile")
        #expect(try endpoint(["AWS_ENDPOINT_URL": "https://general"], config: Self.services) == "https://general")
        #expect(try endpoint(config: Self.services, explicit: "https://explicit") == "https://explicit")
    }

    @Test func theConfigFileCanIgnoreThemToo() throws {
        let config = Self.services.replacing("[default]", with: "[default]\nignore_configured_endpoint_urls = TRUE")
        #expect(try endpoint(config: config) == "https://apigateway.us-east-1.amazonaws.com")
        let environment = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"]
        #expect(try endpoint(environment, config: config) == "https://of-service")
    }

    /// An error only when the lookup gets that far.
    @Test(arguments: ["[default]\nservices = none", "[default]\nservices = none\n[services none]"])
    func aServicesSectionThatIsNotThereIsAnError(_ config: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try endpoint(config: config) }
        #expect(error?.message.contains("\"default\" names the section [services none]") == true)
        #expect(error?.concernsCredentials == false)
        #expect(try endpoint(config: config, explicit: "https://e") == "https://e")
        #expect(try endpoint(["AWS_ENDPOINT_URL": "https://e"], config: config) == "https://e")
    }

    @Test(
        arguments: [
            (["AWS_USE_FIPS_ENDPOINT": "TRUE"], "", "https://apigateway-fips.us-east-1.amazonaws.com"),
            (["AWS_USE_DUALSTACK_ENDPOINT": "true"], "", "https://apigateway.us-east-1.api.aws"),
            (
                [:], "use_fips_endpoint = true\nuse_dualstack_endpoint = True",
                "https://apigateway-fips.us-east-1.api.aws"
            ),
            (
                ["AWS_USE_FIPS_ENDPOINT": "false"], "use_fips_endpoint = true",
                "https://apigateway.us-east-1.amazonaws.com"
            ),
            (["AWS_USE_FIPS_ENDPOINT": "1"], "", "https://apigateway.us-east-1.amazonaws.com"),
            // The CLI lets these be, unlike the rule set.
            (["AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": "https://e"], "", "https://e"),
        ] as [([String: String], String, String)]
    )
    func variantsAreTurnedOnInTheEnvironmentOrTheProfile(
        _ environment: [String: String],
        _ settings: String,
        _ url: String
    ) throws {
        #expect(try endpoint(environment, config: "[default]\n\(settings)") == url)
    }
}
