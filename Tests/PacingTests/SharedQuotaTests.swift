import Testing

@testable import Pacing

/// How the gate shares a quota with somebody else, in virtual time, beside botocore's `adaptive` mode on the same quota.
@Suite struct SharedQuotaTests {
    private static let seeds: Range<UInt64> = 0..<6
    /// For what is true of most runs, and not of each.
    private static let manySeeds: Range<UInt64> = 0..<12

    private struct Worst {
        var throttledShare: Double
        var used: Double
        var othersThrottledShare: Double
    }

    /// The worst of all runs.
    private func worst(_ simulation: SharedQuotaSimulation, _ client: () -> some SimulatedClient) -> Worst {
        let results = Self.seeds.map { simulation.run(client(), seed: $0) }
        return Worst(
            throttledShare: results.map(\.throttledShare).max() ?? 1,
            used: results.map { Double($0.passed.count) / simulation.free(within: $0.seconds) }.min() ?? 0,
            othersThrottledShare: results.map(\.othersThrottledShare).max() ?? 1
        )
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    // MARK: A quota

    /// Half of the real quota belongs to somebody else.
    ///
    /// With answers after 0.8 s some three requests are always under way beyond what there is when the first throttle comes
    /// back, so that a run of 400 rows cannot stay below 2 %.
    @Test(arguments: [
        (0.004, 400, 0.02), (0.05, 400, 0.02), (0.4, 400, 0.02), (0.8, 400, 0.03), (0.004, 100, 0.03),
        (0.05, 100, 0.03), (0.4, 100, 0.03), (0.8, 100, 0.03),
    ])
    func halfOfTheQuotaIsUsedWithoutAStormOfThrottles(_ latency: Double, _ rows: Int, _ throttledShare: Double) {
        let simulation = SharedQuotaSimulation(outside: [(0, 5)], rows: rows, latency: latency)
        let results = Self.manySeeds.map { simulation.run(GateClient(), seed: $0) }
        #expect(mean(results.map(\.throttledShare)) <= throttledShare)
        #expect(mean(results.map { Double($0.passed.count) / simulation.free(within: $0.seconds) }) >= 0.95)
        let botocore = mean(Self.seeds.map { simulation.run(BotocoreClient(), seed: $0).throttledShare })
        #expect(botocore > 2 * mean(results.map(\.throttledShare)))
    }

    /// Whoever shares the quota meets an empty bucket seldom, also where both would keep in step.
    @Test(arguments: [0.004, 0.05, 0.4])
    func aNeighbourFindsTokensToo(_ latency: Double) {
        let simulation = SharedQuotaSimulation(outside: [(0, 5)], rows: 400, latency: latency)
        let shares = Self.manySeeds.map { simulation.run(GateClient(), seed: $0).othersThrottledShare }
        #expect(mean(shares) <= 0.05)
        #expect(shares.count { $0 > 0.1 } <= 1)
    }

    /// The burst had been used up by others before.
    @Test(arguments: [(0.05, 0.03), (0.4, 0.04), (0.8, 0.05)])
    func aQuotaWithoutItsBurstIsSharedToo(_ latency: Double, _ throttledShare: Double) {
        let simulation = SharedQuotaSimulation(tokens: 0, outside: [(0, 5)], rows: 400, latency: latency)
        let results = Self.manySeeds.map { simulation.run(GateClient(), seed: $0) }
        #expect(mean(results.map(\.throttledShare)) <= throttledShare)
        #expect(results.allSatisfy { Double($0.passed.count) >= 0.95 * simulation.free(within: $0.seconds) })
    }

    @Test(arguments: [
        (10.0, 2.0, 0.03), (10, 3, 0.03), (10, 7, 0.05), (10, 7.5, 0.05), (10, 8, 0.05), (10, 9, 0.05), (4, 2, 0.05),
        (4, 0, 0.05), (2, 0, 0.05), (1, 0, 0.05), (100, 95, 0.05),
    ])
    func otherQuotasAreSharedToo(_ quota: Double, _ outside: Double, _ throttledShare: Double) {
        let simulation = SharedQuotaSimulation(quota: quota, outside: [(0, outside)], rows: 300)
        let results = Self.manySeeds.map { simulation.run(GateClient(), seed: $0) }
        #expect(mean(results.map(\.throttledShare)) <= throttledShare)
        #expect(results.allSatisfy { Double($0.passed.count) >= 0.9 * simulation.free(within: $0.seconds) })
    }

    @Test func aQuotaOfOnesOwnIsUsedAsIfNothingAdapted() {
        for seed in Self.seeds {
            let slower = SharedQuotaSimulation(rows: 400).run(GateClient(), seed: seed)
            #expect(slower.throttled == 0)
            // The burst of 32 and then 8 a second, and the way of the last request.
            #expect(slower.seconds < 368.0 / 8 * 1.01 + 0.8)
            let whole = SharedQuotaSimulation(rows: 300).run(GateClient(rate: 10, burst: 40), seed: seed)
            #expect(whole.throttledShare <= 0.003)
            #expect(whole.seconds <= (260.0 / 10 + 0.4) * 1.02)
        }
    }

    /// Whoever asks for more than there is gets what there is.
    @Test(arguments: [(12.0, 12.0), (20, 20), (8, 20), (8, .infinity)])
    func aRateAboveTheQuotaComesDownToIt(_ rate: Double, _ maxRate: Double) {
        let simulation = SharedQuotaSimulation(rows: 600)
        let gate = worst(simulation) { GateClient(rate: rate, maxRate: maxRate, burst: 40) }
        #expect(gate.throttledShare <= 0.05)
        #expect(gate.used >= 0.95)
    }

    @Test func anUnlimitedRateFindsTheQuotaAfterTheFirstThrottles() {
        let simulation = SharedQuotaSimulation(outside: [(0, 5)], rows: 600)
        let gate = worst(simulation) { GateClient(rate: nil) }
        // 64 requests are in flight at the start, of which the burst lets 40 pass.
        #expect(gate.throttledShare <= 0.08)
        #expect(gate.used >= 0.95)
    }

    /// Whenever that is: a rate that was cut a moment before needs up to 17 s, and on the average half of it.
    private static let moments = [60.0, 64, 68, 72, 76]

    @Test(arguments: [8.0, 10])
    func theRateRecoversSoonOnceNobodyElseIsThere(_ rate: Double) {
        let delays = Self.moments.flatMap { moment in
            Self.seeds.map { seed in
                SharedQuotaSimulation(outside: [(0, 5), (moment, 0)], rows: 2_000, end: moment + 60)
                    .run(GateClient(rate: rate), seed: seed).delay(after: moment, to: 0.9 * rate)
            }
        }
        #expect(mean(delays) <= 10)
        #expect(delays.allSatisfy { $0 <= 18 })
    }

    @Test func theRateRisesSoonOnceTheQuotaDoes() {
        let delays = Self.moments.flatMap { moment in
            Self.seeds.map { seed in
                SharedQuotaSimulation(quota: 4, rows: 2_000, laterQuotas: [(moment, 10)], end: moment + 60)
                    .run(GateClient(), seed: seed).delay(after: moment, to: 7.2)
            }
        }
        #expect(mean(delays) <= 15)
        #expect(delays.allSatisfy { $0 <= 22 })
    }

    @Test(arguments: [10.0, 30, 60])
    func aDeploymentOfSomebodyElseIsGivenWayTo(_ period: Double) {
        let bursts = stride(from: period / 2, to: 400, by: period).map { (at: $0, count: 40) }
        let simulation = SharedQuotaSimulation(outsideBursts: bursts, rows: 800)
        let gate = worst(simulation) { GateClient(maxRate: 10) }
        #expect(gate.throttledShare <= 0.03)
        #expect(gate.used >= 0.9)
    }

    // MARK: Noise

    /// Some requests are refused whatever the rate is. A rate that is cut at each of them falls without end.
    ///
    /// Where the answers come soon, this is true of nearly each run; where they come late, of the mean.
    @Test(arguments: [0.01, 0.02, 0.05, 0.1], [0.004, 0.05, 0.4])
    func throttlesByChanceDoNotStarveARun(_ chance: Double, _ latency: Double) {
        for rows in [100, 300, 1_500] {
            let simulation = SharedQuotaSimulation(
                quota: 1e6,
                burst: 1e6,
                tokens: 1e6,
                rows: rows,
                chance: chance,
                latency: latency
            )
            let seeds = rows > 1_000 ? Self.seeds : 0..<40
            let goodputs = seeds.map { simulation.run(GateClient(rate: 10), seed: $0).goodput }
            let bar = 0.9 * 10 * (1 - chance)
            #expect(mean(goodputs) >= bar, "\(rows) rows")
            if latency < 0.1 { #expect(goodputs.count { $0 < bar } <= goodputs.count / 12, "\(rows) rows") }
        }
    }

    /// The same where the documented quota is there, too: making up for what was held back must not run into it.
    @Test(arguments: [0.02, 0.05, 0.1], [8.0, 10])
    func throttlesByChanceDoNotStarveARunAtItsQuota(_ chance: Double, _ rate: Double) {
        let simulation = SharedQuotaSimulation(rows: 300, chance: chance, latency: 0.05)
        let goodput = mean((0..<60).map { simulation.run(GateClient(rate: rate, burst: 40), seed: $0).goodput })
        #expect(goodput >= 0.9 * rate * (1 - chance))
    }

    @Test(arguments: [0.01, 0.05, 0.1], [1_000, 10_000])
    func throttlesByChanceSetNoRateWhereThereWasNone(_ chance: Double, _ rows: Int) {
        func simulation(_ chance: Double) -> SharedQuotaSimulation {
            SharedQuotaSimulation(
                quota: 1e9,
                burst: 1e9,
                tokens: 1e9,
                rows: rows,
                chance: chance,
                latency: 0.004
            )
        }
        let client = { GateClient(rate: nil) }
        let ratios = Self.seeds.map {
            simulation(chance).run(client(), seed: $0).goodput / simulation(0).run(client(), seed: $0).goodput
        }
        #expect(mean(ratios) >= 0.5)
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
