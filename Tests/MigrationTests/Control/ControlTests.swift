import Foundation
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// What another process asks of a run that goes on.
@Suite("Control", .timeLimit(.minutes(10)))
struct ControlTests {
    private func harness(_ sandbox: SandboxServer) async throws -> EngineHarness {
        let rows = (1...40).map { "api0000001,int00\($0 < 10 ? "0" : "")\($0),77\n" }.joined()
        return try await EngineHarness("api_id,integration_id,timeout_in_millis\n" + rows, url: sandbox.url)
    }

    private var options: EngineOptions {
        var options = EngineOptions.unlimited
        options.isControllable = true
        return options
    }

    @Test(
        arguments: [
            ("pause", nil, ControlRequest.pause), ("rate", "2", .rate(2)), ("rate", "0.5", .rate(0.5)),
            ("rate", "unlimited", .rate(nil)), ("concurrency", "3", .concurrency(3)), ("promote", nil, .promote),
            ("rate", "0", nil), ("rate", "nan", nil), ("concurrency", "0", nil), ("pause", "1", nil),
            ("faster", nil, nil),
        ] as [(String, String?, ControlRequest?)]
    )
    func requestsAreReadAsTheyAreTyped(_ verb: String, _ argument: String?, _ request: ControlRequest?) {
        #expect(ControlRequest(verb: verb, argument: argument) == request)
        if let request {
            #expect(ControlRequest(verb: request.words.verb, argument: request.words.argument) == request)
        }
    }

    @Test func aRunIsPausedChangedAndGoesOn() async throws {
        var configuration = SandboxConfiguration(state: .generated(apis: 1, integrations: 40))
        configuration.rules = [SandboxRule(.hold, operation: .updateIntegration, after: 3)]
        try await withSandbox(configuration) { sandbox in
            let run = try await harness(sandbox)
            let channel = ControlChannel(path: run.path)
            let reason = try await run.run(options) { control, tally in
                await until { sandbox.heldCalls == 1 }
                #expect(try await channel.send(.pause).hasPrefix("state: paused by control\n"))
                // What was in flight ends.
                sandbox.lift(.hold)
                await until { tally.counts[.updated] == 4 }
                let settings = try await channel.send(.rate(1000))
                #expect(settings == "state: paused by control\nrate: 1000.0 requests/s per group\nconcurrency: 16")
                #expect(try await channel.send(.concurrency(3)).hasSuffix("\nconcurrency: 3"))
                #expect(try await channel.send(.promote).hasPrefix("no wave waits to be promoted\n"))
                #expect(sandbox.statistics.calls[.updateIntegration] == 4)
                #expect(try await channel.send(.resume).hasPrefix("state: running\n"))
            }
            #expect(reason == nil)
            #expect(try await run.outcomes() == Array(repeating: .updated, count: 40))
        }
    }

    @Test func aFileHoldsTheRunForAsLongAsItIsThere() async throws {
        let configuration = SandboxConfiguration(
            state: .generated(apis: 1, integrations: 40),
            latency: .milliseconds(5)
        )
        try await withSandbox(configuration) { sandbox in
            let run = try await harness(sandbox)
            let channel = ControlChannel(path: run.path)
            try Data().write(to: URL(fileURLWithPath: channel.pauseFile))
            let reason = try await run.run(options) { control, _ in
                await until { control.holders == [.file] }
                #expect(try await channel.send(.show).hasPrefix("state: paused by the file \(channel.pauseFile)\n"))
                // The command does not take the file away.
                _ = try await channel.send(.resume)
                #expect(control.holders == [.file])
                try FileManager.default.removeItem(atPath: channel.pauseFile)
            }
            #expect(reason == nil)
        }
    }

    @Test func aRunThatIsAskedToStopDoesSo() async throws {
        let configuration = SandboxConfiguration(
            state: .generated(apis: 1, integrations: 40),
            latency: .milliseconds(5)
        )
        try await withSandbox(configuration) { sandbox in
            let run = try await harness(sandbox)
            let channel = ControlChannel(path: run.path)
            let reason = try await run.run(options) { control, tally in
                control.pause(by: .control)
                _ = try await channel.send(.stop)
            }
            #expect(reason?.word == "stopped by control")
            let error = await #expect(throws: CheckpointError.self) { try await channel.send(.show) }
            #expect(error?.kind == .notRunning)
        }
    }

    @Test func aWindowThatIsOverEndsTheRun() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 40, latency: .seconds(1))
        let text = "api_id,integration_id,timeout_in_millis\n" + (1...40).map { "a,i\($0),77\n" }.joined()
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1")
        var options = EngineOptions.unlimited
        options.endsAt = ManualClock.start + 10
        let reason = try await run.run(options, concurrency: 1, timing: clock.timing, transport: service)
        #expect(reason?.word == "out of time")
        let outcomes = try await run.outcomes()
        #expect(outcomes.count { $0 == .pending } > 0)
        #expect(outcomes.allSatisfy { $0 == .pending || $0 == .updated })
    }
}
