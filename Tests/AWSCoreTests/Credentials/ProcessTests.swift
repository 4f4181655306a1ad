import AWSCore
import Pacing
import TestSupport
import Testing

/// Real programs, no shell between.
@Suite struct ProcessTests {
    private func bench(_ command: String, more: String = "") throws -> CredentialsBench {
        try CredentialsBench(
            ["PATH": "/usr/bin:/bin", "MARK": "from-the-environment"],
            config: "[profile p]\ncredential_process = \(command)\n\(more)"
        )
    }

    @Test func whatTheProgramPrintsIsUsed() async throws {
        let output =
            #"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2025-03-01T13:00:00Z"}"#
        let found = try await bench("/usr/bin/printf %s '\(output)'", more: "aws_account_id = 1").credentials("p")
        let expected = Credentials(
            accessKeyID: "A",
            secretAccessKey: Secret("s"),
            sessionToken: Secret("t"),
            expiration: ManualClock.start + 3_600,
            accountID: "1"
        )
        #expect(found == expected)
    }

    @Test func programsAreFoundByNameAndGetTheEnvironment() async throws {
        let script = #"printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s","AccountId":"2"}' "$MARK""#
        let found = try await bench("sh -c '\(script.replacing("'", with: #"'"'"'"#))'", more: "aws_account_id = 1")
            .credentials("p")
        #expect(found.accessKeyID == "from-the-environment")
        #expect(found.expiration == nil)
        #expect(found.accountID == "2")
    }

    @Test(arguments: [
        (
            #"printf '{"Version": "1", "AccessKeyId": "A", "SecretAccessKey": "hunter2"}'"#,
            "its Version is not the number 1"
        ),
        (#"printf '{"AccessKeyId": "A", "SecretAccessKey": "hunter2"}'"#, "its Version is not the number 1"),
        (#"printf '{"Version": 1, "SecretAccessKey": "hunter2"}'"#, "it has no AccessKeyId"),
        (#"printf '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": ""}'"#, "it has no SecretAccessKey"),
        (
            #"printf '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "hunter2", "Expiration": "soon"}'"#,
            "no moment"
        ),
        ("printf hunter2", "it is no JSON object"), ("true", "it is no JSON object"),
        ("sh -c 'echo no luck >&2; echo hunter2; exit 3'", "ended with exit code 3: no luck"),
        ("/no/such/program hunter2", "could not be run"), ("nosuchprogram hunter2", "could not be run"),
        ("head -c 70000 /dev/zero", "printed more than 65536 bytes"),
    ])
    func aProgramThatFailsIsNamedWithoutItsOutput(_ command: String, _ reason: String) async throws {
        let error = await #expect(throws: CredentialsError.self) { try await bench(command).credentials("p") }
        #expect(error?.message.hasPrefix("credential_process of the profile \"p\" (") == true)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func aProgramThatHangsIsEnded() async throws {
        let bench = try bench("sleep 1000")
        let task = Task { await bench.failure("p") }
        await until { bench.clock.sleeperCount == 1 }
        bench.clock.advance(by: .seconds(60))
        #expect(await task.value.hasSuffix("(sleep) has not ended within 60 s"))
    }
}
