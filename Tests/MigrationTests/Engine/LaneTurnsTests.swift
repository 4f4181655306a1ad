import AWSCore
import Sandbox
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10)))
struct LaneTurnsTests {
    @Test func anAPIIsOneLanesAtATimeAndOthersAreFree() async throws {
        let turns = LaneTurns()
        #expect(turns.enterAtOnce("a"))
        #expect(!turns.enterAtOnce("a"))
        #expect(turns.enterAtOnce("b"))
        async let next: Void = turns.enter("a")
        turns.leave("a")
        try await next
        #expect(!turns.enterAtOnce("a"))
        turns.leave("a")
        #expect(turns.enterAtOnce("a"))
    }

    @Test func whoIsCancelledWaitsNoLongerAndTakesNobodysTurn() async throws {
        let turns = LaneTurns()
        #expect(turns.enterAtOnce("a"))
        let waiting = Task { try await turns.enter("a") }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        turns.leave("a")
        #expect(turns.enterAtOnce("a"))
    }

    private static let manifest = """
        role_arn,api_id,integration_id,timeout_in_millis
        arn:aws:iam::111122223333:role/X,a,i1,77
        arn:aws:iam::111122223333:role/X,a,i2,77
        arn:aws:iam::111122223333:role/Y,a,i3,77
        arn:aws:iam::111122223333:role/Y,a,i4,77

        """

    @Test(arguments: [1, 16])
    func lanesOfOneAPIInTwoGroupsNeverWriteAtTheSameTime(concurrency: Int) async throws {
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 4)
        #expect(try await run.run(concurrency: concurrency, transport: service) == nil)
        #expect(try await run.outcomes() == Array(repeating: .updated, count: 4))
        #expect(service.mostInFlight == 1)
    }

    @Test(arguments: [false, true])
    func whoWaitsForAnAPIEndsWhenTheRunIsStopped(isAborted: Bool) async throws {
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let service = InstantService(integrations: 4, holdingFrom: 1)
        let reason = try await run.run(transport: service) { control, _ in
            while service.calls == 0 { await Task.yield() }
            control.stop(.signal(2))
            if isAborted { control.abort() }
            service.release()
        }
        #expect(reason?.word == "interrupted")
        #expect(try await run.outcomes().contains(.pending))
        #expect(try await run.run(transport: service) == nil)
        #expect(try await run.outcomes() == Array(repeating: .updated, count: 4))
    }

    @Test func aParkedGroupLeavesTheAPIToTheOther() async throws {
        let manifest = """
            profile,role_arn,api_id,integration_id,timeout_in_millis
            000000000001,arn:aws:iam::111122223333:role/X,a,i1,77
            000000000001,arn:aws:iam::111122223333:role/X,a,i2,77
            000000000002,arn:aws:iam::111122223333:role/Y,a,i3,77

            """
        let run = try await EngineHarness(manifest, url: "http://127.0.0.1:1")
        let key = SandboxServer.accessKeyID(account: "000000000001")
        let service = InstantService(integrations: 3, refusedKey: key)
        #expect(try await run.run(transport: service)?.word == "1 of 2 groups parked")
        #expect(try await run.outcomes() == [.pending, .pending, .updated])
        #expect(service.mostInFlight == 1)
    }
}
