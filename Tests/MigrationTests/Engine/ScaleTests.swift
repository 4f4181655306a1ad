import AWSCore
import Foundation
import Pacing
import Testing

@testable import Migration

/// Hundreds and thousands of groups in one run.
@Suite("Scale", .timeLimit(.minutes(10)))
struct ScaleTests {
    /// Groups of one API each, and behind all of them one with many APIs.
    private func manifest(groups: Int, rows: Int, longAPIs: Int) -> String {
        var text = "profile,api_id,integration_id,timeout_in_millis\n"
        for group in 1...groups {
            for row in 1...rows { text += "p\(group),g\(group)-a,i\(row),77\n" }
        }
        for api in 1...longAPIs {
            for row in 1...rows { text += "long,long-a\(api),i\(row),77\n" }
        }
        return text
    }

    @Test func aLongGroupBehindHundredsOfShortOnesDoesNotWaitForThem() async throws {
        let run = try await EngineHarness(manifest(groups: 400, rows: 3, longAPIs: 20), url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 3)
        #expect(try await run.run(concurrency: 16, transport: service) == nil)
        #expect(try await run.outcomes() == Array(repeating: .updated, count: 420 * 3))
        let long = try #require(service.span(of: "long"))
        // It is the longest, so it begins among the first, and it has its turns while others have theirs: with all groups
        // in the queue it would have had one call of four hundred.
        #expect(long.first < service.calls / 10)
        #expect(long.last < service.calls * 9 / 10)
    }

    @Test func rolesOfOneAccountAndRegionShareItsQuota() async throws {
        let role = "arn:aws:iam::111122223333:role/"
        let manifest = """
            role_arn,api_id,integration_id,timeout_in_millis
            \(role)Deploy,a,i1,77
            \(role)Repair,b,i1,77

            """
        let run = try await EngineHarness(manifest, url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 1)
        // One token, and the next one in an hour.
        var options = EngineOptions()
        options.readsFirst = false
        options.rate = 1.0 / 3600
        options.burst = 1
        let reason = try await run.run(options, transport: service) { control, tally in
            while tally.counts[.updated] == 0 { await Task.yield() }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
        #expect(service.calls == 1)
    }

    /// With `APIGW_MIGRATE_TEST_GROUPS=3000` it tells how long a run takes beside its longest group alone.
    @Test(.enabled(if: ScaleTests.groups > 0))
    func thousandsOfGroupsTakeAboutAsLongAsTheLongestOne() async throws {
        var options = EngineOptions()
        options.rate = 20
        let alone = try await time(manifest(groups: 1, rows: 6, longAPIs: 100), options, latency: .milliseconds(100))
        let all = try await time(
            manifest(groups: Self.groups, rows: 6, longAPIs: 100),
            options,
            latency: .milliseconds(100)
        )
        print("\(Self.groups) groups beside the longest: \(all), alone: \(alone), ratio \(all / alone)")
    }

    /// The same for four times as many groups as for a quarter of them: nothing is done for each of them again and again.
    @Test(.enabled(if: ScaleTests.groups > 0))
    func aGroupCostsTheSameAmongFewAndAmongMany() async throws {
        let few = Self.groups / 4
        let small = try await time(manifest(groups: few, rows: 3, longAPIs: 1), .unlimited, latency: .zero)
        let large = try await time(manifest(groups: 4 * few, rows: 3, longAPIs: 1), .unlimited, latency: .zero)
        print("\(few) groups: \(small), four times as many: \(large), ratio of one \(large / small / 4)")
    }

    private func time(_ manifest: String, _ options: EngineOptions, latency: Duration) async throws -> Duration {
        let run = try await EngineHarness(manifest, url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 6, latency: latency)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await run.run(options, concurrency: 64, timing: .system, transport: service) == nil)
        return clock.now - start
    }

    private static let groups = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_GROUPS"].flatMap(Int.init) ?? 0
}
