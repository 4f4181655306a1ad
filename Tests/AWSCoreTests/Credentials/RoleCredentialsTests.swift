import HTTPTypes
import Pacing
import Records
import TestSupport
import Testing

@testable import AWSCore

@Suite struct RoleCredentialsTests {
    private static let config = """
        [profile a]
        role_arn = arn:aws:iam::111122223333:role/worker
        source_profile = base
        [profile base]
        aws_access_key_id = AKBASE
        aws_secret_access_key = sbase
        """
    private static let arn = "arn:aws:iam::111122223333:role/worker"
    private static let encodedARN = "arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fworker"
    /// botocore's name for the cached session of that role.
    private static let cachePath =
        "\(CredentialsBench.home)/.aws/cli/cache/310008956bc8c36f2c506dccf2fb56d82cd3cfed.json"

    @Test func aRoleIsAssumedWithTheSourceProfile() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        let found = try await bench.credentials("a")
        let expected = Credentials(
            accessKeyID: "ASIA1",
            secretAccessKey: Secret("secret-of-ASIA1"),
            sessionToken: Secret("token-of-ASIA1"),
            expiration: ManualClock.start + 3_600,
            accountID: "111122223333"
        )
        #expect(found == expected)
        #expect(bench.requests == ["POST https://sts.eu-west-1.amazonaws.com/"])
        #expect(
            bench.body(0)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=\(Self.encodedARN)&RoleSessionName=apigw-migrate-20250301T120000Z-ab12"
        )
        let authorization = try #require(bench.header("authorization", 0))
        #expect(authorization.contains("Credential=AKBASE/20250301/eu-west-1/sts/aws4_request"))
    }

    /// It is noon here and ten o'clock there.
    @Test func aSessionOfAServiceWhoseClockIsBehindHoldsAsLongAsItSays() async throws {
        let skewed = FakeTransport.Answer.response(
            403,
            ["Date": "Sat, 01 Mar 2025 10:00:00 GMT"],
            "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error></ErrorResponse>"
        )
        let bench = try CredentialsBench(
            config: Self.config,
            answers: [skewed, .role("ASIA1", expiration: "2025-03-01T11:00:00Z")]
        )
        #expect(try await bench.credentials("a").expiration == ManualClock.start + 3_600)
        // What the AWS CLI finds there is the service's own word.
        #expect(bench.files[Self.cachePath]?.contains("2025-03-01T11:00:00") == true)
    }

    @Test func everythingThatAProfileSaysOfItsRoleIsSent() async throws {
        let config = """
            \(Self.config)
            [profile b]
            role_arn = \(Self.arn)
            source_profile = base
            external_id = a b
            duration_seconds = 1800
            role_session_name = me@here
            [profile c]
            role_arn = \(Self.arn)
            source_profile = base
            duration_seconds = an hour
            """
        let bench = try CredentialsBench(config: config, answers: [.role("A"), .role("B")])
        _ = try await bench.credentials("b")
        _ = try await bench.credentials("c")
        #expect(
            bench.body(0).hasSuffix("&RoleSessionName=me%40here&ExternalId=a%20b&DurationSeconds=1800")
        )
        #expect(bench.body(1).hasSuffix("&RoleSessionName=apigw-migrate-20250301T120000Z-ab12"))
    }

    @Test func aRowsRoleIsAssumedInTheNameOfTheRunAndNotCached() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        #expect(try await bench.credentials("base", role: Self.arn).accessKeyID == "ASIA1")
        #expect(bench.body(0).hasSuffix("&RoleSessionName=apigw-migrate-20250301T120000Z-ab12"))
        #expect(bench.files[Self.cachePath] == nil)
    }

    @Test func aRowsRoleMayBeAssumedByAnotherRole() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1"), .role("ASIA2")])
        let other = "arn:aws:iam::444455556666:role/deploy"
        #expect(try await bench.credentials("a", role: other).accessKeyID == "ASIA2")
        #expect(bench.header("authorization", 0)?.contains("Credential=AKBASE/") == true)
        #expect(bench.header("authorization", 1)?.contains("Credential=ASIA1/") == true)
        #expect(bench.header("x-amz-security-token", 1) == "token-of-ASIA1")
    }

    @Test func equalArgumentsGiveOneProviderAndOneRefresh() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        for _ in 0..<3 { _ = try await bench.credentials("base", role: Self.arn) }
        #expect(bench.requests.count == 1)
    }

    @Test func manyRequestsAtOnceShareOneCall() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        await withTaskGroup(of: String?.self) { tasks in
            for _ in 0..<50 { tasks.addTask { try? await bench.credentials("base", role: Self.arn).accessKeyID } }
            for await key in tasks { #expect(key == "ASIA1") }
        }
        #expect(bench.requests.count == 1)
    }

    /// One base for hundreds of roles.
    @Test func profilesWithOneSourceShareIt() async throws {
        let config = """
            \(Self.config)
            [profile x]
            role_arn = arn:aws:iam::111122223333:role/x-of-many
            source_profile = a
            [profile y]
            role_arn = arn:aws:iam::111122223333:role/y-of-many
            source_profile = a
            """
        let bench = try CredentialsBench(config: config, answers: [.role("A"), .role("X"), .role("Y")])
        bench.files.refuseWrites()
        #expect(try await bench.credentials("x").accessKeyID == "X")
        #expect(try await bench.credentials("y").accessKeyID == "Y")
        #expect(bench.requests.count == 3)
    }

    @Test func aSessionIsRenewedAheadOfItsEnd() async throws {
        let bench = try CredentialsBench(
            config: Self.config,
            answers: [.role("A"), .role("B", expiration: "2025-03-01T13:46:00Z")]
        )
        #expect(try await bench.credentials("a").accessKeyID == "A")
        bench.clock.advance(by: .seconds(2_699))
        #expect(try await bench.credentials("a").accessKeyID == "A")
        bench.clock.advance(by: .seconds(2))
        #expect(try await bench.credentials("a").accessKeyID == "B")
        #expect(try await bench.credentials("a").accessKeyID == "B")
        #expect(bench.requests.count == 2)
    }

    /// Five minutes, two requests a second, sessions of 20 s.
    @Test func aRunOfMinutesGoesThroughOnSessionsOfSeconds() async throws {
        let clock = ManualClock()
        let sessions = (0..<40).map { number in
            let end = Timestamp.text(ManualClock.start + Double(20 + 10 * number))
            return FakeTransport.Answer.role("K\(number)", expiration: end)
        }
        let bench = try CredentialsBench(config: Self.config, answers: sessions, clock: clock)
        let provider = try bench.resolver.provider(profile: "base", roleARN: Self.arn)
        let requests = ClientBench(Array(repeating: .ok, count: 600), provider: provider, clock: clock)
        for _ in 0..<600 {
            _ = try await requests.send()
            clock.advance(by: .milliseconds(500))
        }
        let signers = requests.transport.sent.compactMap { sent in
            sent.request.headerFields[.authorization]?.split(separator: "/").first
        }
        #expect(signers.count == 600)
        #expect(Set(signers).count == bench.requests.count)
        #expect((28...32).contains(bench.requests.count))
    }

    @Test func aDiscardedSessionIsRenewedThoughTheCacheHoldsIt() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("A"), .role("B")])
        let provider = try bench.resolver.provider(profile: "a")
        let first = try await provider.credentials()
        provider.discard(first)
        #expect(try await provider.credentials().accessKeyID == "B")
        provider.discard(first)
        #expect(try await provider.credentials().accessKeyID == "B")
        #expect(bench.requests.count == 2)
    }

    @Test func aThrottleIsTriedAgain() async throws {
        let bench = try CredentialsBench(
            config: Self.config,
            answers: [.stsError(400, "Throttling", "Rate exceeded"), .role("A")],
            clock: ManualClock(jumps: true)
        )
        #expect(try await bench.credentials("a").accessKeyID == "A")
    }

    @Test func aRefusalNamesTheRoleTheProfileAndTheAnswerButNoSecret() async throws {
        let refusal = "User AKBASE is not authorized: sbase"
        let bench = try CredentialsBench(
            config: Self.config,
            answers: [.stsError(403, "AccessDenied", refusal), .stsError(403, "AccessDenied", refusal)]
        )
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials("a") }
        let text = error?.message ?? ""
        #expect(
            text.hasPrefix(
                "cannot assume the role \(Self.arn) of the profile \"a\": AssumeRole: AccessDenied (HTTP 403)"
            )
        )
        #expect(!text.contains("sbase"))
        #expect(error?.answer?.code == "AccessDenied")
        #expect(error?.answer?.httpStatus == 403)
        #expect(await bench.failure("base", role: Self.arn).contains("\(Self.arn) (assumed with the profile \"base\")"))
    }

    @Test(arguments: [
        "", "<html/>", "<AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId></Credentials></AssumeRoleResult>",
    ])
    func anAnswerWithoutCredentialsIsAnError(_ body: String) async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.response(200, [:], body)])
        #expect(await bench.failure("a").contains("UnreadableReply"))
    }

    // MARK: Where STS is

    @Test(
        arguments: [
            ([:], "", nil, "https://sts.eu-west-1.amazonaws.com/", "eu-west-1"),
            ([:], "", "us-west-2", "https://sts.us-west-2.amazonaws.com/", "us-west-2"),
            (["AWS_REGION": ""], "region = ap-south-1", nil, "https://sts.ap-south-1.amazonaws.com/", "ap-south-1"),
            (["AWS_REGION": ""], "", nil, "https://sts.us-east-1.amazonaws.com/", "us-east-1"),
            ([:], "", "fips-us-east-1", "https://sts-fips.us-east-1.amazonaws.com/", "us-east-1"),
            ([:], "use_dualstack_endpoint = true", nil, "https://sts.eu-west-1.api.aws/", "eu-west-1"),
            (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"], "", nil, "http://127.0.0.1:1/", "eu-west-1"),
            ([:], "endpoint_url = https://all.example", nil, "https://all.example/", "eu-west-1"),
        ] as [([String: String], String, String?, String, String)]
    )
    func theMainProfileAndTheOptionsSayWhereSTSIs(
        _ environment: [String: String],
        _ setting: String,
        _ region: String?,
        _ url: String,
        _ signingRegion: String
    ) async throws {
        let config = Self.config.replacing("[profile a]\n", with: "[profile a]\n\(setting)\n")
        let bench = try CredentialsBench(environment, config: config, answers: [.role("A")], region: region)
        _ = try await bench.credentials("a")
        #expect(bench.requests == ["POST \(url)"])
        #expect(bench.header("authorization", 0)?.contains("/\(signingRegion)/sts/aws4_request") == true)
    }

    @Test func withoutARegionTheRolesPartitionSaysWhereSTSIs() async throws {
        let bench = try CredentialsBench(
            ["AWS_REGION": ""],
            credentials: "[default]\naws_access_key_id=A\naws_secret_access_key=s",
            answers: [.role("B")]
        )
        _ = try await bench.credentials(role: "arn:aws-cn:iam::111122223333:role/worker")
        #expect(bench.requests == ["POST https://sts.cn-northwest-1.amazonaws.com.cn/"])
    }

    // MARK: MFA

    private static let mfa = config.replacing(
        "source_profile",
        with: "mfa_serial = arn:aws:iam::1:mfa/me\nsource_profile"
    )

    @Test func aCodeIsAskedForOnce() async throws {
        let bench = try CredentialsBench(
            config: Self.mfa,
            answers: [.role("A")],
            prompt: { question in question == "Enter MFA code for arn:aws:iam::1:mfa/me: " ? " 123456\n" : "" }
        )
        #expect(try await bench.credentials("a").accessKeyID == "A")
        #expect(bench.body(0).hasSuffix("&SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fme&TokenCode=123456"))
        // The session is used to its end, and nobody is asked for another one.
        bench.clock.advance(by: .seconds(3_599))
        #expect(try await bench.credentials("a").accessKeyID == "A")
        bench.clock.advance(by: .seconds(1))
        #expect(await bench.failure("a").contains("needs an MFA code: start again"))
        #expect(bench.requests.count == 1)
    }

    @Test func whereNobodyCanBeAskedTheErrorSaysSo() async throws {
        let bench = try CredentialsBench(config: Self.mfa)
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials("a") }
        #expect(error?.shortDescription == "MFA code needed")
        #expect(error?.message.contains("of the profile \"a\" needs an MFA code of arn:aws:iam::1:mfa/me") == true)
    }

    @Test(arguments: ["", "12345", "1234567", "12a456", "１２３４５６"])
    func aCodeHasSixDigits(_ code: String) async throws {
        let bench = try CredentialsBench(config: Self.mfa, prompt: { _ in code })
        #expect(await bench.failure("a").contains("six digits"))
        #expect(bench.requests.isEmpty)
    }

    // MARK: Mistakes

    @Test(arguments: [
        ("source_profile = b\n[profile b]\nrole_arn = arn:b\nsource_profile = a", "form a loop: \"a\", \"b\", \"a\""),
        ("source_profile = a", "form a loop: \"a\", \"a\""),
        ("source_profile = nope", "the source_profile \"nope\" of the profile \"a\" does not exist"),
        ("", "has a role_arn, but neither source_profile nor credential_source"),
        ("source_profile = a\ncredential_source = Environment", "contains both source_profile and credential_source"),
        ("credential_source = environment", "is none of Environment, Ec2InstanceMetadata, EcsContainer"),
        ("credential_source = Environment", "no credentials in the credential_source Environment of the profile \"a\""),
        ("credential_source = EcsContainer", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        ("credential_source = Ec2InstanceMetadata", "turned off by AWS_EC2_METADATA_DISABLED"),
        ("source_profile = b\n[profile b]\nregion = x", "the source profile \"b\" has no credentials"),
        (
            "source_profile = b\n[profile b]\naws_access_key_id = x",
            "the profile \"b\" in /home/me/.aws/config has no aws_secret"
        ),
    ])
    func whatIsWrongIsKnownBeforeAnythingIsSent(_ settings: String, _ reason: String) throws {
        let bench = try CredentialsBench(config: "[profile a]\nrole_arn = arn:a\n\(settings)")
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: "a") }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.concernsCredentials == true)
        #expect(error?.isMissingCredentials == false)
    }

    @Test(arguments: ["", "worker", "arn:aws:iam::1:rol", "arn:" + String(repeating: "a", count: 2_045)])
    func whatIsNoRoleIsRefused(_ arn: String) throws {
        let bench = try CredentialsBench(config: Self.config)
        #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: "base", roleARN: arn) }
    }

    @Test func theEnvironmentMayBeASource() async throws {
        let bench = try CredentialsBench(
            ["AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "s"],
            config: "[profile a]\nrole_arn = \(Self.arn)\ncredential_source = Environment",
            answers: [.role("A")]
        )
        #expect(try await bench.credentials("a").accessKeyID == "A")
        #expect(bench.header("authorization", 0)?.contains("Credential=AKENV/") == true)
    }

    @Test(arguments: [
        ("r1", "apigw-migrate-r1"), ("a b/ü", "apigw-migrate-a-b--"), ("x_+=,.@-9", "apigw-migrate-x_+=,.@-9"),
        (String(repeating: "x", count: 99), "apigw-migrate-" + String(repeating: "x", count: 50)),
    ])
    func sessionNamesAreWhatSTSAccepts(_ id: String, _ name: String) {
        #expect(RoleSessionName.make(id) == name)
    }
}
