import HTTPTypes
import Pacing
import TestSupport
import Testing

@testable import AWSCore

@Suite struct MetadataServiceTests {
    // MARK: Container

    private static let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x"]
    private static let document =
        #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2025-03-01T18:00:00Z","AccountId":"1"}"#

    @Test func aContainerGivesItsCredentials() async throws {
        let bench = try CredentialsBench(Self.relative, answers: [.json(200, Self.document)])
        let expected = Credentials(
            accessKeyID: "A",
            secretAccessKey: Secret("s"),
            sessionToken: Secret("t"),
            expiration: ManualClock.start + 6 * 3_600,
            accountID: "1"
        )
        #expect(try await bench.credentials() == expected)
        #expect(bench.requests == ["GET http://169.254.170.2/v2/credentials/x"])
        #expect(bench.header("accept", 0) == "application/json")
        #expect(bench.header("authorization", 0) == nil)
    }

    @Test func theAuthorizationFileGoesFirstAndIsReadAnew() async throws {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials?a=b",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token.jwt", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
        ]
        let bench = try CredentialsBench(
            environment,
            files: ["/token.jwt": "one"],
            answers: [.json(200, Self.document), .json(200, Self.document.replacing("\"A\"", with: "\"B\""))]
        )
        let provider = try bench.resolver.provider(profile: nil)
        let first = try await provider.credentials()
        bench.files["/token.jwt"] = "two"
        provider.discard(first)
        #expect(try await provider.credentials().accessKeyID == "B")
        #expect(bench.header("authorization", 0) == "one")
        #expect(bench.header("authorization", 1) == "two")
        #expect(bench.requests[0] == "GET http://169.254.170.23/v1/credentials?a=b")
    }

    @Test(arguments: ["a\nb", "a\r\nX: y", "a\u{0}b"])
    func aTokenThatIsNoHeaderIsRefusedAndNotShown(_ token: String) async throws {
        var environment = Self.relative
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token
        let bench = try CredentialsBench(environment)
        let text = await bench.failure()
        #expect(
            text
                == "the authorization token of the container, AWS_CONTAINER_AUTHORIZATION_TOKEN: it holds a line break or another control character"
        )
        #expect(bench.requests.isEmpty)
    }

    /// CONTRACT's allow-list, and ways around it.
    @Test(
        arguments: [
            ("https://mypersonalsite/credentials", "https://mypersonalsite/credentials"),
            ("http://localhost:8080/credentials", "http://localhost:8080/credentials"),
            ("http://127.0.0.1/c", "http://127.0.0.1/c"), ("http://127.9.9.9:1/c?x=1", "http://127.9.9.9:1/c?x=1"),
            ("http://[::1]/c", "http://[::1]/c"), ("http://[fd00:ec2::23]/c", "http://[fd00:ec2::23]/c"),
            ("http://169.254.170.2:80/c", "http://169.254.170.2/c"), ("HTTP://LOCALHOST", "http://localhost/"),
            ("/credentials", nil), ("http://169.254.170.3/c", nil), ("http://169.254.169.254/c", nil),
            ("http://example.com/c", nil), ("http://localhost.example.com/c", nil), ("http://me.localhost/c", nil),
            ("http://127.0.0.1@evil.example/c", nil), ("http://127.0.0.1:x@evil.example/c", nil),
            ("http://evil.example#@127.0.0.1/c", nil), ("http://evil.example?127.0.0.1", nil),
            ("ftp://127.0.0.1/c", nil), ("http://127.0.0.1/a b", nil), ("http://127.0.0.1/a\r\nX: y", nil),
            ("http://[fd00:ec2::24]/c", nil), ("http://127.0.0.1.evil.example/c", nil),
        ] as [(String, String?)]
    )
    func onlyTrustedHostsAreAskedWithoutTLS(_ url: String, _ target: String?) {
        let found = try? ContainerCredentials.target(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        #expect(found.map { "\($0.scheme)://\($0.authority)\($0.path)" } == target)
    }

    @Test(arguments: ["@evil.example/c", ".evil.example/c", "c", ":80/c", "/a b", "/c#x"])
    func aRelativeAddressStaysOnItsHost(_ path: String) {
        #expect(throws: ConfigurationError.self) {
            try ContainerCredentials.target(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path])
        }
    }

    @Test func aContainersServiceIsAskedThreeTimesASecondApartAndARedirectIsNotFollowed() async throws {
        let redirect = FakeTransport.Answer.response(302, ["Location": "http://evil.example/"], "")
        let bench = try CredentialsBench(Self.relative, answers: [redirect, .refused, .json(200, "{}")])
        let task = Task { await bench.failure() }
        while bench.requests.count < 3 {
            bench.clock.advance(by: .milliseconds(10))
            await Task.yield()
        }
        let text = await task.value
        #expect(text == "no credentials from the container's service http://169.254.170.2: it has no AccessKeyId")
        #expect(Set(bench.requests) == ["GET http://169.254.170.2/v2/credentials/x"])
        #expect(bench.clock.now >= .seconds(2))
    }

    @Test func aServiceThatDoesNotAnswerIsGivenTwoSeconds() async throws {
        let bench = try CredentialsBench(Self.relative, answers: [.hang, .json(200, Self.document)])
        let task = Task { try await bench.credentials() }
        await until { bench.requests.count == 1 && bench.clock.sleeperCount == 1 }
        bench.clock.advance(by: .seconds(2))
        await until { bench.clock.sleeperCount == 1 }
        bench.clock.advance(by: .seconds(1))
        #expect(try await task.value.accessKeyID == "A")
    }

    // MARK: EC2 instance

    private static let open = ["AWS_EC2_METADATA_DISABLED": "false"]
    private static let base = "http://169.254.169.254/latest"
    private static let role = FakeTransport.Answer.response(200, [:], "worker")

    @Test func anInstanceGivesTheCredentialsOfItsRole() async throws {
        let bench = try CredentialsBench(Self.open, answers: [.imdsToken, Self.role, .instance("ASIAIMDS")])
        let found = try await bench.credentials()
        #expect(found.accessKeyID == "ASIAIMDS")
        #expect(found.expiration == ManualClock.start + 6 * 3_600)
        #expect(
            bench.requests == [
                "PUT \(Self.base)/api/token", "GET \(Self.base)/meta-data/iam/security-credentials/",
                "GET \(Self.base)/meta-data/iam/security-credentials/worker",
            ]
        )
        #expect(bench.header("x-aws-ec2-metadata-token-ttl-seconds", 0) == "21600")
        #expect(bench.header("x-aws-ec2-metadata-token", 1) == "imds-token")
        #expect(bench.header("x-aws-ec2-metadata-token", 2) == "imds-token")
    }

    @Test(arguments: [403, 404, 405])
    func withoutATokenVersion1IsUsed(_ status: Int) async throws {
        let token = FakeTransport.Answer.response(status, [:], "")
        let bench = try CredentialsBench(Self.open, answers: [token, Self.role, .instance("A")])
        #expect(try await bench.credentials().accessKeyID == "A")
        #expect(bench.header("x-aws-ec2-metadata-token", 1) == nil)
    }

    @Test func version1IsUsedWhenTheTokenDoesNotComeInASecond() async throws {
        let bench = try CredentialsBench(Self.open, answers: [.hang, Self.role, .instance("A")])
        let task = Task { try await bench.credentials() }
        await until { bench.requests.count == 1 && bench.clock.sleeperCount == 1 }
        bench.clock.advance(by: .seconds(1))
        #expect(try await task.value.accessKeyID == "A")
    }

    @Test func version1CanBeTurnedOff() async throws {
        var environment = Self.open
        environment["AWS_EC2_METADATA_V1_DISABLED"] = "true"
        let bench = try CredentialsBench(environment, answers: [.response(403, [:], "")])
        #expect(await bench.failure().contains("AWS_EC2_METADATA_V1_DISABLED"))
        #expect(bench.requests.count == 1)
    }

    @Test(
        arguments: [
            ([.response(400, [:], "")], "HTTP 400"),
            (
                [.imdsToken, .response(404, [:], "<html/>")],
                "/latest/meta-data/iam/security-credentials/ answered HTTP 404"
            ),
            ([.imdsToken, .response(200, [:], "")], "answered HTTP 200 and nothing of use"),
            (
                [.imdsToken, role, .json(200, #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"x"}"#)],
                "holds no credentials"
            ),
            ([.imdsToken, role, .response(200, [:], "<html/>")], "nothing of use"),
        ] as [([FakeTransport.Answer], String)]
    )
    func anInstanceWithoutCredentialsIsLikeNoInstance(_ answers: [FakeTransport.Answer], _ reason: String) async throws
    {
        let bench = try CredentialsBench(Self.open, answers: answers)
        let error = await #expect(throws: ConfigurationError.self) { try await bench.credentials() }
        #expect(error?.isMissingCredentials == true)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func triesCanBeSet() async throws {
        var environment = Self.open
        environment["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] = "2"
        let bench = try CredentialsBench(
            environment,
            answers: [.refused, .imdsToken, .refused, Self.role, .response(500, [:], ""), .instance("A")]
        )
        #expect(try await bench.credentials().accessKeyID == "A")
    }

    @Test(arguments: [("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"), ("AWS_METADATA_SERVICE_TIMEOUT", "x")])
    func whatIsNoNumberIsAnError(_ variable: String, _ value: String) throws {
        let bench = try CredentialsBench([variable: value].merging(Self.open) { $1 })
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: nil) }
        #expect(error?.message.contains(variable) == true)
    }

    /// botocore's `_evaluate_expiration`: now + 15 min + 2 to 10 min.
    @Test(arguments: [
        ("2025-03-01T12:05:00Z", 1_260.0), ("2025-03-01T11:00:00Z", 1_260.0), ("2025-03-01T12:21:01Z", 1_261.0),
    ])
    func credentialsNearTheirEndAreUsedOn(_ expiration: String, _ lifetime: Double) async throws {
        let bench = try CredentialsBench(
            Self.open,
            answers: [.imdsToken, Self.role, .instance("A", expiration: expiration)]
        )
        #expect(try await bench.credentials().expiration == ManualClock.start + lifetime)
    }
}
