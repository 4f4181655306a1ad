import AWSCore
import Testing

@Suite struct SSOTests {
    private static let home = CredentialsBench.home
    private static let role = "sso_account_id = 111122223333\nsso_role_name = worker\n"
    private static let legacy =
        "[profile s]\nsso_start_url = https://start.example.test/\nsso_region = us-east-1\n" + role
    private static let session = """
        [profile s]
        sso_session = dev
        \(role)
        [profile t]
        sso_session = dev
        sso_account_id = 444455556666
        sso_role_name = worker
        [sso-session dev]
        sso_region = us-east-1
        sso_start_url = https://start.example.test/
        """
    /// Names as botocore's `SSOTokenLoader` makes them.
    private static let legacyToken = "\(home)/.aws/sso/cache/4dc5bcfcf4032dec02fbb28bbe2d56561591687b.json"
    private static let sessionToken = "\(home)/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"
    private static let cached = "\(home)/.aws/cli/cache/"

    private static func token(_ expiresAt: String, registration: String = "2025-06-01T00:00:00Z") -> String {
        """
        {"startUrl": "https://start.example.test/", "region": "us-east-1", "accessToken": "sso-access", \
        "expiresAt": "\(expiresAt)", "clientId": "client", "clientSecret": "hush", "refreshToken": "refresh-1", \
        "registrationExpiresAt": "\(registration)"}
        """
    }

    private static let later = "2025-03-01T20:00:00Z"
    private static let roleAnswer = FakeTransport.Answer.json(
        200,
        #"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":1740834000000}}"#
    )

