import Testing

@testable import Pacing

@Suite struct AdaptiveBucketTests {
    private static let second: Int64 = 1_000_000_000

    /// As many as there are at once.
    private func takeAll(_ bucket: inout AdaptiveBucket, now: Int64) -> Int {
        var count = 0
        while bucket.nextToken(now: now) <= now, count < 1_000 {
            bucket.take(now: now)
            count += 1
        }
        return count
    }

    /// A rate that has been used to the full for 10 seconds, and when.
    private func used(_ rate: Double) -> (AdaptiveRate, now: Int64) {
        var adaptive = AdaptiveRate(rate: rate, maximum: nil)
        adaptive.begin(now: 0)
        for count in 1...Int(rate * 10) { adaptive.notePassed(now: Int64(Double(count) / rate * 1e9)) }
        return (adaptive, 10 * Self.second)
    }

    private func near(_ rate: Double?, _ expected: Double) -> Bool { abs((rate ?? 0) - expected) < 1e-9 }

    /// 70 % of 8, nearly 8 half of the time later, 8, and as much above as it was below.
    @Test func aThrottleCutsTheRateAndItClimbsBack() {
        let now = 10 * Self.second
        var rate = AdaptiveRate(rate: 8, maximum: 20)
        for count in 1...80 { rate.notePassed(now: Int64(count) * Self.second / 8) }
        rate.begin(now: now)
        rate.noteThrottled(now: now)
        for (seconds, expected) in [(0, 5.6), (4, 7.7), (8, 8), (12, 8.3), (16, 10.4)] as [(Int64, Double)] {
            #expect(near(rate.value(at: now + seconds * Self.second), expected))
        }
        #expect(rate.value(at: now + 1_000 * Self.second) == 20)
    }

    /// A slow group must not find out more often, counted in requests, that there is no more.
    @Test func aSlowRateTakesItsTime() {
        var (rate, now) = used(1)
        rate.noteThrottled(now: now)
        #expect(near(rate.value(at: now), 0.7))
        #expect(rate.value(at: now + 19 * Self.second) ?? 1 < 1)
        #expect(near(rate.value(at: now + 20 * Self.second), 1))
    }

    @Test func aRateFarAboveWhatPassesComesDownAtOnce() {
        var rate = AdaptiveRate(rate: 100, maximum: nil)
        rate.begin(now: 0)
        for count in 1...100 { rate.notePassed(now: Int64(count) * Self.second / 10) }
        rate.noteThrottled(now: 10 * Self.second)
        // 10 a second have passed; the newest ones count most.
        let cut = rate.value(at: 10 * Self.second) ?? 0
        #expect(cut > 6.9 && cut < 7.5)
    }

    @Test func throttlesWithoutEndLeaveARequestInTwoSeconds() {
        var (rate, now) = used(8)
        for _ in 0..<50 { rate.noteThrottled(now: now) }
        #expect(rate.value(at: now) == 0.5)
        var (slow, later) = used(0.1)
        for _ in 0..<50 { slow.noteThrottled(now: later) }
        #expect(slow.value(at: later) == 0.1)
    }

    @Test func theFirstBurstDoublesWithEveryRoundTrip() {
        var bucket = AdaptiveBucket(rate: 0.001, maxRate: nil, burst: 32)
        var all = 0
        for expected in [4, 8, 16, 4, 0] {
            let count = takeAll(&bucket, now: 0)
            #expect(count == expected)
            all += count
            for _ in 0..<count { bucket.notePassed(now: 0) }
        }
        #expect(all == 32)
    }

    @Test func aThrottleEmptiesTheBurst() {
        var bucket = AdaptiveBucket(rate: 8, maxRate: nil, burst: 32)
        #expect(takeAll(&bucket, now: 0) == 4)
        bucket.notePassed(now: 0)
        bucket.noteThrottled(round: 0, now: 0)
        for _ in 0..<2 { bucket.notePassed(now: 0) }
        #expect(takeAll(&bucket, now: 0) == 0)
        #expect(bucket.nextToken(now: 0) > Self.second / 8)
    }

    /// Of many requests in flight all are throttled: that is said once.
    @Test func oneUsedUpQuotaCutsTheRateOnce() {
        var bucket = AdaptiveBucket(rate: 8, maxRate: nil, burst: 32)
        _ = takeAll(&bucket, now: 0)
        for _ in 0..<4 { bucket.noteThrottled(round: 0, now: Self.second) }
        #expect(bucket.round == 1)
        let rate = bucket.currentRate(now: Self.second)
        bucket.noteThrottled(round: 1, now: Self.second)
        #expect(bucket.round == 2)
        #expect(bucket.currentRate(now: Self.second) ?? 8 < rate ?? 0)
    }

    @Test func withoutARateThereIsNoneUntilTheFirstThrottle() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 2)
        #expect(takeAll(&bucket, now: 0) == 1_000)
        #expect(bucket.currentRate(now: 0) == nil)
        // 50 a second, for as short as two seconds.
        for answer in 1...100 { bucket.notePassed(now: Int64(answer) * Self.second / 50) }
        bucket.noteThrottled(round: 0, now: 2 * Self.second)
        #expect(abs((bucket.currentRate(now: 2 * Self.second) ?? 0) - 35) < 0.5)
        #expect(takeAll(&bucket, now: 2 * Self.second) == 0)
        #expect(AdaptiveBucket(rate: nil, maxRate: .infinity, burst: 2).currentRate(now: 0) == nil)
        var limited = AdaptiveBucket(rate: nil, maxRate: 9, burst: 2)
        #expect(takeAll(&limited, now: 0) == 2)
        #expect(limited.currentRate(now: 0) == 9)
    }
}
