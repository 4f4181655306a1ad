import Testing

@testable import Sandbox

@Suite struct LedgerTests {
    private static let scope = SandboxScope.first
    private static let other = SandboxScope(account: "000000000002", region: "us-east-1")

    private func call(
        _ operation: SandboxOperation = .updateIntegration,
        api: String = "a",
        integration: String = "i",
        scope: SandboxScope = Self.scope
    ) -> SandboxRequest {
        SandboxRequest(
            time: 0,
            method: "PATCH",
            path: "/",
            scope: scope,
            operation: operation,
            apiID: api,
            integrationID: integration,
            isApplied: true,
            body: []
        )
    }

    private func ledger(
        quota: SandboxConfiguration.Quota? = nil,
        faults: [SandboxFault: Double] = [:],
        seed: UInt64 = 0
    ) -> Ledger {
        Ledger(SandboxConfiguration(state: SandboxState(), quota: quota, faults: faults, seed: seed))
    }

    /// What became of a call: `throttled`, `conflict`, a fault's name or `good`.
    private func outcome(_ admission: Ledger.Admission) -> String {
        switch admission {
        case .throttled: "throttled"
        case .conflict: "conflict"
        case .forbidden: "forbidden"
        case .silent: "silent"
        case .held: "held"
        case .admitted(let fault, _): fault?.rawValue ?? "good"
        }
    }

    @Test func aSecondWriteToAnAPIConflictsUntilTheFirstHasEnded() {
        let ledger = ledger()
        let first = call(integration: "i1")
        let second = call(integration: "i2")
        #expect(outcome(ledger.admit(first, caller: nil, scope: Self.scope, now: 0)) == "good")
        #expect(outcome(ledger.admit(second, caller: nil, scope: Self.scope, now: 0)) == "conflict")
        #expect(outcome(ledger.admit(call(api: "b"), caller: nil, scope: Self.scope, now: 0)) == "good")
        #expect(outcome(ledger.admit(call(.getIntegrations), caller: nil, scope: Self.scope, now: 0)) == "good")
        ledger.end(first)
        #expect(outcome(ledger.admit(second, caller: nil, scope: Self.scope, now: 0)) == "good")
        #expect(ledger.statistics.conflicts == 1)
        #expect(ledger.statistics.maximumConcurrentWrites == ["a": 2, "b": 1])
        #expect(ledger.statistics.maximumConcurrentCalls == 3)
    }

    @Test func everyAccountAndRegionHasAQuotaOfItsOwn() {
        let ledger = ledger(quota: .init(rate: 1, burst: 2))
        let read = call(.getAPI)
        let outcomes = (0..<3).map { _ in outcome(ledger.admit(read, caller: nil, scope: Self.scope, now: 0)) }
        #expect(outcomes == ["good", "good", "throttled"])
        #expect(outcome(ledger.admit(read, caller: nil, scope: Self.other, now: 0)) == "good")
        #expect(outcome(ledger.admit(read, caller: nil, scope: Self.scope, now: 1)) == "good")
        #expect(ledger.statistics.throttled == 1)
        #expect(ledger.statistics.calls == [.getAPI: 5])
    }

    @Test func aBucketGivesItsBurstAndThenItsRate() {
        var bucket = TokenBucket(.service, now: 100)
        var granted = 0
        for step in 0...1000 where bucket.take(now: 100 + Double(step) / 100) { granted += 1 }
        #expect(granted == 140)
    }

    @Test func plannedFaultsStrikeTheCallsTheyNameAndNoOthers() {
        let ledger = ledger()
        ledger.plan(.resetAfter, operation: .updateIntegration, integrationID: "i2", times: 2)
        let outcomes = ["i1", "i2", "i2", "i2"].map { id in
            let call = call(integration: id)
            defer { ledger.end(call) }
            return outcome(ledger.admit(call, caller: nil, scope: Self.scope, now: 0))
        }
        #expect(outcomes == ["good", "resetAfter", "resetAfter", "good"])
        #expect(ledger.statistics.faults == [.resetAfter: 2])
    }

    @Test func theSameSeedMakesTheSameFaults() {
        func outcomes(seed: UInt64) -> [String] {
            let ledger = ledger(faults: [.status500: 0.25, .hang: 0.25], seed: seed)
            return (0..<64).map { _ in outcome(ledger.admit(call(.getAPI), caller: nil, scope: Self.scope, now: 0)) }
        }
        #expect(outcomes(seed: 1) == outcomes(seed: 1))
        #expect(outcomes(seed: 1) != outcomes(seed: 2))
        #expect(Set(outcomes(seed: 1)) == ["good", "status500", "hang"])
    }

    /// The first numbers of the reference implementation for the seed 1234567.
    @Test func theGeneratorIsSplitMix64() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test func countsUpdatesByIntegration() {
        let ledger = ledger()
        for _ in 0..<3 {
            _ = ledger.admit(call(), caller: nil, scope: Self.scope, now: 0)
            ledger.end(call())
        }
        let target = SandboxStatistics.Target(apiID: "a", integrationID: "i")
        #expect(ledger.statistics.updatesApplied == [target: 3])
        #expect(ledger.statistics.repeatedUpdates == 2)
    }
}
