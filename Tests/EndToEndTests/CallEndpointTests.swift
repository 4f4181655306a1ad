import Foundation
import Sandbox
import Testing

/// Where `update-integration` sends its call, and where the calls for credentials go that it needs first.
@Suite(.turns)
struct CallEndpointTests {
    /// A profile whose role is assumed by a web identity, on a bench without an endpoint and keys in the environment.
    private func withRole(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await IntegrationExample.with { bench, sandbox in
            var bench = bench
            for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"] {
                bench.environment[variable] = .some(nil)
            }
            try bench.writeHome(
                ".aws/config",
                """
                [profile web]
                role_arn = arn:aws:iam::\(IntegrationExample.account):role/deploy
                web_identity_token_file = \(bench.url("token").path)

                """
            )
            try bench.write("token", "token")
            try await body(bench, sandbox)
        }
    }

    private let options =
        ["update-integration"] + IntegrationExample.ids + ["--profile", "web", "--description", "moved"]

    @Test func credentialsGoAlongWithAStandInForAllServices() async throws {
        try await withRole { bench, sandbox in
            let result = try await bench.run(options + ["--endpoint-url", sandbox.url])
            #expect(result.ending == .exit(0), "\(result.errors)")
            #expect(sandbox.statistics.updatesApplied.count == 1)
        }
    }

    @Test func theEndpointURLIsAPIGatewaysAndNotThatOfAnotherService() async throws {
        try await withRole { bench, sandbox in
            var bench = bench
            bench.environment["AWS_ENDPOINT_URL_STS"] = sandbox.url
            // Nothing listens there.
            let result = try await bench.run(options + ["--endpoint-url", "http://127.0.0.1:1"])
            #expect(result.ending == .exit(255))
            #expect(result.errors.contains("Could not connect to the endpoint URL: \"http://127.0.0.1:1/v2/apis/"))
            #expect(sandbox.statistics.totalCalls == 1)
        }
    }

    /// Unlike the other commands, as the AWS CLI does.
    @Test func anEndpointOfTheEnvironmentMayBePlainHTTP() async throws {
        try await IntegrationExample.with { bench, sandbox in
            var bench = bench
            let port = URL(string: sandbox.url)?.port ?? 0
            // The proxy is told the host, which nobody resolves.
            bench.environment["AWS_ENDPOINT_URL"] = "http://gateway.example.test"
            bench.environment["http_proxy"] = "http://127.0.0.1:\(port)"
            let words = ["update-integration"] + IntegrationExample.ids + ["--debug"]
            let result = try await bench.run(words)
            #expect(result.errors.contains("> PATCH http://gateway.example.test/v2/apis/a1b2c3d4/integrations/a1b2c3"))
            #expect(!result.errors.contains("plain http"))
        }
    }
}
