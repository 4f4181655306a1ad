import Foundation
import Sandbox
import Synchronization
import TestSupport
import Testing

@testable import Migration

/// Rows that are sent together, and what comes between.
@Suite("Waves", .timeLimit(.minutes(10)))
struct WaveTests {
    private func manifest(groups: Int, apis: Int, rows: Int, team: ((Int) -> String)? = nil) -> String {
        var text = "profile,api_id,integration_id,timeout_in_millis\(team == nil ? "" : ",team")\n"
        for group in 1...groups {
            for api in 1...apis {
                for row in 1...rows {
                    text += "p\(group),g\(group)-\(api),i\(row),77\(team.map { ",\($0(row))" } ?? "")\n"
                }
            }
        }
        return text
    }

    private static func waves(_ run: EngineHarness) async throws -> [[String]] {
        let rows = try await run.rows()
        let last = rows.map(\.wave).max() ?? 0
        return (1...last).map { wave in rows.filter { $0.wave == wave }.map { "\($0.apiID) \($0.integrationID)" } }
    }

    @Test func aCanaryIsSpreadOverGroupsAndAPIsAndIsAlwaysTheSame() async throws {
        let text = manifest(groups: 3, apis: 2, rows: 10)
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1", waves: WavePlan(canary: .percent(13)))
        // 8 of 60: one of each API, and then the second of the first ones.
        let canary = ["g1-1 i1", "g1-1 i2", "g1-2 i1", "g2-1 i1", "g2-1 i2", "g2-2 i1", "g3-1 i1", "g3-2 i1"]
        #expect(try await Self.waves(run)[0] == canary)
        let again = try await EngineHarness(text, url: "http://127.0.0.1:1", waves: WavePlan(canary: .count(8)))
        #expect(try await Self.waves(again)[0] == canary)
        let waves = try await Checkpoint.openForReading(path: run.path).waves()
        #expect(waves.map(\.name) == ["canary", "rest"])
        #expect(waves.map(\.rowCount) == [8, 52])
    }

    @Test func theValuesOfAColumnAreWavesInTheirOrderBehindTheCanary() async throws {
        let text = manifest(groups: 1, apis: 1, rows: 5) { $0 < 3 ? "late" : "early" }
        let plan = WavePlan(canary: .count(1), column: "team", values: ["early", "late"])
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1", waves: plan)
        #expect(try await Self.waves(run) == [["g1-1 i1"], ["g1-1 i3", "g1-1 i4", "g1-1 i5"], ["g1-1 i2"]])
    }

