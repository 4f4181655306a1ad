import Foundation
import Sandbox
import Testing

/// Global options before the name of the command, where shell functions put them that wrap `aws`.
@Suite(.turns)
struct LeadingOptionTests {
    /// The environment names another region, so that only the option leads to the API.
    @Test(arguments: [
        ["--region", "us-west-2", "update-integration"],
        ["--region=us-west-2", "--no-cli-pager", "--output", "text", "update-integration"],
        ["apigatewayv2", "update-integration", "--region", "us-west-2"],
        ["--regi", "us-west-2", "apigatewayv2", "--no-paginate", "update-integration"],
        ["--region", "us-west-2", "apigatewayv2", "--profile", "update-integration", "update-integration"],
        ["--region", "update-integration", "apigatewayv2", "--region", "us-west-2", "update-integration"],
    ])
    func theCLIsPlacesOfOptionsWork(words: [String]) async throws {
        try await IntegrationExample.with { bench, sandbox in
            var bench = bench
            bench.environment["AWS_REGION"] = "eu-north-1"
            try bench.writeHome(
                ".aws/credentials",
                """
                [update-integration]
                aws_access_key_id = \(SandboxServer.accessKeyID(account: IntegrationExample.account))
                aws_secret_access_key = \(SandboxServer.secretAccessKey)

                """
            )
            let result = try await bench.run(words + IntegrationExample.ids + ["--description", "apigatewayv2"])
            #expect(result.ending == .exit(0), "\(result.errors)")
            #expect(result.output.contains("apigatewayv2"))
            #expect(sandbox.statistics.updatesApplied.count == 1)
        }
    }

    @Test func whatIsNotHereIsSaid() async throws {
        try await IntegrationExample.with { bench, sandbox in
            let other = try await bench.run(["apigatewayv2", "get-apis"])
            #expect(other.ending == .exit(252))
            #expect(other.errors.contains("Found invalid choice 'get-apis'"))
            #expect(try await bench.run(["--region", "r", "apigatewayv2"]).ending == .exit(252))
            let help = try await bench.run(["apigatewayv2", "help"])
            #expect(help.ending == .exit(0))
            #expect(help.output.hasPrefix("NAME"))
            #expect(sandbox.statistics.totalCalls == 0)
        }
    }

    @Test func otherCommandsTakeTheirConnectionOptionsFirst() async throws {
        try await IntegrationExample.with { bench, sandbox in
            var bench = bench
            bench.environment["AWS_REGION"] = .some(nil)
            bench.environment["AWS_ENDPOINT_URL"] = .some(nil)
            try bench.write("rows.csv", "api_id,integration_id,timeout_in_millis\na1b2c3d4,a1b2c3,900\n")
            let options = ["--region", "us-west-2", "--endpoint-url=\(sandbox.url)", "--no-verify-ssl"]
            let result = try await bench.run(options + ["apply", "rows.csv"])
            #expect(result.ending == .exit(0), "\(result.errors)")
            #expect(sandbox.statistics.updatesApplied.count == 1)
            // A command that makes no calls has no use for them.
            let status = try await bench.run(options + ["status", "rows.csv.checkpoint"])
            #expect(status.ending == .exit(64))
            #expect(status.errors.contains("Unknown option '--region'"))
        }
    }
}
