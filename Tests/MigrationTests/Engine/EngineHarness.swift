import APIGatewayV2
import AWSCore
import CurlHTTP
import Foundation
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
    init(_ manifest: String, url: String, file: String = "rows.csv", region: String = "us-east-1") async throws {
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
        let result = try await intake.run(ManifestInput(path: manifestPath), origin: origin, region: { _ in region })
        guard result.isValid else { throw HarnessError(problems: result.problems.map(\.description)) }
        try intake.finish()
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    struct HarnessError: Error {
        var problems: [String]
    }

    /// Runs one session. `during` runs beside it.
    func run(
        _ options: EngineOptions = .unlimited,
        secret: String = SandboxServer.secretAccessKey,
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
                secret: secret,
                transport: replacement ?? transport,
                gate: gate,
                retry: RetryPolicy(maxAttempts: maxAttempts)
            )
            let engine = try await MigrationEngine(
                checkpoint: checkpoint,
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

/// Signs with the sandbox's credentials; the profile is the account.
struct SandboxConnector: Connector {
    var url: String
    var secret: String
    var transport: any HTTPTransport
    var gate: RequestGate
    var retry: RetryPolicy

    func identity(profile: String, region: String) async throws -> CallerIdentity {
        let client = try client("sts", profile, region, gate.makeGroup(rate: nil, burst: 1))
        return try await SecurityTokenService(client).getCallerIdentity()
    }

    func gateway(for group: MigrationGroup, throttledBy gateGroup: RequestGate.Group) throws -> APIGateway {
        APIGateway(client: try client("apigateway", group.profile, group.region, gateGroup))
    }

    private func client(
        _ service: String,
        _ profile: String,
        _ region: String,
        _ group: RequestGate.Group
    ) throws -> AWSClient {
        let account = profile.isEmpty ? "000000000001" : profile
        let credentials = Credentials(
            accessKeyID: SandboxServer.accessKeyID(account: account),
            secretAccessKey: Secret(secret)
        )
        return AWSClient(
            signer: SigV4Signer(service: service, region: region),
            credentials: StaticCredentials(credentials),
            endpoint: try Endpoint(url: url),
            transport: transport,
            gate: gate,
            group: group,
            retry: retry
        )
    }
}