    @Test func aValueThatIsNoWaveIsAProblemOfItsRow() async throws {
        let text = manifest(groups: 1, apis: 1, rows: 3) { $0 == 2 ? "Late" : "late" }
        let plan = WavePlan(column: "team", values: ["early", "late"])
        let error = await #expect(throws: EngineHarness.HarnessError.self) {
            try await EngineHarness(text, url: "http://127.0.0.1:1", waves: plan)
        }
        #expect(error?.problems == ["line 3: team: 'Late' is none of the waves; allowed: early, late"])
    }

    /// They were leased with those of the first wave, and what is leased has to be read before it is sent again.
    @Test func theRowsOfALaterWaveAreNotReadWhereNothingIsToBeRead() async throws {
        let text = manifest(groups: 1, apis: 1, rows: 5) { $0 == 5 ? "early" : "late" }
        let plan = WavePlan(column: "team", values: ["early", "late"])
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1", waves: plan)
        let service = ClockedService(ManualClock(jumps: true), integrations: 5, latency: .seconds(1))
        var options = EngineOptions.unlimited
        options.readsFirst = false
        #expect(try await run.run(options, concurrency: 1, transport: service) == nil)
        #expect(service.calls.map(\.integration) == ["i5", "i1", "i2", "i3", "i4"])
    }

    /// Answers health checks in their order, and keeps who asked.
    private final class Health: Sendable {
        private let state: Mutex<(answers: [Wave.Verdict], asked: [String])>

        init(_ answers: Wave.Verdict...) { state = Mutex((answers, [])) }

        var asked: [String] { state.withLock(\.asked) }

        func answer(_ wave: Wave) -> HealthAnswer {
            state.withLock { state in
                state.asked.append("\(wave.name): \(wave.outcomes[.updated, default: 0])")
                return HealthAnswer(state.answers.isEmpty ? .passed : state.answers.removeFirst(), report: "said")
            }
        }
    }

    private func run(
        _ run: EngineHarness,
        _ service: ClockedService,
        _ clock: ManualClock,
        bake: Duration = .zero,
        health: Health? = nil,
        during: (@Sendable (RunControl, Tally) async throws -> Void)? = nil
    ) async throws -> StopReason? {
        var options = EngineOptions.unlimited
        options.waves.bake = bake
        options.waves.pauseTimeout = .seconds(1000)
        if let health { options.waves.healthCheck = { wave, _ in health.answer(wave) } }
        return try await run.run(options, concurrency: 1, timing: clock.timing, transport: service, during: during)
    }

    private func task() async throws -> (EngineHarness, ClockedService, ManualClock) {
        let text = "api_id,integration_id,timeout_in_millis\n" + (1...20).map { "a,i\($0),77\n" }.joined()
        let run = try await EngineHarness(text, url: "http://127.0.0.1:1", waves: WavePlan(canary: .percent(5)))
        let clock = ManualClock(jumps: true)
        return (run, ClockedService(clock, integrations: 20, latency: .seconds(1)), clock)
    }

    @Test func aCanaryWhoseHealthCheckFailsStopsTheRun() async throws {
        let (run, service, clock) = try await task()
        let reason = try await self.run(run, service, clock, health: Health(.failed))
        #expect(reason?.word == "health check failed")
        #expect(service.calls.filter(\.isWrite).map(\.integration) == ["i1"])
        let waves = try await Checkpoint.openForReading(path: run.path).waves()
        #expect(waves.map(\.verdict) == [.failed, nil])
        #expect(waves[0].report == "said")

        // Run again, it is asked again, and nothing is sent twice.
        let health = Health(.passed, .passed)
        #expect(try await self.run(run, service, clock, health: health) == nil)
        #expect(health.asked == ["canary: 1", "rest: 19"])
        #expect(service.calls.count { $0.isWrite } == 20)
    }

    @Test func betweenWavesTheRunWaitsForAsLongAsItIsTold() async throws {
        let (run, service, clock) = try await task()
        #expect(try await self.run(run, service, clock, bake: .seconds(600)) == nil)
        let writes = service.calls.filter(\.isWrite).map(\.at)
        #expect(writes[1] - writes[0] >= .seconds(600))
        #expect(clock.now - writes[19] >= .seconds(600))
    }

    @Test func aBakeEndsAtAMomentThatHoldsOverAKill() async throws {
        let (run, service, clock) = try await task()
        // The process was killed 400 s into the bake of the canary.
        let checkpoint = try await Checkpoint.open(path: run.path)
        try await checkpoint.write([.end(row: 1, RowEnd(outcome: .updated, startedAt: 1, endedAt: 2))])
        let canary = try #require(try await checkpoint.waves().first)
        #expect(try await checkpoint.noteBake(of: canary, endsAt: ManualClock.start + 600) == ManualClock.start + 600)
        try await checkpoint.close()
        clock.advance(by: .seconds(400))
        #expect(try await self.run(run, service, clock, bake: .seconds(600)) == nil)
        let first = try #require(service.calls.first { $0.isWrite })
        #expect(first.at >= .seconds(600) && first.at < .seconds(610))
    }

    @Test func anUnclearHealthCheckIsNeverAYes() async throws {
        let (run, service, clock) = try await task()
        let reason = try await self.run(run, service, clock, health: Health(.unclear))
        #expect(reason?.word == "health check unclear")
        #expect(service.calls.count { $0.isWrite } == 1)
        #expect(clock.now >= .seconds(1000))
    }

    @Test func aPersonPromotesAWaveOrHasItAskedAgain() async throws {
        let (run, service, _) = try await task()
        let health = Health(.unclear, .unclear, .passed)
        var options = EngineOptions.unlimited
        options.waves.healthCheck = { wave, _ in health.answer(wave) }
        let reason = try await run.run(options, concurrency: 1, transport: service) { control, tally in
            await until { health.asked.count == 1 && tally.counts.phase == .undecided(wave: "canary") }
            while !health.asked.contains("rest: 19") {
                if health.asked.count == 1 { control.resume(by: .control) } else { control.promote() }
                await Task.yield()
            }
        }
        #expect(reason == nil)
        #expect(health.asked == ["canary: 1", "canary: 1", "rest: 19"])
        let waves = try await Checkpoint.openForReading(path: run.path).waves()
        #expect(waves.map(\.verdict) == [.promoted, .passed])
    }
}
