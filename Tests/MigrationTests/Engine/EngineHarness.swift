import APIGatewayV2
import AWSCore
import CurlHTTP
import Foundation
import Pacing
import Records
import Sandbox
import Synchronization

@testable import Migration

/// A run in a temporary folder, against a sandbox in this process.
final class EngineHarness: Sendable {
    let folder: URL
    let path: String
    let url: String

    /// Makes the checkpoint from a manifest in CSV.
    init(
        _ manifest: String,
        url: String,
        file: String = "rows.csv",
        region: String = "us-east-1",
        waves: WavePlan? = nil
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let manifestPath = folder.appending(path: file).path
        try manifest.write(toFile: manifestPath, atomically: true, encoding: .utf8)
        path = folder.appending(path: "run.checkpoint").path
        self.url = url
        let origin = CheckpointImport.Origin(
            toolVersion: "test",
            defaultProfile: "",
            defaultRegion: region,
            createdAt: 1_700_000_000
        )
        let intake = try CheckpointImport(path: path)
        let result = try await intake.run(
            ManifestInput(path: manifestPath),
            origin: origin,
            waves: waves,
            region: { _ in region }
        )
        guard result.isValid else { throw HarnessError(problems: result.problems.map(\.description)) }
        try intake.finish()
    }

    /// Makes the checkpoint from another run: its way back, in the folder of that run.
    init(inverting source: Checkpoint, url: String) async throws {
        folder = URL(fileURLWithPath: source.path).deletingLastPathComponent()
        path = WayBack.path(of: source.path)
        self.url = url
        let intake = try CheckpointImport(path: path)
        _ = try await intake.run(inverting: source, toolVersion: "test", createdAt: 1_700_000_000)
        try intake.finish()
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    struct HarnessError: Error {
        var problems: [String]
    }

    /// Runs one session, as a program does: identities first, if asked for. `during` runs beside it.
    func run(
        _ options: EngineOptions = .unlimited,
        secrets: SandboxSecrets = SandboxSecrets(),
        asksIdentities: Bool = false,
        maxAttempts: Int = 8,
        concurrency: Int = 16,
        timing: Timing = .impatient,
        transport replacement: (any HTTPTransport)? = nil,
        during: (@Sendable (RunControl, Tally) async throws -> Void)? = nil
    ) async throws -> StopReason? {
        let checkpoint = try await Checkpoint.open(path: path)
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let reason = try await RequestGate.withGate(concurrency: concurrency, timing: timing) { gate in
            let control = RunControl(gate: gate)
            let connector = SandboxConnector(
                url: url,
                secrets: secrets,
                transport: replacement ?? transport,
                gate: gate,
                retry: RetryPolicy(maxAttempts: maxAttempts)
            )
            var groups = try await checkpoint.openGroups(deploying: options.deployments?.deploys == true)
            if asksIdentities {
                groups = try await IdentityCheck(connector: connector).run(groups).flatMap(\.groups)
            }
            try await checkpoint.noteStart(at: 1_700_000_001, groups: groups)
            let engine = try await MigrationEngine(
                checkpoint: checkpoint,
                groups: groups,
                connector: connector,
                gate: gate,
                control: control,
                options: options
            )
            async let beside: Void? = during?(control, engine.tally)
            let reason = try await engine.run()
            _ = try await beside
            return reason
        }
        try await checkpoint.close()
        return reason
    }

    func rows() async throws -> [RowRecord] {
        let checkpoint = try await Checkpoint.openForReading(path: path)
        let collected = Collected()
        try await checkpoint.forEachRow { collected.append($0) }
        return collected.rows
    }

    /// The groups that were left alone, and why.
    func parked() async throws -> [String: String] {
        let groups = try await Checkpoint.openForReading(path: path).groups()
        let codes = groups.compactMap { group in group.parking.map { (group.credentials.profile, $0.code) } }
        return Dictionary(codes) { first, _ in first }
    }

    func outcomes() async throws -> [Outcome] { try await rows().map(\.outcome) }
}

private final class Collected: Sendable {
    private let collected = Mutex<[RowRecord]>([])

    func append(_ row: RowRecord) { collected.withLock { $0.append(row) } }
    var rows: [RowRecord] { collected.withLock(\.self) }
}

extension EngineOptions {
    static var unlimited: EngineOptions {
        var options = EngineOptions()
        options.rate = nil
        return options
    }
}

extension Timing {
    /// Real time, but no backoff: a test must not wait.
    static var impatient: Timing {
        var timing = Timing.system
        timing.random = { 0 }
        return timing
    }
}

/// What requests are signed with.
struct SandboxSecrets: Sendable {
    /// Accounts whose secret is a wrong one.
    var wrong: Set<String> = []
    /// Accounts without credentials.
    var missing: Set<String> = []
    /// Accounts whose source stops to answer after its first credentials.
    var silent: Set<String> = []
    /// Accounts whose service is at another address.
    var elsewhere: Set<String> = []
    /// Sources of a test's own, by account.
    var sources: [String: any CredentialsProvider] = [:]
}

/// Signs with the sandbox's credentials; the profile is the account.
struct SandboxConnector: Connector {
    var url: String
    var secrets: SandboxSecrets
    var transport: any HTTPTransport
    var gate: RequestGate
    var retry: RetryPolicy
    private let reachability = Reachability()

    init(
        url: String,
        secrets: SandboxSecrets,
        transport: any HTTPTransport,
        gate: RequestGate,
        retry: RetryPolicy
    ) {
        self.url = url
        self.secrets = secrets
        self.transport = transport
        self.gate = gate
        self.retry = retry
    }

    func identity(of credentials: CredentialSet, region: String) async throws -> Identity {
        let client = try client(for: .sts, credentials, region, gate.makeGroup(rate: nil, burst: 1))
        return Identity(caller: try await SecurityTokenService(client).getCallerIdentity(), expiry: .never)
    }

    func client(
        for service: Service,
        _ group: MigrationGroup,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient {
        try client(for: service, group.credentials, group.region, gateGroup)
    }

    private func client(
        for service: Service,
        _ credentials: CredentialSet,
        _ region: String,
        _ group: RequestGate.Group
    ) throws -> AWSClient {
        let account = credentials.profile.isEmpty ? "000000000001" : credentials.profile
        let isWrong = secrets.wrong.contains(account)
        let keys = Credentials(
            accessKeyID: SandboxServer.accessKeyID(account: account),
            secretAccessKey: Secret(isWrong ? "not-the-secret" : SandboxServer.secretAccessKey)
        )
        let source: any CredentialsProvider =
            if let own = secrets.sources[account] {
                own
            } else if secrets.missing.contains(account) {
                NoCredentials()
            } else if secrets.silent.contains(account) {
                FallingSilent(keys)
            } else {
                StaticCredentials(keys)
            }
        return AWSClient(
            signer: service.signer(region: region),
            credentials: source,
            endpoint: try Endpoint(url: secrets.elsewhere.contains(account) ? "http://localhost:1" : url),
            transport: transport,
            gate: gate,
            group: group,
            retry: retry,
            reachability: reachability
        )
    }
}

/// A source that has run dry, such as a program that fails or a login that is over.
private struct NoCredentials: CredentialsProvider {
    struct LoginIsOver: Error, CustomStringConvertible {
        var description: String { "the login is over: log in again" }
    }

    func credentials() async throws -> Credentials { throw LoginIsOver() }
}
