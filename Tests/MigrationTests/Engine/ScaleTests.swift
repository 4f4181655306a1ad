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
}
