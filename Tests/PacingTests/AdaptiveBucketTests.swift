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

    @Test func theFirstBurstDoublesWithEveryRoundTrip() {
        var bucket = AdaptiveBucket(rate: 0.001, maxRate: nil, burst: 32)
        var all = 0
        for expected in [4, 8, 16, 1, 0] {
            let count = takeAll(&bucket, now: 0)
            #expect(count == expected)
            all += count
            for number in all - count..<all { bucket.notePassed(UInt64(number), now: 0) }
        }
        // Three are kept for what follows a throttle.
        #expect(all == 29)
    }

    @Test func aThrottleEmptiesTheBurst() {
        var bucket = AdaptiveBucket(rate: 8, maxRate: nil, burst: 32)
        #expect(takeAll(&bucket, now: 0) == 4)
        bucket.notePassed(0, now: 0)
        bucket.noteThrottled(2, now: 0)
        bucket.noteThrottled(3, now: 0)
        bucket.notePassed(1, now: 0)
        #expect(takeAll(&bucket, now: 0) == 0)
        #expect(bucket.nextToken(now: 0) > Self.second / 8)
    }

    /// Of many requests in flight all are throttled: that is said once.
    @Test func oneUsedUpQuotaCutsTheRateOnce() {
        var bucket = AdaptiveBucket(rate: 8, maxRate: nil, burst: 32)
        _ = takeAll(&bucket, now: 0)
        for number in 0..<4 { bucket.noteThrottled(UInt64(number), now: Self.second) }
        let rate = bucket.currentRate(now: Self.second)
        #expect(rate ?? 8 < 8)
        #expect(rate ?? 0 > 0.9 * 0.85 * 8)
        let next = bucket.take(now: 2 * Self.second)
        bucket.noteThrottled(next, now: 2 * Self.second)
        #expect(bucket.currentRate(now: 2 * Self.second) ?? 8 < rate ?? 0)
    }

    @Test func withoutARateThereIsNoneUntilTheFirstThrottle() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 2)
        #expect(takeAll(&bucket, now: 0) == 1_000)
        #expect(bucket.currentRate(now: 0) == nil)
        #expect(AdaptiveBucket(rate: nil, maxRate: .infinity, burst: 2).currentRate(now: 0) == nil)
        var limited = AdaptiveBucket(rate: nil, maxRate: 9, burst: 2)
        #expect(takeAll(&limited, now: 0) == 2)
        #expect(limited.currentRate(now: 0) == 9)
    }

    /// 64 requests at once meet a quota: 40 pass, and what follows is a rate near the quota.
    @Test func aQuotaThatIsUsedUpIsFoundFromTheAnswersToThoseInFlight() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 64, quota: DocumentedQuota(rate: 10, burst: 40))
        for _ in 0..<64 { bucket.take(now: 0) }
        for number in 0..<40 { bucket.notePassed(UInt64(number), now: Self.second) }
        for answer in 1...24 {
            bucket.noteThrottled(UInt64(39 + answer), now: Self.second)
            // Nobody else is let out before all have been answered.
            #expect(bucket.nextToken(now: Self.second) > Self.second)
            #expect((bucket.currentRate(now: Self.second) == nil) == (answer < 24))
        }
        #expect((4.4...10).contains(bucket.currentRate(now: Self.second) ?? 0))
    }

    @Test func aFewThrottlesAmongManyAnswersSetNoRate() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 64)
        for _ in 0..<64 { bucket.take(now: 0) }
        for answer in 0..<64 {
            if answer % 20 == 0 {
                bucket.noteThrottled(UInt64(answer), now: Self.second)
            } else {
                bucket.notePassed(UInt64(answer), now: Self.second)
            }
        }
        #expect(bucket.currentRate(now: Self.second) == nil)
        #expect(bucket.nextToken(now: Self.second) == Self.second)
        #expect(bucket.isNoisy)
    }

    /// One request in ten is refused by chance. What was not sent while that was found out is sent later, and no more than the
    /// rate and the burst that were asked for.
    @Test func whatThrottlesByChanceHaveHeldBackIsMadeUpFor() {
        var bucket = AdaptiveBucket(rate: 10, maxRate: nil, burst: 40, quota: DocumentedQuota(rate: 10, burst: 40))
        var now: Int64 = 0
        for number in 1...400 {
            now = max(now, bucket.nextToken(now: now))
            let request = bucket.take(now: now)
            #expect(Double(number) <= 40 + 10 * Double(now) / 1e9 + 1e-3)
            #expect(bucket.currentRate(now: now) ?? .infinity <= 10)
            if number % 10 == 0 {
                bucket.noteThrottled(request, now: now)
            } else {
                bucket.notePassed(request, now: now)
            }
        }
        // With nothing held back it takes 36 s.
        #expect(now < 40 * Self.second)
    }

    /// The first request of a run goes alone. Refused by chance, it once held everything up for a second.
    @Test func theFirstThrottlesWithoutARateAreTriedAgainAtOnce() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 64, quota: DocumentedQuota(rate: 10, burst: 40))
        for isNoisy in [true, true, false] {
            let request = bucket.take(now: 0)
            bucket.noteThrottled(request, now: 0)
            #expect(bucket.isNoisy == isNoisy)
        }
    }

    /// An answer that never comes holds up nobody for long.
    @Test func whoWaitsForLostAnswersIsLetGo() {
        var bucket = AdaptiveBucket(rate: nil, maxRate: nil, burst: 64)
        for _ in 0..<2 { bucket.take(now: 0) }
        bucket.noteThrottled(0, now: 0)
        #expect(bucket.nextToken(now: 0) == 2 * Self.second)
        bucket.take(now: 2 * Self.second)
        // One answer says nothing about a quota.
        #expect(bucket.currentRate(now: 2 * Self.second) == nil)
        #expect(bucket.nextToken(now: 2 * Self.second) == 2 * Self.second)
    }
}
