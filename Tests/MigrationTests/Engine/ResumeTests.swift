import AWSCore
import Migration
import Pacing
import Sandbox
import Testing

@testable import Migration

@Suite("Resume", .timeLimit(.minutes(10)))
struct ResumeTests {
    private let manifest = """
        api_id,integration_id,timeout_in_millis
        api0000001,int0001,77
        api0000001,int0002,77
        api0000001,int0003,77

        """

    @Test(arguments: [true, false])
    func aLeasedRowIsResolvedByReading(readsFirst: Bool) async throws {
        let state = SandboxState.generated(apis: 1, integrations: 3)
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            // A process has leased the first two rows, has sent the first of them, and was killed.
            let checkpoint = try await Checkpoint.open(path: run.path)
            try await checkpoint.write([.lease(row: 1, beforeImage: nil), .lease(row: 2, beforeImage: nil)])
            try await checkpoint.close()
            var sent = try #require(state.integration("int0001", apiID: "api0000001"))
            sent.timeoutInMillis = 77
            try state.put(sent, apiID: "api0000001")

            var options = EngineOptions.unlimited
            options.readsFirst = readsFirst
            #expect(try await run.run(options) == nil)
            #expect(try await run.outcomes() == [.updated, .updated, .updated])
            #expect(sandbox.statistics.updatesReceived.keys.map(\.integrationID).sorted() == ["int0002", "int0003"])
            #expect(sandbox.statistics.calls[.getIntegrations] == 1)
        }
    }

    @Test func aRunThatIsGivenUpGoesOnWhereItStopped() async throws {
        let state = SandboxState.generated(apis: 1, integrations: 3)
        try await withSandbox(.init(state: state)) { sandbox in
            sandbox.fail(.hang, operation: .updateIntegration, integrationID: "int0002")
            let run = try await EngineHarness(manifest, url: sandbox.url)
            let reason = try await run.run { control, tally in
                while tally.counts[.updated] < 1 { await Task.yield() }
                while sandbox.requests.isEmpty { await Task.yield() }
                control.stop(.signal(2))
                control.abort()
            }
            guard case .signal(2)? = reason else {
                Issue.record("the run ended with \(String(describing: reason))")
                return
            }
            #expect(try await run.outcomes() == [.updated, .pending, .pending])
            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == [.updated, .updated, .updated])
        }
    }

    @Test func aStopEndsABackoffAtOnceAndGivesTheRowBack() async throws {
        let state = SandboxState.generated(apis: 1, integrations: 3)
        // One token, and the next one in an hour: the second call is throttled for good.
        let quota = SandboxConfiguration.Quota(rate: 1.0 / 3600, burst: 2)
        try await withSandbox(.init(state: state, quota: quota)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            let reason = try await run.run(timing: .system) { control, _ in
                while sandbox.statistics.throttled == 0 { await Task.yield() }
                control.stop(.signal(15))
            }
            guard case .signal(15)? = reason else {
                Issue.record("the run ended with \(String(describing: reason))")
                return
            }
            #expect(try await run.outcomes() == [.updated, .pending, .pending])
        }
    }

    @Test func aSecondProcessIsRefused() async throws {
        let run = try await EngineHarness(manifest, url: "http://127.0.0.1:1")
        let first = try await Checkpoint.open(path: run.path)
        let error = await #expect(throws: CheckpointError.self) { try await Checkpoint.open(path: run.path) }
        #expect(error?.kind == .inUse)
        #expect(try Checkpoint.isInUse(path: run.path))
        try await first.close()
    }
}
