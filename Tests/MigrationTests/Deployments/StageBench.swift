import AWSCore
import CurlHTTP
import Foundation
import HTTPTypes
import Pacing
import Sandbox
import Synchronization
import TestSupport

@testable import Migration

/// Runs against a sandbox whose stages somebody must deploy, on a clock that jumps to whatever is waited for.
struct StageBench: Sendable {
    let sandbox: SandboxServer
    let clock: ManualClock
    private let transport: TimedTransport

    /// - Parameters:
    ///   - state: `nil`: APIs with one stage `prod`, deployed as they are, and three integrations each.
    static func with(
        apis: Int = 3,
        accounts: Int = 1,
        regions: [String] = ["us-east-1"],
        stage: SandboxState.GeneratedStage = .manual,
        configure: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable (StageBench) async throws -> Void
    ) async throws {
        let state = SandboxState.generated(
            accounts: accounts,
            apis: apis,
            integrations: 3,
            regions: regions,
            stage: stage
        )
        // Requests are signed by a clock that is not the sandbox's.
        var configuration = SandboxConfiguration(state: state, checksSignatures: false)
        configure(&configuration)
        let clock = ManualClock(jumps: true)
        let network = try CurlTransport()
        defer { network.shutdown() }
        try await withSandbox(configuration) { sandbox in
            let transport = TimedTransport(network, clock)
            try await body(StageBench(sandbox: sandbox, clock: clock, transport: transport))
        }
    }

    /// Rows for some integrations of each API: `profile` and `region` say where it is.
    func manifest(_ apis: ClosedRange<Int>, rows: Int = 1, account: Int = 1, region: String = "us-east-1") -> String {
        var text = ""
        for api in apis {
            for row in 1...rows {
                let (api, row) = (String(10_000_000 + api).dropFirst(), String(10_000 + row).dropFirst())
                text += "00000000000\(account),\(region),api\(api),int\(row),7777\n"
            }
        }
        return text
    }

    static let header = "profile,region,api_id,integration_id,timeout_in_millis\n"

    func harness(_ rows: String, waves: WavePlan? = nil) async throws -> EngineHarness {
        try await EngineHarness(Self.header + rows, url: sandbox.url, waves: waves)
    }

    /// - Parameter deployments: `nil`: nobody looks at stages.
    @discardableResult
    func run(
        _ run: EngineHarness,
        _ deployments: DeploymentOptions? = DeploymentOptions(deploys: true),
        maxAttempts: Int = 3,
        during: (@Sendable (RunControl, Tally) async throws -> Void)? = nil
    ) async throws -> StopReason? {
        var options = EngineOptions.unlimited
        options.deployments = deployments
        return try await run.run(
            options,
            asksIdentities: true,
            maxAttempts: maxAttempts,
            timing: clock.timing,
            transport: transport,
            during: during
        )
    }

    /// Every request that a session has sent, in order: `POST /v2/apis/a/deployments`, and when.
    var calls: [TimedTransport.Call] { transport.calls }

    func calls(_ prefix: String, _ suffix: String) -> [TimedTransport.Call] {
        calls.filter { $0.line.hasPrefix(prefix) && $0.line.hasSuffix(suffix) }
    }

    var deploymentCalls: [TimedTransport.Call] { calls("POST", "/deployments") }

    func deployedIDs(_ api: Int = 1) -> String? {
        sandbox.state.stages(apiID: "api" + String(10_000_000 + api).dropFirst())?.first?.deploymentID
    }
}

/// Keeps what is sent, and when by a clock.
final class TimedTransport: HTTPTransport {
    struct Call: Sendable, Equatable {
        var line: String
        var at: Duration
        /// The access key, which is the account's.
        var account: String
    }

    private let inner: any HTTPTransport
    private let clock: ManualClock
    private let sent = Mutex<[Call]>([])

    init(_ inner: any HTTPTransport, _ clock: ManualClock) {
        self.inner = inner
        self.clock = clock
    }

    var calls: [Call] { sent.withLock(\.self) }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let path = (request.path ?? "").split(separator: "?").first.map(String.init) ?? ""
        let key = request.headerFields[.authorization]?.firstMatch(of: /Credential=AKIASANDBOX(\d+)/)
        let call = Call(
            line: "\(request.method) \(path)",
            at: clock.now,
            account: key.map { String($0.1) } ?? ""
        )
        sent.withLock { $0.append(call) }
        return try await inner.send(request, body: body)
    }
}

extension EngineHarness {
    func deploymentSummary() async throws -> DeploymentSummary {
        try await Checkpoint.openForReading(path: path).deploymentSummary()
    }
}

extension DeploymentSummary {
    /// `api0000001 deployed`.
    var words: [String] { deployments.map { "\($0.apiID) \($0.state.rawValue)" } }
}
