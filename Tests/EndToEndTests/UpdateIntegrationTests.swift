import Foundation
import Sandbox
import Testing

/// `update-integration` as a script uses it: exact output, errors and exit codes.
@Suite(.turns)
struct UpdateIntegrationTests {
    private static let ids = IntegrationExample.ids

    private func withExample(
        _ configure: @Sendable (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        try await IntegrationExample.with(configure, body)
    }

    private func run(_ bench: Workbench, _ options: [String]) async throws -> ChildProcess.Result {
        try await bench.run(["update-integration"] + options)
    }

    @Test func theManualsExamplePrintsTheManualsOutput() async throws {
        try await withExample { bench, _ in
            let output = """
                {
                    "ConnectionType": "INTERNET",
                    "IntegrationId": "a1b2c3",
                    "IntegrationMethod": "POST",
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": "\(IntegrationExample.uri)",
                    "PayloadFormatVersion": "2.0",
                    "TimeoutInMillis": 5000
                }

                """
            let result = try await run(bench, Self.ids + ["--integration-uri", IntegrationExample.uri])
            #expect(result == ChildProcess.Result(ending: .exit(0), output: output, errors: ""))
        }
    }

    @Test func anErrorOfTheServiceIsShownInTheCLIsWords() async throws {
        try await withExample { bench, _ in
            let ids = ["--api-id", "a1b2c3d4", "--integration-id", "nope"]
            let result = try await run(bench, ids + ["--timeout-in-millis", "50"])
            #expect(result.ending == .exit(254))
            #expect(result.output.isEmpty)
            let start = "An error occurred (NotFoundException) when calling the UpdateIntegration operation: "
            #expect(result.errors.hasPrefix("\napigw-migrate: [ERROR]: \(start)"))
            let json = try await run(bench, ids + ["--cli-error-format", "json"])
            #expect(json.errors.hasPrefix("{\n    \"Message\": "))
            #expect(json.errors.contains("\"Code\": \"NotFoundException\""))
        }
    }

    @Test func nothingIsSentWhenTheCommandLineIsWrong() async throws {
        try await withExample { bench, sandbox in
            #expect(try await run(bench, ["--api-id", "a"]).ending == .exit(252))
            #expect(try await run(bench, Self.ids + ["--colour"]).ending == .exit(252))
            #expect(try await run(bench, Self.ids + ["--timeout-in-millis", "49"]).ending == .exit(252))
            #expect(try await run(bench, Self.ids + ["--timeout-in-millis", "abc"]).ending == .exit(255))
            #expect(try await run(bench, ["--api-id", "..", "--integration-id", "i"]).ending == .exit(252))
            let query = try await run(bench, Self.ids + ["--query", "Integration["])
            #expect(query.ending == .exit(252))
            #expect(query.errors.contains("Bad value for --query Integration[: "))
            var bare = bench
            bare.environment["AWS_REGION"] = .some(nil)
            #expect(try await run(bare, Self.ids).ending == .exit(253))
            bare = bench
            bare.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
            bare.environment["AWS_EC2_METADATA_DISABLED"] = "true"
            let missing = try await run(bare, Self.ids)
            #expect(missing.ending == .exit(253))
            #expect(missing.errors.contains("(NoCredentials)"))
            #expect(sandbox.statistics.totalCalls == 0)
        }
    }

    /// As the AWS CLI prints them; the member that is not there is null.
    @Test(arguments: [
        ("IntegrationId", "json", "\"a1b2c3\"\n"),
        ("IntegrationId", "text", "a1b2c3\n"),
        ("[IntegrationId,TimeoutInMillis]", "text", "a1b2c3\t900\n"),
        ("{Id:IntegrationId,Ms:TimeoutInMillis}", "text", "a1b2c3\t900\n"),
        ("TlsConfig", "json", "null\n"),
        ("TlsConfig", "text", "None\n"),
        ("{a:IntegrationId}", "yaml", "a: a1b2c3\n"),
        ("RequestParameters.nothing || 'none'", "yaml", "\"none\"\n"),
        ("keys(@)[0:2]", "yaml-stream", "- - ConnectionType\n  - IntegrationId\n"),
        ("length(IntegrationId)", "off", ""),
    ])
    func aQueryIsAppliedToTheAnswer(query: String, format: String, output: String) async throws {
        try await withExample { bench, _ in
            let options = Self.ids + ["--timeout-in-millis", "900", "--query", query, "--output", format]
            let result = try await run(bench, options)
            #expect(result == ChildProcess.Result(ending: .exit(0), output: output, errors: ""))
        }
    }

    /// The AWS CLI finds these out after the call, too: scripts tell by the code that something was sent.
    @Test(arguments: ["nosuch(@)", "length(TimeoutInMillis)", "abs(TimeoutInMillis, @)"])
    func aQueryThatCannotBeEvaluatedEndsWith255AfterTheUpdate(query: String) async throws {
        try await withExample { bench, sandbox in
            let result = try await run(bench, Self.ids + ["--timeout-in-millis", "900", "--query", query])
            #expect(result.ending == .exit(255))
            #expect(result.errors.contains("the integration was updated, but --query cannot be evaluated: "))
            #expect(sandbox.statistics.updatesApplied.count == 1)
        }
    }

    /// Words that the parser of the other commands takes for something else.
    @Test func aValueMayBeginWithDashes() async throws {
        try await withExample { bench, _ in
            let result = try await run(bench, Self.ids + ["--cli-input-yaml", "---\nDescription: -- dashed --\n"])
            #expect(result.ending == .exit(0))
            #expect(result.output.contains(#""Description": "-- dashed --""#))
        }
    }

    @Test func debuggingShowsTheRequestWithoutSecrets() async throws {
        try await withExample { bench, _ in
            var bench = bench
            bench.environment["AWS_SESSION_TOKEN"] = "SecretSessionToken"
            let result = try await run(bench, Self.ids + ["--timeout-in-millis", "900", "--debug"])
            #expect(result.errors.contains("> PATCH "))
            #expect(result.errors.contains(#"> {"timeoutInMillis":900}"#))
            #expect(result.errors.contains("SignedHeaders=content-type;host;x-amz-date"))
            for secret in [
                SandboxServer.secretAccessKey, "SecretSessionToken", SandboxServer.accessKeyID(account: "123456789012"),
            ] {
                #expect(!result.errors.contains(secret))
            }
        }
    }

    @Test func debuggingShowsNoCredentialsThatAreFetched() async throws {
        try await withExample { bench, sandbox in
            try bench.writeHome(
                ".aws/config",
                """
                [profile web]
                role_arn = arn:aws:iam::123456789012:role/deploy
                web_identity_token_file = \(bench.url("token").path)
                """
            )
            try bench.write("token", "SecretWebToken")
            var bench = bench
            for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] { bench.environment[variable] = .some(nil) }
            let role = try await run(bench, Self.ids + ["--timeout-in-millis", "900", "--debug", "--profile", "web"])
            #expect(role.ending == .exit(0))
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = sandbox.url + "/v2/credentials/123456789012"
            bench.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "SecretContainerToken"
            let container = try await run(bench, Self.ids + ["--timeout-in-millis", "900", "--debug"])
            #expect(container.ending == .exit(0))
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = .some(nil)
            bench.environment["AWS_EC2_METADATA_DISABLED"] = "false"
            bench.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = sandbox.url
            let machine = try await run(bench, Self.ids + ["--timeout-in-millis", "900", "--debug"])
            for result in [role, container, machine] {
                #expect(result.errors.contains("> PATCH "))
                for secret in ["SecretAccessKey", "SessionToken", "SecretWebToken", "SecretContainerToken"] {
                    #expect(!result.errors.contains(secret))
                }
            }
            #expect(machine.errors.contains("x-aws-ec2-metadata-token: <redacted>"))
        }
    }

