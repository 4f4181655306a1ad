import AWSCore
import Foundation
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
        let run = try await EngineHarness(manifest(groups: 400, rows: 3, longAPIs: 50), url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 3)
        #expect(try await run.run(concurrency: 16, transport: service) == nil)
        #expect(try await run.outcomes() == Array(repeating: .updated, count: 450 * 3))
        let long = try #require(service.span(of: "long"))
        // It is the longest, so it begins first, and it has its turns while others have theirs: with all groups in the
        // queue it would have had one call of four hundred.
        #expect(long.first == 1)
        #expect(long.last < service.calls)
        #expect(service.mostUnderWay < 100)
    }

    /// With `APIGW_MIGRATE_TEST_GROUPS=3000` it tells how long a run takes beside its longest group alone.
    @Test(.enabled(if: ScaleTests.groups > 0))
    func thousandsOfGroupsTakeAboutAsLongAsTheLongestOne() async throws {
        let clock = ContinuousClock()
        var options = EngineOptions()
        options.rate = 20
        var times: [Duration] = []
        for groups in [1, Self.groups] {
            let run = try await EngineHarness(
                manifest(groups: groups, rows: 6, longAPIs: 100),
                url: "http://127.0.0.1:1"
            )
            let service = InstantService(integrations: 6, latency: .milliseconds(100))
            let start = clock.now
            #expect(try await run.run(options, concurrency: 64, timing: .system, transport: service) == nil)
            times.append(clock.now - start)
            let long = try #require(service.span(of: "long"))
            print(
                "\(groups + 1) groups: \(times[times.count - 1]), \(service.calls) calls, long group \(long), "
                    + "\(service.mostUnderWay) under way"
            )
        }
        print("ratio: \(times[1] / times[0])")
    }

    private static let groups = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_GROUPS"].flatMap(Int.init) ?? 0
}
