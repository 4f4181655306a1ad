import AWSCore
import HTTPTypes
import Testing

@testable import Commands
@testable import Migration

/// What is found out about credentials and addresses before any request.
@Suite struct ConnectionsTests {
    private static let keys = "aws_access_key_id = AKID\naws_secret_access_key = secret\n"

    /// Fails when it is touched.
    private struct NoTransport: HTTPTransport {
        func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
            Issue.record("a request was sent")
            throw CancellationError()
        }
    }

    private func connect(
        _ credentials: [CredentialSet],
        _ file: String,
        signsRequests: Bool = true
    ) throws -> Connections {
        let configuration = try AWSConfiguration(environment: ["HOME": "/home/jane"]) { path in
            path.hasSuffix("credentials") ? Array(file.utf8) : nil
        }
        let groups = credentials.enumerated().map {
            MigrationGroup(id: Int64($0.offset), credentials: $0.element, region: "eu-west-1", openRows: 1)
        }
        return try Connections(
            for: groups,
            configuration: configuration,
            options: ConnectionSettings(signsRequests: signsRequests),
            transport: NoTransport(),
            identityTransport: NoTransport(),
            gate: RequestGate(concurrency: 1),
            retry: RetryPolicy()
        )
    }

    private func profiles(_ names: String...) -> [CredentialSet] { names.map { CredentialSet(profile: $0) } }

    @Test func aProfileWithoutKeysIsAMatterOfItsGroupAlone() async throws {
        let connections = try connect(profiles("good", "empty"), "[good]\n\(Self.keys)[empty]\nregion = x\n")
        await #expect(throws: ConfigurationError.self) {
            try await connections.identity(of: CredentialSet(profile: "empty"), region: "eu-west-1")
        }
    }

    @Test func whenNobodyHasKeysAllAreNamed() {
        let error = #expect(throws: CommandError.self) {
            try connect(profiles("one", "two"), "[one]\nregion = x\n[two]\nregion = x\n")
        }
        #expect(error?.exitCode == .noPermission)
        #expect(
            error?.message.hasPrefix("2 problems with the settings of the manifest's profiles:\n  no credentials: ")
                == true
        )
        #expect(error?.message.contains("\"one\"") == true)
        #expect(error?.message.contains("\"two\"") == true)
    }

    @Test func theOnlyProblemIsSaidAsItIs() {
        let error = #expect(throws: ConfigurationError.self) { try connect(profiles("one"), "[one]\nregion = x\n") }
        #expect(error?.concernsCredentials == true)
    }

    @Test func unknownProfilesAreMistakesAndNamedTogether() {
        let names = (1...30).map { CredentialSet(profile: "nobody\($0)") }
        let error = #expect(throws: CommandError.self) { try connect(profiles("good") + names, "[good]\n\(Self.keys)") }
        #expect(error?.exitCode == .usage)
        let lines = error?.message.split(separator: "\n") ?? []
        #expect(lines.count == 22)
        #expect(lines.first == "30 problems with the settings of the manifest's profiles:")
        #expect(lines.dropFirst().first?.contains("nobody1") == true)
        #expect(lines.last == "  … and 10 more")
    }

    @Test func unsignedRequestsNeedNoCredentials() throws {
        _ = try connect(profiles("", "one"), "[one]\nregion = x\n", signsRequests: false)
    }
}