    @Test func anArgumentThatIsNotUTF8IsRefusedInsteadOfChanged() async throws {
        try await withExample { bench, sandbox in
            let words = ["update-integration"] + Self.ids + ["--description"]
            let shell = ["-c", #"exec "$@" "$(printf 'a\377b')""#, "sh", Binaries.tool.path] + words
            let result = try await bench.start(URL(fileURLWithPath: "/bin/sh"), shell).end()
            #expect(result.ending == .exit(252))
            #expect(result.errors.contains("the argument 'a\u{FFFD}b' is not UTF-8"))
            #expect(sandbox.statistics.totalCalls == 0)
            // A replacement character that was given as one is a character like any other.
            let given = try await run(bench, Self.ids + ["--description", "\u{FFFD}", "--profile", "", ""])
            #expect(given.ending == .exit(0))
        }
    }

    @Test func aFolderInThePlaceOfTheConfigFileIsPassedOver() async throws {
        try await withExample { bench, _ in
            try bench.writeHome(".aws/config/other", "")
            #expect(try await run(bench, Self.ids).ending == .exit(0))
        }
    }

    @Test func anInterruptEndsItWithTheShellsCode() async throws {
        try await withExample({ $0.latency = .seconds(100) }) { bench, sandbox in
            let child = try bench.start(Binaries.tool, ["update-integration"] + Self.ids)
            try await child.until { sandbox.statistics.totalCalls > 0 }
            child.signal(SIGINT)
            #expect(try await child.end().ending == .exit(130))
        }
    }

    @Test func anUpdateWhoseAnswerCannotBePrintedIsSaidToBeDone() async throws {
        try await withExample { bench, _ in
            let shell = ["-c", "\"$@\" > /dev/full", "sh", Binaries.tool.path, "update-integration"] + Self.ids
            let result = try await bench.start(URL(fileURLWithPath: "/bin/sh"), shell).end()
            #expect(result.ending == .exit(255))
            #expect(result.errors.contains("the integration was updated, but standard output cannot be written"))
        }
    }

    @Test func anEmptyManifestHasEveryColumn() async throws {
        try await Workbench.with { bench in
            #expect(
                try await bench.run("skeleton", "--minimal")
                    == ChildProcess.Result(
                        ending: .exit(0),
                        output: "api_id,integration_id,region,profile,integration_uri,timeout_in_millis\n",
                        errors: ""
                    )
            )
            try bench.write("m.csv", try await bench.run("skeleton").output + "a,i,,,,,,,,,,,,,,,,,,,,5000,\n")
            let checked = try await bench.run("validate", "m.csv")
            #expect(checked.output == "m.csv: 1 row, 1 API, all valid\n")
            let line = try await bench.run("skeleton", "--format", "jsonl").output
            #expect(line.hasPrefix(#"{"api_id":"","integration_id":"","region":"""#))
        }
    }
}
