import AWSCore
import Pacing
import TestSupport
import Testing

@Suite struct CredentialsChainTests {
    private static let environmentKeys = ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "senv"]
    private static let twoProfiles = """
        [default]
        aws_access_key_id = AKDEF
        aws_secret_access_key = sdef
        [other]
        aws_access_key_id = AKOTHER
        aws_secret_access_key = sother
        aws_session_token = tother
        aws_account_id = 111122223333
        """

    @Test func keysOfTheEnvironmentGoBeforeProfiles() async throws {
        var environment = Self.environmentKeys
        environment["AWS_PROFILE"] = "other"
        environment["AWS_SESSION_TOKEN"] = "tenv"
        environment["AWS_ACCOUNT_ID"] = "444455556666"
        let found = try await CredentialsBench(environment, credentials: Self.twoProfiles).credentials()
        let expected = Credentials(
            accessKeyID: "AKENV",
            secretAccessKey: Secret("senv"),
            sessionToken: Secret("tenv"),
            accountID: "444455556666"
        )
        #expect(found == expected)
        environment["AWS_SECURITY_TOKEN"] = "older"
        let bench = try CredentialsBench(environment, credentials: Self.twoProfiles)
        #expect(try await bench.credentials().sessionToken == Secret("older"))
    }

    @Test func aProfileThatIsAskedForTurnsThemOff() async throws {
        let bench = try CredentialsBench(Self.environmentKeys, credentials: Self.twoProfiles)
        let expected = Credentials(
            accessKeyID: "AKOTHER",
            secretAccessKey: Secret("sother"),
            sessionToken: Secret("tother"),
            accountID: "111122223333"
        )
        #expect(try await bench.credentials("other") == expected)
        #expect(try await bench.credentials().accessKeyID == "AKENV")
        #expect(try await bench.credentials("default").accessKeyID == "AKDEF")
    }

    @Test(arguments: [
        ([:], "AKDEF"), (["AWS_PROFILE": "other"], "AKOTHER"), (["AWS_DEFAULT_PROFILE": "other"], "AKOTHER"),
        (["AWS_PROFILE": "default", "AWS_DEFAULT_PROFILE": "other"], "AKDEF"), (["AWS_PROFILE": ""], "AKDEF"),
        (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], "AKDEF"),
    ])
    func theEnvironmentNamesTheProfile(_ environment: [String: String], _ accessKeyID: String) async throws {
        let bench = try CredentialsBench(environment, credentials: Self.twoProfiles)
        #expect(try await bench.credentials().accessKeyID == accessKeyID)
    }

    @Test func keysMayBeInTheConfigFileButTheCredentialsFileGoesFirst() async throws {
        let config = "[default]\naws_access_key_id=AKC\naws_secret_access_key=sc\n[profile p]\nregion=eu-west-1"
        #expect(try await CredentialsBench(config: config).credentials().accessKeyID == "AKC")
        let both = try CredentialsBench(config: config, credentials: Self.twoProfiles)
        #expect(try await both.credentials().accessKeyID == "AKDEF")
    }

    // MARK: Order

    private static let everything = [
        "role_arn = arn:aws:iam::111122223333:role/worker\nsource_profile = base",
        "web_identity_token_file = /jwt\nrole_arn = arn:aws:iam::111122223333:role/worker",
        "sso_account_id = 1\nsso_role_name = r\nsso_region = us-east-1\nsso_start_url = https://s",
        "credential_process = /no/such/program",
        "aws_access_key_id = AKCONFIG\naws_secret_access_key = s",
    ]

    /// Each source with all that come after it; the failure or the request shows which one was used.
    @Test(
        arguments: [
            (0, "sts.eu-west-1.amazonaws.com", "AKSHARED"), (2, "SSO for the profile \"p\"", "AKSHARED"),
            (3, "AKSHARED", "AKSHARED"), (3, "credential_process of the profile \"p\"", nil), (4, "AKCONFIG", nil),
        ] as [(Int, String, String?)]
    )
    func theFirstSourceThatIsConfiguredIsUsed(_ first: Int, _ evidence: String, _ sharedKey: String?) async throws {
        let settings = Self.everything.enumerated().filter { $0.offset >= first && $0.offset != 1 }.map(\.element)
        let base = "[base]\naws_access_key_id = AKBASE\naws_secret_access_key = sbase\n"
        let keys = sharedKey.map { "[p]\naws_access_key_id = \($0)\naws_secret_access_key = s\n" } ?? ""
        let bench = try CredentialsBench(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"],
            config: "[profile p]\n\(settings.joined(separator: "\n"))",
            credentials: base + keys,
            answers: [.stsError(403, "AccessDenied", "sts.eu-west-1.amazonaws.com")]
        )
        #expect(await bench.failure("p").contains(evidence))
    }

    @Test func aWebIdentityGoesBeforeKeysAndIsNoMatterOfAnExplicitProfile() async throws {
        let environment = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/jwt", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/worker",
        ]
        let bench = try CredentialsBench(environment, credentials: Self.twoProfiles)
        #expect(await bench.failure().contains("/jwt"))
        #expect(try await bench.credentials("default").accessKeyID == "AKDEF")
    }

    @Test func theContainerIsAskedWhenNoProfileHasCredentials() async throws {
        let bench = try CredentialsBench(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"],
            config: "[profile p]\nregion = eu-west-1",
            answers: [
                .json(
                    200,
                    #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2025-03-01T18:00:00Z"}"#
                )
            ]
        )
        #expect(try await bench.credentials("p").accessKeyID == "A")
    }

    // MARK: Nothing found

    @Test func whereThereAreNoneTheErrorSaysWhatWasTried() throws {
        let bench = try CredentialsBench()
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: nil) }
        #expect(
            error?.message == """
                no credentials: neither AWS_ACCESS_KEY_ID nor keys in the profile "default" of \
                /home/me/.aws/credentials and /home/me/.aws/config, nor another source \
                (environment: AWS_ACCESS_KEY_ID is not set; role: no role_arn; \
                web identity: no web_identity_token_file; SSO: neither sso_role_name nor sso_account_id; \
                credentials file: no aws_access_key_id; login session: no login_session; \
                credential process: no credential_process; config file: no aws_access_key_id; \
                container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set; \
                EC2 instance metadata: turned off by AWS_EC2_METADATA_DISABLED)
                """
        )
        #expect(error?.isMissingCredentials == true)
        #expect(error?.concernsCredentials == true)
    }

    @Test func anInstanceThatIsNotThereIsAReasonAmongTheOthers() async throws {
        let bench = try CredentialsBench(["AWS_EC2_METADATA_DISABLED": ""], answers: [.refused, .refused])
        let error = await #expect(throws: ConfigurationError.self) { try await bench.resolver.check(profile: nil) }
        #expect(error?.isMissingCredentials == true)
        #expect(error?.message.contains("EC2 instance metadata: could not connect (h): Connection refused)") == true)
        #expect(error?.message.hasPrefix("no credentials: neither AWS_ACCESS_KEY_ID nor keys in the profile") == true)
    }

    @Test func checkingSendsNothingWhereSomethingIsConfigured() async throws {
        let bench = try CredentialsBench(
            config: "[profile a]\nrole_arn = arn:aws:iam::1:role/role\nsource_profile = other",
            credentials: Self.twoProfiles
        )
        try await bench.resolver.check(profile: "a")
        try await bench.resolver.check(profile: nil, roleARN: "arn:aws:iam::1:role/role")
        #expect(bench.requests.isEmpty)
        await #expect(throws: ConfigurationError.self) { try await bench.resolver.check(profile: nil, roleARN: "x") }
    }

    @Test(
        arguments: [
            (["AWS_ACCESS_KEY_ID": "AK"], "", nil, "AWS_SECRET_ACCESS_KEY is missing"),
            ([:], "[default]\naws_access_key_id=AK", nil, "has no aws_secret_access_key"),
            ([:], "[p]\nlogin_session=x", "p", "sets login_session"),
            (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], "", nil, "but no role: set AWS_ROLE_ARN"),
            (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"], "", nil, "is plain http to x"),
            (
                ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CREDENTIAL_EXPIRATION": "soon"], "", nil,
                "AWS_CREDENTIAL_EXPIRATION is no moment"
            ),
            ([:], "[p]\ncredential_process = 'x", "p", "credential_process of the profile \"p\" is no command"),
        ] as [([String: String], String, String?, String)]
    )
    func whatIsBrokenIsNotPassedOver(
        _ environment: [String: String],
        _ credentials: String,
        _ profile: String?,
        _ reason: String
    ) throws {
        let bench = try CredentialsBench(environment, credentials: credentials)
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: profile) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.concernsCredentials == true)
        #expect(error?.isMissingCredentials == false)
    }

    /// It became a blank in a header, and the service refused the signature.
    @Test(
        arguments: [
            (
                ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s\n"], "", nil,
                "the environment variable AWS_SECRET_ACCESS_KEY"
            ),
            (
                ["AWS_ACCESS_KEY_ID": "A\u{200B}K", "AWS_SECRET_ACCESS_KEY": "s"], "", nil,
                "the environment variable AWS_ACCESS_KEY_ID"
            ),
            (
                ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "to\rken"], "", nil,
                "the environment variable AWS_SESSION_TOKEN"
            ),
            (
                [:], "[p]\naws_access_key_id=AK\naws_secret_access_key=one\n  two", "p",
                "aws_secret_access_key of the profile \"p\" in /home/me/.aws/credentials"
            ),
        ] as [([String: String], String, String?, String)]
    )
    func aLineBreakInsideAKeyIsNamedAndNothingIsSent(
        _ environment: [String: String],
        _ credentials: String,
        _ profile: String?,
        _ place: String
    ) throws {
        let bench = try CredentialsBench(environment, credentials: credentials)
        let error = try #require(throws: ConfigurationError.self) { try bench.resolver.provider(profile: profile) }
        #expect(error.message.hasPrefix("\(place) holds a line break or another control character"))
        #expect(error.concernsCredentials)
        #expect(bench.requests.isEmpty)
    }

    @Test func anUnknownProfileIsAnErrorOfUsage() throws {
        let bench = try CredentialsBench()
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: "nope") }
        #expect(error?.shortDescription == "unknown profile")
        #expect(error?.concernsCredentials == false)
    }

    @Test func keysOfTheEnvironmentMayExpire() async throws {
        var environment = Self.environmentKeys
        environment["AWS_CREDENTIAL_EXPIRATION"] = "2025-03-01T12:00:30Z"
        let bench = try CredentialsBench(environment)
        #expect(try await bench.credentials().expiration == ManualClock.start + 30)
        bench.clock.advance(by: .seconds(29))
        #expect(try await bench.credentials().accessKeyID == "AKENV")
        bench.clock.advance(by: .seconds(1))
        #expect(await bench.failure().contains("expired"))
    }

    // MARK: Region

    @Test(
        arguments: [
            (["AWS_REGION": "", "AWS_EC2_METADATA_DISABLED": ""], "ap-south-1"), ([:], "eu-west-1"),
            (["AWS_REGION": "", "AWS_EC2_METADATA_DISABLED": "TRUE"], nil),
        ] as [([String: String], String?)]
    )
    func theRegionMayBeTheInstances(_ environment: [String: String], _ region: String?) async throws {
        let bench = try CredentialsBench(environment, answers: [.imdsToken, .response(200, [:], "ap-south-1a")])
        guard let region else {
            let error = await #expect(throws: ConfigurationError.self) {
                try await bench.resolver.region(profile: nil, explicit: nil)
            }
            #expect(error?.isMissingRegion == true)
            return
        }
        #expect(try await bench.resolver.region(profile: nil, explicit: nil) == region)
        #expect(bench.requests.count == (region == "eu-west-1" ? 0 : 2))
    }
}
