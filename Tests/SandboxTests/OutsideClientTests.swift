import Foundation
import Testing

@testable import Sandbox

/// Somebody else who takes tokens of the same quota. Rates are powers of two, so that every moment is exact.
@Suite struct OutsideClientTests {
    @Test func takesItsShareFromAClientThatTakesAllTheRest() {
        var bucket = TokenBucket(.init(rate: 8, burst: 4), outside: .init(rate: 2), now: 0)
        var served = 0
        for step in 0...1600 where bucket.take(now: Double(step) / 16) { served += 1 }
        // 4 + 8 a second for 100 seconds.
        #expect(bucket.outsideServed == 200)
        #expect(served == 604)
    }

    @Test func isServedFromAFullBucketWhileNobodyElseCalls() {
        var bucket = TokenBucket(.init(rate: 8, burst: 4), outside: .init(rate: 2), now: 0)
        let isServed = bucket.take(now: 1000)
        #expect(isServed)
        #expect(bucket.outsideServed == 2000)
        #expect(bucket.outsideThrottled == 0)
        // Full but for the one that it took at this very moment.
        let more = (0..<4).map { _ in bucket.take(now: 1000) }
        #expect(more == [true, true, false, false])
    }

    @Test func leavesNothingWhenItUsesUpTheRate() {
        var bucket = TokenBucket(.init(rate: 4, burst: 40), outside: .init(rate: 8), now: 0)
        let served = (0...100).filter { bucket.take(now: Double($0)) }
        #expect(served.isEmpty)
        #expect(bucket.outsideServed == 400)
        #expect(bucket.outsideThrottled == 400)
    }

    @Test func aClockThatStepsBackGrantsNothing() {
        var bucket = TokenBucket(.init(rate: 1, burst: 1), now: 10)
        let served = [10.0, 9, 10, 10.5, 9, 10.5, 11].map { bucket.take(now: $0) }
        #expect(served == [true, false, false, false, false, false, true])
    }

    @Test func burstsTakeWhatIsThereAtTheirMoments() {
        var bucket = TokenBucket(.init(rate: 1, burst: 8), outside: .init(burst: 6, interval: .seconds(16)), now: 0)
        let before = (0..<4).map { _ in bucket.take(now: 15) }
        #expect(before == [true, true, true, true])
        // At 16 there are 5 tokens for the 6 requests; one has come back at 17.
        let after = [bucket.take(now: 17), bucket.take(now: 17)]
        #expect(after == [true, false])
        #expect(bucket.outsideServed == 5)
        #expect(bucket.outsideThrottled == 1)
    }

    @Test func leavesTheQuotaAloneOnceItHasEnded() {
        var bucket = TokenBucket(.init(rate: 4, burst: 4), outside: .init(rate: 8, end: .seconds(8)), now: 0)
        #expect((0...7).filter { bucket.take(now: Double($0)) }.isEmpty)
        let served = (64..<96).filter { bucket.take(now: Double($0) / 4) }
        #expect(served.count == 32)
    }

    @Test func theRateOfTheQuotaChangesAtItsMoment() {
        let quota = SandboxConfiguration.Quota(rate: 1, burst: 1, change: .init(rate: 4, after: .seconds(8)))
        var bucket = TokenBucket(quota, now: 100)
        let before = (0..<32).filter { bucket.take(now: 100 + Double($0) / 4) }
        #expect(before.count == 8)
        let after = (32..<64).filter { bucket.take(now: 100 + Double($0) / 4) }
        #expect(after.count == 32)
    }

    @Test func isCountedForEachAccountAndApartFromOurCalls() {
        let configuration = SandboxConfiguration(
            state: SandboxState(),
            quota: .init(rate: 8, burst: 4),
            outsideClient: .init(rate: 4)
        )
        let ledger = Ledger(configuration)
        let scopes = (1...300).map { SandboxScope(account: String($0), region: "us-east-1") }
        let call = SandboxRequest(time: 0, method: "GET", path: "/", operation: .getAPIs, isApplied: false, body: [])
        for second in 0...2 {
            for scope in scopes {
                for _ in 0..<5 { _ = ledger.admit(call, caller: nil, scope: scope, now: Double(second)) }
            }
        }
        let statistics = ledger.statistics
        #expect(statistics.usage.count == 300)
        // At 0 the burst of 4; at 1 and at 2 what is left of it by the other one, who takes a token at that moment.
        let expected = SandboxStatistics.Usage(calls: 15, throttled: 5, outsideServed: 8, outsideThrottled: 0)
        #expect(statistics.usage[scopes[0]] == expected)
        #expect(Set(statistics.usage.values.map(\.throttled)) == [5])
        #expect(statistics.calls == [.getAPIs: 4500])
        #expect(statistics.throttledCalls == [.getAPIs: 1500])
        #expect(statistics.throttled == 1500)
    }

    @Test func theStatisticsCanBeReadFromTheServer() async throws {
        let configuration = SandboxConfiguration(
            state: .generated(accounts: 2, apis: 1, integrations: 1),
            quota: .init(rate: 8, burst: 1),
            checksSignatures: false,
            outsideClient: .init(rate: 4)
        )
        let bench = ServiceBench(configuration)
        for now in [0.0, 0, 1] { _ = try await bench.send(.unsigned("GET", "/v2/apis"), at: 0, now: now) }
        let reply = try await bench.send(.unsigned("GET", "/sandbox/statistics"), at: 0)
        #expect(
            reply.text == """
                {"calls":{"GetApis":3},"throttledCalls":{"GetApis":2},"conflicts":0,"refused":0,"faults":{},\
                "updatesApplied":0,"repeatedUpdates":0,"maximumConcurrentCalls":1,"usage":[{"account":"000000000001",\
                "region":"us-east-1","calls":3,"throttled":2,"outsideServed":4,"outsideThrottled":0}]}
                """
        )
    }
}
