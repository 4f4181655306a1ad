import Pacing
import Records
import TestSupport
import Testing

@testable import Migration

/// What a decision is made on is never older than half a minute.
@Suite("Freshness", .timeLimit(.minutes(10)))
struct FreshnessTests {
    private func manifest(_ rows: Int) -> String {
        "api_id,integration_id,timeout_in_millis,expect.timeout_in_millis\n"
            + (1...rows).map { "a,i\($0),77,100\n" }.joined()
    }

    private func ages(_ calls: [ClockedService.Call], latency: Duration) -> [Duration] {
        var readAt = Duration.zero
        return calls.compactMap { call in
            if !call.isWrite { readAt = call.at - latency }
            return call.isWrite ? call.at - latency - readAt : nil
        }
    }

    @Test func noUpdateIsDecidedOnAnImageOlderThanThirtySeconds() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 128, latency: .seconds(1))
        let run = try await EngineHarness(manifest(128), url: "http://127.0.0.1:1")
        #expect(try await run.run(concurrency: 1, timing: clock.timing, transport: service) == nil)
        #expect(try await run.outcomes() == Array(repeating: .updated, count: 128))
        let ages = ages(service.calls, latency: .seconds(1))
        #expect(ages.count == 128)
        #expect(try #require(ages.max()) <= .seconds(30))
        // A lane of this speed reads again three or four times; that is less than 4 % more calls.
        #expect(service.calls.count { !$0.isWrite } <= 5)
    }

    @Test func whatSomebodyElseHasChangedSinceTheFirstReadHasDrifted() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 60, latency: .seconds(1)) { call, state in
            // Before the second read, whatever the recorder's waiting has added to the clock.
            if (25..<29).contains(call.at / .seconds(1)) {
                for id in ["i2", "i50", "i60"] { state.integrations[id]?["timeoutInMillis"] = .integer(5000) }
            }
            return nil
        }
        let run = try await EngineHarness(manifest(60), url: "http://127.0.0.1:1")
        #expect(try await run.run(concurrency: 1, timing: clock.timing, transport: service) == nil)
        let rows = try await run.rows()
        #expect(rows.filter { $0.outcome == .drifted }.map(\.integrationID) == ["i50", "i60"])
        #expect(service.integration("i50")?["timeoutInMillis"] == .integer(5000))
        #expect(service.calls.count { $0.isWrite } == 58)
    }

    /// The image that a rollback would restore is the one that the update was decided on.
    @Test func theBeforeImageIsTheLastOneReadBeforeTheUpdate() async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 60, latency: .seconds(1)) { call, state in
            if (25..<29).contains(call.at / .seconds(1)) {
                state.integrations["i60"]?["description"] = "of somebody else"
            }
            return nil
        }
        let run = try await EngineHarness(manifest(60), url: "http://127.0.0.1:1")
        #expect(try await run.run(concurrency: 1, timing: clock.timing, transport: service) == nil)
        let last = try #require(try await run.rows().last)
        let images = try await Checkpoint.openForReading(path: run.path).images(of: last.number)
        #expect(images.before?.contains("of somebody else") == true)
    }

    /// An update that is tried again and again is acting on an older image with each try.
    @Test(arguments: [true, false])
    func aTryThatComesTooLateIsMadeAnewFromWhatIsThen(isChanged: Bool) async throws {
        let clock = ManualClock(jumps: true)
        let service = ClockedService(clock, integrations: 1, latency: .seconds(8)) { call, state in
            guard call.isWrite, call.at < .seconds(60) else { return nil }
            if isChanged { state.integrations["i1"]?["timeoutInMillis"] = .integer(5000) }
            return 429
        }
        let run = try await EngineHarness(manifest(1), url: "http://127.0.0.1:1")
        #expect(try await run.run(maxAttempts: 20, concurrency: 1, timing: clock.timing, transport: service) == nil)
        #expect(try await run.outcomes() == [isChanged ? .drifted : .updated])
        #expect(try #require(ages(service.calls, latency: .seconds(8)).max()) <= .seconds(30))
        #expect(service.integration("i1")?["timeoutInMillis"] == .integer(isChanged ? 5000 : 77))
    }

    /// At a rate r shared by n lanes a lane sends 30 r / n rows between two reads; 25 rows make 4 %.
    @Test(arguments: [1.0, 4, 8, 10, 50], [0.05, 0.2, 0.4])
    func lanesAreFewEnoughForTheirImagesToServeTwentyFiveRows(rate: Double, latency: Double) {
        let slots = LaneSlots(rate: rate, maximum: 128)
        #expect(slots.limit == 1)
        slots.note(seconds: latency)
        #expect(slots.limit == 1 || 30 * rate / Double(slots.limit) >= 25)
        // And enough to use the rate.
        #expect(Double(slots.limit) >= rate * latency)
    }

    @Test func whereAnswersTakeLongMoreLanesUseTheRate() {
        let slots = LaneSlots(rate: 8, maximum: 128)
        slots.note(seconds: 4)
        #expect(slots.limit == 48)
        slots.setRate(nil)
        #expect(slots.limit == 128)
    }
}