    @Test(arguments: [
        (legacy, legacyToken, "ffa7116a10e1ac255aba122391d92abb0ae22d59"),
        (session, sessionToken, "104833f1bfdbd0c8960f7ae5f0a432b793f4b486"),
    ])
    func aRoleIsGivenForTheTokenOfTheLogin(_ config: String, _ tokenPath: String, _ key: String) async throws {
        let bench = try CredentialsBench(
            config: config,
            files: [tokenPath: Self.token(Self.later)],
            answers: [Self.roleAnswer]
        )
        let expected = Credentials(
            accessKeyID: "ASIASSO",
            secretAccessKey: Secret("s"),
            sessionToken: Secret("t"),
            expiration: 1_740_834_000,
            accountID: "111122223333"
        )
        #expect(try await bench.credentials("s") == expected)
        #expect(
            bench.requests == [
                "GET https://portal.sso.us-east-1.amazonaws.com/federation/credentials?role_name=worker&account_id=111122223333"
            ]
        )
        #expect(bench.header("x-amz-sso_bearer_token", 0) == "sso-access")
        #expect(bench.header("authorization", 0) == nil)
        #expect(
            bench.files["\(Self.cached)\(key).json"] == """
                {"Credentials":{"AccessKeyId":"ASIASSO","SecretAccessKey":"s","SessionToken":"t",\
                "Expiration":"2025-03-01T13:00:00Z","AccountId":"111122223333"},"ProviderType":"sso"}
                """
        )
    }

    @Test func aTokenNearItsEndIsRenewedOnceForAllProfilesOfTheSession() async throws {
        let bench = try CredentialsBench(
            config: Self.session,
            files: [Self.sessionToken: Self.token("2025-03-01T12:14:59Z")],
            answers: [
                .json(
                    200,
                    #"{"accessToken":"newer","tokenType":"Bearer","expiresIn":28800,"refreshToken":"refresh-2"}"#
                ),
                Self.roleAnswer, Self.roleAnswer,
            ]
        )
        _ = try await bench.credentials("s")
        _ = try await bench.credentials("t")
        #expect(bench.requests.first == "POST https://oidc.us-east-1.amazonaws.com/token")
        #expect(
            bench.body(0)
                == #"{"clientId":"client","clientSecret":"hush","grantType":"refresh_token","refreshToken":"refresh-1"}"#
        )
        #expect(bench.header("content-type", 0) == "application/json")
        #expect(bench.header("x-amz-sso_bearer_token", 1) == "newer")
        #expect(bench.header("x-amz-sso_bearer_token", 2) == "newer")
        #expect(
            bench.files[Self.sessionToken] == """
                {"startUrl":"https://start.example.test/","region":"us-east-1","accessToken":"newer",\
                "expiresAt":"2025-03-01T20:00:00Z","clientId":"client","clientSecret":"hush",\
                "registrationExpiresAt":"2025-06-01T00:00:00Z","refreshToken":"refresh-2"}
                """
        )
    }

    @Test(arguments: [
        (session, sessionToken, token("2025-03-01T12:10:00Z", registration: "2025-03-01T12:00:00Z"), 1),
        (session, sessionToken, token("2025-03-01T12:10:00Z"), 2),
        (session, sessionToken, token("2025-03-01T12:15:00Z"), 1),
        (legacy, legacyToken, token("2025-03-01T12:00:10Z"), 1),
    ])
    func aTokenThatCannotBeRenewedIsUsedToItsEnd(
        _ config: String,
        _ path: String,
        _ token: String,
        _ requests: Int
    ) async throws {
        let refusal = FakeTransport.Answer.json(400, #"{"error":"invalid_grant"}"#)
        let bench = try CredentialsBench(
            config: config,
            files: [path: token],
            answers: requests == 2 ? [refusal, Self.roleAnswer] : [Self.roleAnswer]
        )
        #expect(try await bench.credentials("s").accessKeyID == "ASIASSO")
        #expect(bench.requests.count == requests)
    }

    @Test(
        arguments: [
            (legacy, legacyToken, nil, "the token for https://start.example.test/ does not exist", "--profile s"),
            (session, sessionToken, nil, "the token for dev does not exist", "--sso-session dev"),
            (legacy, legacyToken, token("2025-03-01T12:00:00Z"), "has expired", "--profile s"),
            (
                session, sessionToken, token("2025-03-01T12:00:00Z", registration: "2025-01-01T00:00:00Z"),
                "has expired",
                "--sso-session dev"
            ),
            (legacy, legacyToken, "{}", "is invalid", "--profile s"),
            (legacy, legacyToken, "?", "is invalid", "--profile s"),
        ] as [(String, String, String?, String, String)]
    )
    func withoutATokenTheErrorSaysHowToGetOne(
        _ config: String,
        _ path: String,
        _ token: String?,
        _ reason: String,
        _ option: String
    ) async throws {
        let bench = try CredentialsBench(config: config, files: token.map { [path: $0] } ?? [:])
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials("s") }
        #expect(error?.shortDescription == "SSO login needed")
        #expect(error?.message.hasPrefix("SSO for the profile \"s\": ") == true)
        #expect(error?.message.contains(reason) == true)
        #expect(error?.message.hasSuffix("Run: aws sso login \(option)") == true)
        #expect(bench.requests.isEmpty)
    }

    @Test func aTokenThatIsRefusedIsReadAnewTheNextTime() async throws {
        let bench = try CredentialsBench(
            config: Self.legacy,
            files: [Self.legacyToken: Self.token(Self.later)],
            answers: [.json(401, #"{"message":"Session token not found: sso-access"}"#), Self.roleAnswer]
        )
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials("s") }
        #expect(error?.message.hasSuffix("Run: aws sso login --profile s") == true)
        #expect(error?.message.contains("sso-access") == false)
        bench.files[Self.legacyToken] = Self.token(Self.later).replacing("sso-access", with: "another")
        #expect(try await bench.credentials("s").accessKeyID == "ASIASSO")
        #expect(bench.header("x-amz-sso_bearer_token", 1) == "another")
    }

    @Test(arguments: [
        (404, #"{"message":"No access"}"#, "HTTP 404"), (200, "{}", "UnreadableReply"),
        (200, #"{"roleCredentials":{"accessKeyId":"A"}}"#, "UnreadableReply"),
    ])
    func aRefusalNamesRoleAndAccount(_ status: Int, _ body: String, _ reason: String) async throws {
        let bench = try CredentialsBench(
            config: Self.legacy,
            files: [Self.legacyToken: Self.token(Self.later)],
            answers: [.json(status, body)]
        )
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials("s") }
        let text = error?.message ?? ""
        #expect(text.contains("for the profile \"s\" (role worker, account 111122223333)"))
        #expect(text.contains(reason))
        #expect(error?.answer != nil)
    }

    @Test(arguments: [
        ("[profile s]\nsso_role_name = r", "lacks sso_account_id, sso_start_url, sso_region"),
        ("[profile s]\nsso_session = dev\nsso_role_name = r\nsso_account_id = 1", "\"dev\", which does not exist"),
        (
            session.replacing("sso_session = dev", with: "sso_session = dev\nsso_region = eu-west-1"),
            "sso_region of the profile \"s\""
        ),
        (
            "[profile s]\nsso_role_name = r\nsso_account_id = 1\nsso_start_url = u\nsso_region = a.b",
            "\"a.b\" is no region"
        ),
    ])
    func whatIsMissingOrAtOddsIsNamed(_ config: String, _ reason: String) throws {
        let bench = try CredentialsBench(config: config)
        let error = #expect(throws: ConfigurationError.self) { try bench.resolver.provider(profile: "s") }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
}
