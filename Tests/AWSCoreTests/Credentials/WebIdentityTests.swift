import AWSCore
import TestSupport
import Testing

@Suite struct WebIdentityTests {
    private static let environment = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "jwt.txt", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/worker",
        "AWS_ROLE_SESSION_NAME": "s1",
    ]
    private static let operation = "AssumeRoleWithWebIdentity"

    @Test func theTokenIsReadAnewAndTheCallIsNotSigned() async throws {
        let bench = try CredentialsBench(
            Self.environment,
            files: ["jwt.txt": "a.b.c"],
            answers: [
                .role("A", operation: Self.operation),
                .role("B", expiration: "2025-03-01T14:00:00Z", operation: Self.operation),
            ]
        )
        #expect(try await bench.credentials().accessKeyID == "A")
        #expect(
            bench.body(0)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fworker&RoleSessionName=s1&WebIdentityToken=a.b.c"
        )
        #expect(bench.header("authorization", 0) == nil)
        bench.files["jwt.txt"] = "d.e.f"
        bench.clock.advance(by: .seconds(3_001))
        #expect(try await bench.credentials().accessKeyID == "B")
        #expect(bench.body(1).hasSuffix("WebIdentityToken=d.e.f"))
        // botocore's name for that session.
        #expect(bench.files["/home/me/.aws/cli/cache/8f176c9d3b9c7fb7caca2fb3d32227786363bb62.json"] != nil)
    }

    /// Each value is the environment's, else the profile's.
    @Test func aProfileMayHoldTheRest() async throws {
        let bench = try CredentialsBench(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/env"],
            config: "[default]\nweb_identity_token_file = /profile\nrole_arn = arn:aws:iam::1:role/x",
            files: ["/env": "E", "/profile": "P"],
            answers: [.role("A", operation: Self.operation), .role("B", operation: Self.operation)]
        )
        bench.files.refuseWrites()
        _ = try await bench.credentials()
        _ = try await bench.credentials("default")
        #expect(bench.body(0).hasSuffix("WebIdentityToken=E"))
        #expect(bench.body(1).hasSuffix("WebIdentityToken=P"))
        #expect(bench.body(1).contains("RoleSessionName=apigw-migrate-20250301T120000Z-ab12&"))
    }

    @Test(arguments: [(nil, "there is no such file"), ("", "it holds no text")])
    func aTokenThatIsNotThereIsAnError(_ token: String?, _ reason: String) async throws {
        let bench = try CredentialsBench(Self.environment, files: token.map { ["jwt.txt": $0] } ?? [:])
        #expect(
            await bench.failure()
                == "cannot read the web identity token jwt.txt for the role arn:aws:iam::111122223333:role/worker: \(reason)"
        )
    }

    @Test func aRefusalDoesNotShowTheToken() async throws {
        let bench = try CredentialsBench(
            Self.environment,
            files: ["jwt.txt": "very.secret.token"],
            answers: [.stsError(400, "InvalidIdentityToken", "Couldn't read very.secret.token")]
        )
        let error = await #expect(throws: CredentialsError.self) { try await bench.credentials() }
        #expect(error?.message.contains("InvalidIdentityToken") == true)
        #expect(error?.message.contains("very.secret") == false)
        #expect(error?.answer?.message.contains("very.secret") == false)
    }
}
