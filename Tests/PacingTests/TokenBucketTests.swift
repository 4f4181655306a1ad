import TestSupport
import Testing

@testable import Pacing

@Suite struct TokenBucketTests {
    private static let second: Int64 = 1_000_000_000

    /// Takes as many as there are until a moment, each as soon as it is there.
    private func grants(_ bucket: inout TokenBucket, from start: Int64, until end: Int64) -> [Int64] {
        var grants: [Int64] = []
        var now = start
        while true {
            now = bucket.nextToken(now: now)
            guard now <= end else { return grants }
            bucket.take(now: now)
            grants.append(now)
        }
    }

    @Test func aFullBucketGivesItsBurstAtOnceAndThenItsRate() {
        var bucket = TokenBucket(rate: 10, burst: 40)
        let grants = grants(&bucket, from: 0, until: 2 * Self.second)
        #expect(grants.count == 60)
        #expect(grants[39] == 0)
        #expect(grants[40] == Self.second / 10)
        #expect(grants[59] == 2 * Self.second)
    }

    @Test(arguments: [(0.5, 1), (3, 1), (8, 32), (10, 40), (1_000, 7), (1e9, 1), (0.000_000_001, 2)])
    func noSpanHoldsMoreThanBurstAndRateAllow(_ rate: Double, _ burst: Int) {
        var bucket = TokenBucket(rate: rate, burst: burst)
        var generator = SeededGenerator(seed: 7)
        var now: Int64 = 0
        var grants: [Int64] = []
        for _ in 0..<500 {
            now = bucket.nextToken(now: now)
            bucket.take(now: now)
            grants.append(now)
            if Bool.random(using: &generator) { now += Int64.random(in: 0...Int64(3e9 / rate), using: &generator) }
            if now > .max / 8 { break }
        }
        for first in grants.indices {
            for last in grants.indices[first...] {
                let seconds = Double(grants[last] - grants[first]) / 1e9
                #expect(Double(last - first + 1) <= Double(burst) + rate * seconds + 1e-6)
            }
        }
    }

    @Test func aPauseFillsTheBucketToItsBurstAndNoFurther() {
        var bucket = TokenBucket(rate: 10, burst: 5)
        #expect(grants(&bucket, from: 0, until: 0).count == 5)
        #expect(grants(&bucket, from: 300_000_000, until: 300_000_000).count == 3)
        #expect(grants(&bucket, from: 1_000 * Self.second, until: 1_000 * Self.second).count == 5)
    }

    @Test func aTokenPutBackCanBeTakenAgain() {
        var bucket = TokenBucket(rate: 1, burst: 1)
        bucket.take(now: 0)
        #expect(bucket.nextToken(now: 0) == Self.second)
        bucket.putBack()
        #expect(bucket.nextToken(now: 0) == 0)
    }

    @Test func withoutARateThereIsAlwaysAToken() {
        var bucket = TokenBucket(rate: nil, burst: 1)
        for _ in 0..<1_000 { bucket.take(now: 5) }
        #expect(bucket.nextToken(now: 5) == 5)
    }

    @Test func hugeBurstsAndTinyRatesDoNotOverflow() {
        var bucket = TokenBucket(rate: 1e-30, burst: .max)
        bucket.take(now: .max / 16)
        #expect(bucket.nextToken(now: .max / 16) == .max / 16)
    }
}
