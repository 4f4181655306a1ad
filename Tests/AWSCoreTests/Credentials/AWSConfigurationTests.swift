import AWSCore
import Testing

@Suite struct AWSConfigurationTests {
    /// A configuration from texts: what is asked for outside the files named is not there.
    private func configuration(
        _ environment: [String: String] = [:],
        config: String? = nil,
        credentials: String? = nil
    ) throws -> AWSConfiguration {
        var environment = environment
        environment["HOME"] = "/home/me"
        let files = ["/home/me/.aws/config": config, "/home/me/.aws/credentials": credentials]
        return try AWSConfiguration(environment: environment) { path in
            (files[path] ?? nil).map { Array($0.utf8) }
        }
    }

    @Test func aFileThatCannotBeReadIsAnError() {
        struct Denied: Error, CustomStringConvertible { var description: String { "permission denied" } }
        let error = #expect(throws: ConfigurationError.self) {
            try AWSConfiguration(environment: ["HOME": "/h"]) { _ in throw Denied() }
        }
        #expect(error?.message == "cannot read /h/.aws/config: permission denied")
        #expect(error?.concernsCredentials == false)
    }

    @Test(
        arguments: [
            (["AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"], nil, "x-1", "x-1"),
            (["AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"], nil, nil, "a-1"),
            (["AWS_REGION": "", "AWS_DEFAULT_REGION": "b-1"], nil, nil, "b-1"), ([:], nil, nil, "config-1"),
            ([:], "both", nil, "shared-1"), (["AWS_PROFILE": "both"], nil, nil, "shared-1"),
        ] as [([String: String], String?, String?, String)]
    )
    func theRegionIsTheFirstThatIsNamed(
        _ environment: [String: String],
        _ profile: String?,
        _ explicit: String?,
        _ region: String
    ) throws {
        let configuration = try configuration(
            environment,
            config: "[default]\nregion=config-1\n[profile both]\nregion=config-2",
            credentials: "[both]\nregion=shared-1"
        )
        #expect(try configuration.region(profile: profile, explicit: explicit) == region)
    }

    @Test func withoutARegionTheErrorSaysSo() throws {
        let configuration = try configuration()
        let error = #expect(throws: ConfigurationError.self) { try configuration.region(profile: nil, explicit: nil) }
        #expect(error?.isMissingRegion == true)
        #expect(error?.concernsCredentials == false)
    }

    @Test(arguments: ["", "-a", "a-", "us_east_1", "12", "a.b", "ü", "us-east-1/x", String(repeating: "a", count: 64)])
    func aRegionIsAHostLabel(_ region: String) throws {
        let configuration = try configuration()
        let error = #expect(throws: ConfigurationError.self) {
            try configuration.region(profile: nil, explicit: region)
        }
        #expect(error?.isMissingRegion == false)
    }

    @Test func theCABundleIsTheFirstThatIsNamed() throws {
        let config = "[default]\nca_bundle = ~/ca.pem"
        let fromProfile = try configuration(config: config)
        #expect(try fromProfile.caBundle(profile: nil, explicit: nil) == "/home/me/ca.pem")
        #expect(try fromProfile.caBundle(profile: nil, explicit: "/x") == "/x")
        let fromEnvironment = try configuration(["AWS_CA_BUNDLE": "/env.pem"], config: config)
        #expect(try fromEnvironment.caBundle(profile: nil, explicit: nil) == "/env.pem")
        #expect(try configuration().caBundle(profile: nil, explicit: nil) == nil)
    }

    /// The AWS CLI's HTTP library reads it too; it was passed over.
    @Test func theCABundleOfPythonsRequestsComesLast() throws {
        let variables = ["REQUESTS_CA_BUNDLE": "~/python.pem"]
        #expect(try configuration(variables).caBundle(profile: nil, explicit: nil) == "/home/me/python.pem")
        let config = try configuration(variables, config: "[default]\nca_bundle = /ca.pem")
        #expect(try config.caBundle(profile: nil, explicit: nil) == "/ca.pem")
        let both = try configuration(variables.merging(["AWS_CA_BUNDLE": "/env.pem"]) { $1 })
        #expect(try both.caBundle(profile: nil, explicit: nil) == "/env.pem")
    }

    @Test(arguments: [
        ("US-EAST-1", "us-east-1", "lower case"), ("us-east-1a", "us-east-1", "availability zone"),
        ("Eu-West-2b", "eu-west-2", "lower case"), ("ap-southeast-10c", "ap-southeast-10", "availability zone"),
    ])
    func aRegionWrittenOtherwiseIsRefusedWithTheOneThatIsMeant(
        _ region: String,
        _ meant: String,
        _ reason: String
    ) throws {
        let configuration = try configuration()
        let error = try #require(throws: ConfigurationError.self) {
            try configuration.region(profile: nil, explicit: region)
        }
        #expect(error.message.contains(reason))
        #expect(error.message.hasSuffix("did you mean \(meant)?"))
    }

    @Test(arguments: [
        "us-east-1", "fips-us-east-1", "us-gov-west-1-fips", "aws-global", "eusc-de-east-1", "mars-north-7",
    ])
    func regionsThatAreOnlyUnknownAreTaken(_ region: String) throws {
        #expect(try configuration().region(profile: nil, explicit: region) == region)
    }

    // MARK: Profiles and settings

    @Test(arguments: [([:], "nope"), (["AWS_PROFILE": "nope"], nil), (["AWS_PROFILE": "default"], nil)])
    func anUnknownProfileIsAnErrorOfUsage(_ environment: [String: String], _ profile: String?) throws {
        let configuration = try configuration(environment)
        let error = #expect(throws: ConfigurationError.self) { try configuration.setting("x", profile: profile) }
        #expect(error?.shortDescription == "unknown profile")
        #expect(error?.concernsCredentials == false)
        #expect(error?.isMissingCredentials == false)
    }

    @Test func filesMayLieElsewhere() throws {
        let environment = [
            "AWS_CONFIG_FILE": "$DIR/c", "AWS_SHARED_CREDENTIALS_FILE": "~/s", "DIR": "/d", "HOME": "/home/me",
        ]
        let files = ["/d/c": "[default]\nregion = eu-west-1\noutput = text", "/home/me/s": "[default]\noutput = json"]
        let configuration = try AWSConfiguration(environment: environment) { files[$0].map { Array($0.utf8) } }
        #expect(try configuration.setting("output", profile: nil) == "json")
        #expect(try configuration.region(profile: nil, explicit: nil) == "eu-west-1")
    }

    @Test func aSettingIsTheProfilesAndNotEmpty() throws {
        let config = """
            [default]
            output = text
            MAX_ATTEMPTS : 5
            retry_mode =
            cli_error_format =
              nested = x
            [profile 'two words']
            output = yaml
            """
        let configuration = try configuration(["AWS_PROFILE": "two words"], config: config)
        #expect(try configuration.setting("output", profile: nil) == "yaml")
        #expect(try configuration.setting("output", profile: "default") == "text")
        #expect(try configuration.setting("max_attempts", profile: "default") == "5")
        #expect(try configuration.setting("Max_Attempts", profile: "default") == "5")
        for key in ["retry_mode", "cli_error_format", "none"] {
            #expect(try configuration.setting(key, profile: "default") == nil)
        }
    }
}
