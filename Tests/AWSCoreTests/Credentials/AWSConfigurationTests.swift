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

    private func keys(_ configuration: AWSConfiguration, profile: String? = nil) async throws -> Credentials {
        try await configuration.credentials(profile: profile).credentials()
    }

    private static let environmentKeys = ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "senv"]
    private static let twoProfiles = """
        [default]
        aws_access_key_id = AKDEF
        aws_secret_access_key = sdef
        [other]
        aws_access_key_id = AKOTHER
        aws_secret_access_key = sother
        aws_session_token = tother
        """

    @Test func keysOfTheEnvironmentGoBeforeProfiles() async throws {
        var environment = Self.environmentKeys
        environment["AWS_PROFILE"] = "other"
        environment["AWS_SESSION_TOKEN"] = "tenv"
        let found = try await keys(configuration(environment, credentials: Self.twoProfiles))
        let expected = Credentials(
            accessKeyID: "AKENV",
            secretAccessKey: Secret("senv"),
            sessionToken: Secret("tenv")
        )
        #expect(found == expected)
        environment["AWS_SECURITY_TOKEN"] = "older"
        #expect(try await keys(configuration(environment)).sessionToken == Secret("older"))
    }

    @Test func aProfileThatIsAskedForTurnsThemOff() async throws {
        let configuration = try configuration(Self.environmentKeys, credentials: Self.twoProfiles)
        let found = try await keys(configuration, profile: "other")
        let expected = Credentials(
            accessKeyID: "AKOTHER",
            secretAccessKey: Secret("sother"),
            sessionToken: Secret("tother")
        )
        #expect(found == expected)
    }

    @Test(arguments: [
        ([:], "AKDEF"), (["AWS_PROFILE": "other"], "AKOTHER"), (["AWS_DEFAULT_PROFILE": "other"], "AKOTHER"),
        (["AWS_PROFILE": "default", "AWS_DEFAULT_PROFILE": "other"], "AKDEF"), (["AWS_PROFILE": ""], "AKDEF"),
        (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], "AKDEF"),
    ])
    func theEnvironmentNamesTheProfile(_ environment: [String: String], _ accessKeyID: String) async throws {
        let configuration = try configuration(environment, credentials: Self.twoProfiles)
        #expect(try await keys(configuration).accessKeyID == accessKeyID)
    }

    @Test func keysMayBeInTheConfigFileButTheCredentialsFileGoesFirst() async throws {
        let config = "[default]\naws_access_key_id=AKC\naws_secret_access_key=sc\n[profile p]\nregion=eu-west-1"
        #expect(try await keys(configuration(config: config)).accessKeyID == "AKC")
        #expect(try await keys(configuration(config: config, credentials: Self.twoProfiles)).accessKeyID == "AKDEF")
    }

    @Test func filesMayLieElsewhere() async throws {
        let environment = [
            "AWS_CONFIG_FILE": "$DIR/c", "AWS_SHARED_CREDENTIALS_FILE": "~/s", "DIR": "/d", "HOME": "/home/me",
        ]
        let files = ["/d/c": "[default]\nregion = eu-west-1", "/home/me/s": Self.twoProfiles]
        let configuration = try AWSConfiguration(environment: environment) { files[$0].map { Array($0.utf8) } }
        #expect(try await keys(configuration).accessKeyID == "AKDEF")
        #expect(try configuration.region(profile: nil, explicit: nil) == "eu-west-1")
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
            ([:], "", nil, "no credentials"),
            (["AWS_ACCESS_KEY_ID": "AK"], "", nil, "AWS_SECRET_ACCESS_KEY is missing"),
            ([:], "[default]\naws_access_key_id=AK", nil, "has no aws_secret_access_key"),
            ([:], "[p]\nrole_arn=arn:x\naws_access_key_id=AK\naws_secret_access_key=s", "p", "sets role_arn"),
            ([:], "[p]\nrole_arn=arn:x\nweb_identity_token_file=/t", "p", "sets web_identity_token_file"),
            ([:], "[p]\nsso_role_name=x\naws_access_key_id=AK\naws_secret_access_key=s", "p", "sets sso_role_name"),
            ([:], "[p]\ncredential_process=/bin/x", "p", "sets credential_process"),
            ([:], "[p]\nlogin_session=x", "p", "sets login_session"),
            (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], "", nil, "sets AWS_WEB_IDENTITY_TOKEN_FILE"),
            (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"], "", nil, "sets AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        ] as [([String: String], String, String?, String)]
    )
    func whatIsMissingOrNotKnownIsNamed(
        _ environment: [String: String],
        _ credentials: String,
        _ profile: String?,
        _ reason: String
    ) throws {
        let configuration = try configuration(environment, credentials: credentials)
        let error = #expect(throws: ConfigurationError.self) { try configuration.credentials(profile: profile) }
        #expect(error?.message.contains(reason) == true)
        #expect(error?.concernsCredentials == true)
    }

    /// Static keys of the credentials file go before `credential_process`, as in the CLI.
    @Test func sourcesThatTheCLIWouldNotReachDoNotMatter() async throws {
        let credentials = "[p]\ncredential_process=/bin/x\naws_access_key_id=AK\naws_secret_access_key=s"
        #expect(try await keys(configuration(credentials: credentials), profile: "p").accessKeyID == "AK")
        let environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"]
        #expect(try await keys(configuration(environment, credentials: credentials), profile: "p").accessKeyID == "AK")
    }

    @Test(arguments: [([:], "nope"), (["AWS_PROFILE": "nope"], nil), (["AWS_PROFILE": "default"], nil)])
    func anUnknownProfileIsAnErrorOfUsage(_ environment: [String: String], _ profile: String?) throws {
        let configuration = try configuration(environment)
        let error = #expect(throws: ConfigurationError.self) { try configuration.credentials(profile: profile) }
        #expect(error?.shortDescription == "unknown profile")
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
}
