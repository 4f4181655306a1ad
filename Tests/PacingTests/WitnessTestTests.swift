import Testing

@testable import Pacing

/// What the requests right after a throttle tell about it, by the bucket that sends them.
@Suite struct WitnessTestTests {
    private static let second: Int64 = 1_000_000_000
    private static let millisecond: Int64 = 1_000_000

    /// A bucket whose first burst is over.
    private func steady(rate: Double = 10) -> (bucket: AdaptiveBucket, now: Int64) {
        var bucket = AdaptiveBucket(rate: rate, maxRate: nil, burst: 40, quota: DocumentedQuota(rate: 10, burst: 40))
        var now: Int64 = 0
        for _ in 0..<60 {
            now = max(now, bucket.nextToken(now: now))
            bucket.notePassed(bucket.take(now: now), now: now)
        }
        now = max(now, bucket.nextToken(now: now))
        return (bucket, now)
    }

    /// Sends one request, which is answered after a time.
    private func send(_ bucket: inout AdaptiveBucket, _ now: inout Int64, after latency: Int64, passes: Bool) {
        now = max(now, bucket.nextToken(now: now))
        let request = bucket.take(now: now)
        now += latency
        if passes { bucket.notePassed(request, now: now) } else { bucket.noteThrottled(request, now: now) }
    }

    @Test func aThrottleAfterWhichOthersPassAtOnceCutsNothing() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        // The witnesses go at once, one after the other, and nobody else.
        for _ in 0..<2 {
            #expect(bucket.isNoisy)
            #expect(bucket.nextToken(now: now) == now)
            send(&bucket, &now, after: Self.millisecond, passes: true)
        }
        #expect(bucket.currentRate(now: now) == 10)
        #expect(!bucket.isSlowed(now: now))
        // What they took is missing now.
        #expect(bucket.nextToken(now: now) > now + Self.second / 10)
    }

    @Test func aThrottleAfterWhichTheNextIsRefusedTooCutsTheRate() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        #expect(bucket.currentRate(now: now) == 10)
        send(&bucket, &now, after: Self.millisecond, passes: false)
        #expect(bucket.currentRate(now: now) ?? 10 < 9)
        #expect(bucket.isSlowed(now: now) && !bucket.isNoisy)
        #expect(bucket.nextToken(now: now) > now + Self.second / 10)
    }

    /// One that passes may have met the bucket's next token, so a second one is asked.
    @Test func aQuotaThatLetsOneMorePassIsAQuota() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        send(&bucket, &now, after: Self.millisecond, passes: true)
        send(&bucket, &now, after: Self.millisecond, passes: false)
        #expect(bucket.currentRate(now: now) ?? 10 < 9)
    }

    /// Two at once, since tokens have come in meanwhile; those that were under way have taken as many.
    @Test(arguments: [true, false])
    func whereAnswersComeLateTwoAreAsked(_ pass: Bool) {
        var (bucket, now) = steady()
        let throttled = bucket.take(now: now)
        let sentAt = now
        var others: [UInt64] = []
        for _ in 0..<2 {
            now = bucket.nextToken(now: now)
            others.append(bucket.take(now: now))
        }
        now = sentAt + 3 * Self.second / 10
        bucket.noteThrottled(throttled, now: now)
        var witnesses: [UInt64] = []
        while bucket.nextToken(now: now) <= now { witnesses.append(bucket.take(now: now)) }
        #expect(witnesses.count == 2)
        for other in others { bucket.notePassed(other, now: now) }
        #expect(bucket.isNoisy)
        now += 3 * Self.second / 10
        bucket.notePassed(witnesses[0], now: now)
        #expect(bucket.currentRate(now: now) == 10)
        if pass {
            bucket.notePassed(witnesses[1], now: now)
            #expect(bucket.currentRate(now: now) == 10)
        } else {
            bucket.noteThrottled(witnesses[1], now: now)
            #expect(bucket.currentRate(now: now) ?? 10 < 9)
        }
        #expect(!bucket.isNoisy)
    }

    /// In a burst the one that left next is a witness, whether it is answered before or after.
    @Test(arguments: [true, false])
    func inABurstTheNextOneIsTheWitness(_ isAnsweredBefore: Bool) {
        var bucket = AdaptiveBucket(rate: 10, maxRate: nil, burst: 40, quota: DocumentedQuota(rate: 10, burst: 40))
        let burst = (0..<4).map { _ in bucket.take(now: 0) }
        if isAnsweredBefore { for number in burst.dropFirst() { bucket.notePassed(number, now: Self.millisecond) } }
        bucket.noteThrottled(burst[0], now: Self.millisecond)
        if !isAnsweredBefore { for number in burst.dropFirst() { bucket.notePassed(number, now: Self.millisecond) } }
        #expect(bucket.currentRate(now: Self.millisecond) == 10)
        // The first burst goes on.
        #expect(bucket.nextToken(now: Self.millisecond) == Self.millisecond)
    }

    /// Nobody else waits, so no witness leaves in time.
    @Test func aThrottleWithoutWitnessesCutsTheRate() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        #expect(bucket.currentRate(now: now) == 10)
        now += Self.second
        bucket.take(now: now)
        #expect(bucket.currentRate(now: now) ?? 10 < 9)
    }

    /// An answer of a witness that never comes, and one that says nothing, hold up nobody for long.
    @Test(arguments: [true, false])
    func aWitnessThatSaysNothingIsNotWaitedFor(_ isLost: Bool) {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        let witness = bucket.take(now: now)
        if isLost { bucket.noteLost(witness, now: now) }
        let next = bucket.nextToken(now: now)
        #expect(next > now && next <= now + Self.second)
        bucket.take(now: next)
        #expect(bucket.currentRate(now: next) ?? 10 < 9)
    }

    /// A lane that has nothing to send gives its permit back: once, that was taken for a witness who says nothing.
    @Test func whoSendsNothingIsNoWitness() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        bucket.putBack(bucket.take(now: now), now: now)
        #expect(bucket.isNoisy)
        for _ in 0..<2 {
            #expect(bucket.nextToken(now: now) == now)
            send(&bucket, &now, after: Self.millisecond, passes: true)
        }
        #expect(bucket.currentRate(now: now) == 10)
        #expect(!bucket.isNoisy)
    }

    /// A quota that was found is not asked about at each throttle.
    @Test func aKnownQuotaIsNotAskedAbout() {
        var (bucket, now) = steady()
        for _ in 0..<2 { send(&bucket, &now, after: Self.millisecond, passes: false) }
        // Long after the cut.
        now += 20 * Self.second
        let before = bucket.currentRate(now: now) ?? 0
        send(&bucket, &now, after: Self.millisecond, passes: false)
        #expect(bucket.currentRate(now: now) ?? 10 < before)
    }

    /// A rate that somebody sets begins without what was found out before.
    @Test func anotherRateEndsTheWait() {
        var (bucket, now) = steady()
        send(&bucket, &now, after: Self.millisecond, passes: false)
        bucket.setRate(4, maxRate: nil, now: now)
        #expect(!bucket.isNoisy)
        #expect(bucket.currentRate(now: now) == 4)
        // One token is left; it may be taken a little later, as each one.
        now = bucket.nextToken(now: now)
        bucket.take(now: now)
        #expect(bucket.nextToken(now: now) > now)
    }
}
