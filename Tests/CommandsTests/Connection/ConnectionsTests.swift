import AWSCore
import CurlHTTP
import HTTPTypes
import Pacing
import Synchronization
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

    /// Nobody is there, and it counts who asks.
    private final class SilentTransport: HTTPTransport {
        let count = Mutex(0)

        func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
            count.withLock { $0 += 1 }
            throw TransportError(phase: .connect, reason: .timedOut, host: "imds", message: "no answer")
        }
    }

    private func connect(
        _ credentials: [CredentialSet],
        _ file: String,
        signsRequests: Bool = true,
        metadata: (any HTTPTransport)? = nil
    ) async throws -> Connections {
        let isDisabled = metadata == nil ? "true" : "false"
        let environment = ["HOME": "/home/jane", "AWS_EC2_METADATA_DISABLED": isDisabled]
        let configuration = try AWSConfiguration(environment: environment) { path in
            path.hasSuffix("credentials") ? Array(file.utf8) : nil
        }
        let groups = credentials.enumerated().map {
            MigrationGroup(id: Int64($0.offset), credentials: $0.element, region: "eu-west-1", openRows: 1)
        }
        return try await Connections(
            for: groups,
            settings: ConnectionSettings(
                signsRequests: signsRequests,
                configuration: configuration,
                transport: CurlTransport.Configuration()
            ),
            credentials: CredentialsResolver(
                configuration: configuration,
                transport: metadata ?? NoTransport(),
                runID: "run"
            ),
            transports: SessionTransports(NoTransport()),
            gate: RequestGate(concurrency: 1),
            retry: RetryPolicy()
        )
    }

    private func profiles(_ names: String...) -> [CredentialSet] { names.map { CredentialSet(profile: $0) } }

    @Test func aProfileWithoutKeysIsAMatterOfItsGroupAlone() async throws {
        let connections = try await connect(profiles("good", "empty"), "[good]\n\(Self.keys)[empty]\nregion = x\n")
        await #expect(throws: ConfigurationError.self) {
            try await connections.identity(of: CredentialSet(profile: "empty"), region: "eu-west-1")
        }
    }

    @Test func whenNobodyHasKeysAllAreNamed() async {
        let error = await #expect(throws: CommandError.self) {
            try await connect(profiles("one", "two"), "[one]\nregion = x\n[two]\nregion = x\n")
        }
        #expect(error?.exitCode == .noPermission)
        #expect(
            error?.message.hasPrefix("2 problems with the settings of the manifest's profiles:\n  no credentials: ")
                == true
        )
        #expect(error?.message.contains("\"one\"") == true)
        #expect(error?.message.contains("\"two\"") == true)
    }

    @Test func anInstanceThatDoesNotAnswerIsNotAskedForEachRoleAndProfile() async {
        let one = SilentTransport()
        let role = "arn:aws:iam::111122223333:role/r"
        await #expect(throws: ConfigurationError.self) {
            try await connect([CredentialSet(profile: "", roleARN: "\(role)0")], "", metadata: one)
        }
        let many = SilentTransport()
        let roles = (0..<20).map { CredentialSet(profile: "", roleARN: "\(role)\($0)") }
        await #expect(throws: ConfigurationError.self) { try await connect(roles, "", metadata: many) }
        #expect(one.count.withLock { $0 } > 0)
        #expect(many.count.withLock { $0 } == one.count.withLock { $0 })
        let others = SilentTransport()
        let names = (0..<20).map { "p\($0)" }
        let file = names.map { "[\($0)]\nregion = eu-west-1\n" }.joined()
        await #expect(throws: CommandError.self) {
            try await connect(names.map { CredentialSet(profile: $0) }, file, metadata: others)
        }
        #expect(others.count.withLock { $0 } == one.count.withLock { $0 })
    }

    @Test func theOnlyProblemIsSaidAsItIs() async {
        let error = await #expect(throws: ConfigurationError.self) {
            try await connect(profiles("one"), "[one]\nregion = x\n")
        }
        #expect(error?.concernsCredentials == true)
    }

    @Test func unknownProfilesAreMistakesAndNamedTogether() async {
        let names = (1...30).map { CredentialSet(profile: "nobody\($0)") }
        let error = await #expect(throws: CommandError.self) {
            try await connect(profiles("good") + names, "[good]\n\(Self.keys)")
        }
        #expect(error?.exitCode == .usage)
        let lines = error?.message.split(separator: "\n") ?? []
        #expect(lines.count == 22)
        #expect(lines.first == "30 problems with the settings of the manifest's profiles:")
        #expect(lines.dropFirst().first?.contains("nobody1") == true)
        #expect(lines.last == "  … and 10 more")
    }

    @Test func unsignedRequestsNeedNoCredentials() async throws {
        _ = try await connect(profiles("", "one"), "[one]\nregion = x\n", signsRequests: false)
    }
}
