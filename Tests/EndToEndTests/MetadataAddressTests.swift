import Foundation
import Sandbox
import Testing

/// The services that hand out the credentials of a container or an instance: nobody leads the program to another one.
@Suite(.turns)
struct MetadataAddressTests {
    private static let token = "container-token-distinctive"

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        let task = Timeouts(apis: 1, integrations: 2)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench.withoutKeys(endpointURL: sandbox.url)
                bench.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = Self.token
                try bench.write("rows.csv", task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test func anAllowedContainerServiceIsAsked() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "\(sandbox.url)/v2/credentials"
            let result = try await bench.run("apply", "rows.csv")
            #expect(result.ending == .exit(0))
            #expect(sandbox.statistics.calls[.containerCredentials] == 1)
        }
    }

    /// The names lead to the sandbox, if they are asked.
    @Test(arguments: ["me.localhost", "127.0.0.1.example", "0.0.0.0", "169.254.170.3", "127.0.0.1@example.com"])
    func aContainerServiceOffTheListIsNotAsked(_ host: String) async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            let url = sandbox.url.replacing("127.0.0.1", with: host) + "/v2/credentials"
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
            let result = try await bench.run("apply", "rows.csv")
            #expect(result.ending != .exit(0))
            #expect(result.errors.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI is "), "\(result.errors)")
            #expect(!(result.errors + result.output).contains(Self.token))
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test func aRedirectOfAContainerServiceIsNotFollowed() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            let server = try RedirectingServer(to: "\(sandbox.url)/v2/credentials")
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "\(server.url)/c"
            let result = try await bench.run("apply", "rows.csv")
            #expect(result.ending == .exit(77))
            #expect(result.errors.contains("HTTP 302"), "\(result.errors)")
            #expect(!(result.errors + result.output).contains(Self.token))
            #expect(Set(server.requests) == ["GET /c HTTP/1.1"])
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test func aRedirectOfInstanceMetadataIsNotFollowed() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            let server = try RedirectingServer(to: "\(sandbox.url)/latest/api/token")
            bench.environment["AWS_EC2_METADATA_DISABLED"] = "false"
            bench.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.url
            let result = try await bench.run("apply", "rows.csv")
            #expect(result.ending == .exit(77))
            #expect(result.errors.contains("HTTP 302"), "\(result.errors)")
            #expect(server.requests.first == "PUT /latest/api/token HTTP/1.1")
            #expect(sandbox.requests.isEmpty)
        }
    }
}
