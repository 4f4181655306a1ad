import Testing

@testable import Pacing

@Suite struct AdaptiveRateTests {
    private static let second: Int64 = 1_000_000_000

    /// Lets so many requests a second pass for a time, and throttles the next one.
    private func use(_ rate: inout AdaptiveRate, passing: Double, from start: Int64, seconds: Int64) -> Int64 {
        let count = Int(passing * Double(seconds))
        for number in 0..<count {
            let now = start + Int64(Double(number + 1) / passing * 1e9)
            rate.notePassed(isFresh: true, now: now)
        }
        let end = start + seconds * Self.second
        #expect(rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: end) == .cut)
        return end
    }

    private func near(_ rate: Double?, _ expected: Double, _ tolerance: Double = 0.05) -> Bool {
        abs((rate ?? 0) - expected) <= tolerance * expected
    }

    /// From one throttle to the next 5 requests a second have passed, so that is what there is.
    @Test func aThrottleCutsTheRateToWhatHasPassed() {
        var rate = AdaptiveRate(rate: 8, maximum: 20)
        rate.begin(now: 0)
        var now = use(&rate, passing: 8, from: 0, seconds: 10)
        for _ in 0..<3 { now = use(&rate, passing: 5, from: now, seconds: 20) }
        #expect(near(rate.value(at: now), 5 * 0.88))
        // 45 requests later it is back, half as many later hardly above, and as many later far above.
        #expect(near(rate.value(at: now + 9 * Self.second), 5))
        #expect(near(rate.value(at: now + 27 * Self.second / 2), 5 * 1.26))
        #expect(near(rate.value(at: now + 18 * Self.second), 5 * 2.3))
        #expect(rate.value(at: now + 1_000 * Self.second) == 20)
        #expect(rate.isSlowed(at: now) && !rate.isSlowed(at: now + 1_000 * Self.second))
    }

    /// The documented quota's burst of 40 and 10 a second were there, 55 have passed in 3 s: others take 5 a second.
    @Test func theFirstThrottleIsReadByTheDocumentedQuota() {
        var rate = AdaptiveRate(rate: 8, maximum: nil, quota: DocumentedQuota(rate: 10, burst: 40))
        rate.begin(now: 0)
        for number in 0..<55 { rate.notePassed(isFresh: true, now: Int64(number) * 3 * Self.second / 55) }
        #expect(rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: 3 * Self.second) == .cut)
        #expect(near(rate.value(at: 3 * Self.second), 5.5 * 0.88))
    }

    @Test func aSlowRateFindsOutAgainWithinSeconds() {
        var rate = AdaptiveRate(rate: 1, maximum: nil)
        rate.begin(now: 0)
        var now = use(&rate, passing: 1, from: 0, seconds: 30)
        now = use(&rate, passing: 0.5, from: now, seconds: 60)
        let reference = rate.value(at: now + 15 * Self.second) ?? 0
        #expect(near(rate.value(at: now), reference * 0.88, 1e-9))
        #expect(near(rate.value(at: now + 30 * Self.second), min(1, reference * 2.3), 1e-9))
    }

    @Test func throttlesWithoutEndLeaveARequestInFourSeconds() {
        var rate = AdaptiveRate(rate: 8, maximum: nil)
        rate.begin(now: 0)
        for number in 1...50 {
            _ = rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: Int64(number) * Self.second)
        }
        #expect(rate.value(at: 50 * Self.second) == 0.25)
        var slow = AdaptiveRate(rate: 0.1, maximum: nil)
        slow.begin(now: 0)
        _ = slow.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: Self.second)
        #expect(slow.value(at: Self.second) == 0.1)
    }

    /// One request in ten is refused whatever the rate: after a few cuts the rate goes back up and stays there, a quarter
    /// above what was asked for, since the bucket knows how much there is to make up for.
    @Test func throttlesThatComeWhateverTheRateDoNotLowerIt() {
        var rate = AdaptiveRate(rate: 10, maximum: nil)
        rate.begin(now: 0)
        var now: Int64 = 0
        var lowest = 10.0
        for number in 1...400 {
            now += Int64(1e9 / (rate.value(at: now) ?? 10))
            if number % 10 == 0 {
                _ = rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: now)
            } else {
                rate.notePassed(isFresh: true, now: now)
            }
            lowest = min(lowest, rate.value(at: now) ?? 10)
        }
        #expect(rate.isNoisy)
        #expect(rate.value(at: now) == 12.5)
        #expect(lowest > 5)
        // Half of the requests refused is more than noise.
        for _ in 0..<10 {
            for _ in 0..<1 { rate.notePassed(isFresh: true, now: now) }
            _ = rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: now)
            now += Self.second / 5
        }
        for _ in 0..<10 { _ = rate.noteThrottled(isFresh: true, chance: .unlikely, inFlight: 0, now: now) }
        #expect(!rate.isNoisy)
        #expect(rate.value(at: now) ?? 10 < 9)
    }
}
