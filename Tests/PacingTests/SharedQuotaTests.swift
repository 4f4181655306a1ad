import Testing

@testable import Pacing

/// How the gate shares a quota with somebody else, in virtual time, beside botocore's `adaptive` mode on the same quota.
@Suite struct SharedQuotaTests {
    private static let seeds: Range<UInt64> = 0..<5

    /// The worst of all runs.
    private func worst(
        _ simulation: SharedQuotaSimulation,
        _ client: () -> some SimulatedClient
    ) -> (throttledShare: Double, used: Double) {
        let results = Self.seeds.map { simulation.run(client(), seed: $0) }
        return (
            results.map(\.throttledShare).max() ?? 1,
            results.map { Double($0.passed.count) / simulation.free(within: $0.seconds) }.min() ?? 0
        )
    }

    /// The bar: half of the real quota belongs to somebody else. At most 5 % of the requests are throttled, and at least 90 %
    /// of what is free is used; whether answers are quick or slow, and whether the burst is there or gone.
    @Test(arguments: [0.05, 0.4, 0.8], [40.0, 0])
    func halfOfTheQuotaIsUsedWithoutAStormOfThrottles(_ latency: Double, _ tokens: Double) {
        let simulation = SharedQuotaSimulation(tokens: tokens, outside: [(0, 5)], rows: 400, latency: latency)
        let gate = worst(simulation) { GateClient() }
        let botocore = worst(simulation) { BotocoreClient() }
        print("latency \(latency) s, burst \(tokens): gate \(gate), botocore \(botocore)")
        #expect(gate.throttledShare <= 0.05)
        #expect(gate.used >= 0.9)
        #expect(botocore.throttledShare > 2 * gate.throttledShare)
    }

    @Test(arguments: [
        (10.0, 40.0, 2.0, 0.05), (10, 40, 3, 0.05), (10, 40, 7, 0.05), (10, 40, 9, 0.08), (10, 5, 5, 0.06),
        (4, 40, 2, 0.06), (100, 40, 95, 0.05),
    ])
    func otherQuotasAreSharedToo(_ quota: Double, _ burst: Double, _ outside: Double, _ throttledShare: Double) {
        let simulation = SharedQuotaSimulation(
            quota: quota,
            burst: burst,
            tokens: burst,
            outside: [(0, outside)],
            rows: 300
        )
        let gate = worst(simulation) { GateClient() }
        #expect(gate.throttledShare <= throttledShare)
        #expect(gate.used >= 0.9)
    }

    @Test func aQuotaOfOnesOwnIsUsedAsIfNothingAdapted() {
        let result = SharedQuotaSimulation(rows: 400).run(GateClient(), seed: 1)
        #expect(result.throttled == 0)
        // The burst of 32 and then 8 a second, and the way of the last request.
        #expect(result.seconds < 368.0 / 8 * 1.01 + 0.8)
    }

    /// Whoever asks for more than there is gets what there is.
    @Test(arguments: [(12.0, 12.0), (20, 20), (8, 20), (8, .infinity)])
    func aRateAboveTheQuotaComesDownToIt(_ rate: Double, _ maxRate: Double) {
        let simulation = SharedQuotaSimulation(rows: 600)
        let gate = worst(simulation) { GateClient(rate: rate, maxRate: maxRate, burst: 40) }
        #expect(gate.throttledShare <= 0.05)
        #expect(gate.used >= 0.9)
    }

    @Test func anUnlimitedRateFindsTheQuotaAfterTheFirstThrottles() {
        let simulation = SharedQuotaSimulation(outside: [(0, 5)], rows: 600)
        let gate = worst(simulation) { GateClient(rate: nil) }
        // 64 requests are in flight at the start, of which the burst lets 40 pass.
        #expect(gate.throttledShare <= 0.12)
        #expect(gate.used >= 0.9)
    }

    @Test func theRateRecoversSoonOnceNobodyElseIsThere() throws {
        for seed in Self.seeds {
            let simulation = SharedQuotaSimulation(outside: [(0, 5), (60, 0)], rows: 2_000, end: 120)
            let result = simulation.run(GateClient(), seed: seed)
            let recovered = try #require(result.rates.last { ($0.rate ?? 8) < 7.2 })
            #expect(recovered.at < 60 + 20)
        }
    }

    @Test func aDeploymentOfSomebodyElseIsGivenWayTo() {
        let bursts = stride(from: 10.0, to: 200, by: 30).map { (at: $0, count: 40) }
        let simulation = SharedQuotaSimulation(outsideBursts: bursts, rows: 800)
        let gate = worst(simulation) { GateClient(maxRate: 10) }
        #expect(gate.throttledShare <= 0.05)
        #expect(gate.used >= 0.9)
    }

    @Test func theRateNeverExceedsItsMaximum() {
        for (rate, maxRate) in [(8, nil), (8, 9), (nil, 9)] as [(Double?, Double?)] {
            let simulation = SharedQuotaSimulation(outside: [(0, 5), (30, 0)], rows: 800)
            let result = simulation.run(GateClient(rate: rate, maxRate: maxRate), seed: 3)
            #expect(result.rates.allSatisfy { ($0.rate ?? .infinity) <= maxRate ?? 8 })
        }
    }

    /// What botocore's own code gives for these (its CUBIC calculator and its rate clocker).
    @Test func theLimiterThatItIsComparedWithIsBotocores() {
        var ten = BotocoreLimiter(measured: 10)
        _ = ten.throttled(at: 0)
        #expect(ten.k == 1.9574338205844317)
        var eight = BotocoreLimiter(measured: 8)
        #expect(abs(eight.throttled(at: 3) - 5.6) < 1e-12)
        #expect(eight.k == 1.8171205928321397)
        #expect(abs(eight.climbing(at: 3 + eight.k) - 8) < 1e-12)
        var clock = BotocoreLimiter()
        for time in [0, 0.1, 0.2, 0.3, 0.4, 0.5] { clock.measure(at: time) }
        #expect(abs(clock.measured - 9.6) < 1e-12)
    }
}
