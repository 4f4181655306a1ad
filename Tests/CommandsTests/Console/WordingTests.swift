import Pacing
import TestSupport
import Testing

@testable import Commands
@testable import Migration

@Suite struct WordingTests {
    private let parked = ["a", "b"].map { profile in
        MigrationGroup(
            id: 1,
            credentials: CredentialSet(profile: profile),
            region: "eu-west-1",
            openRows: 1,
            parking: Parking(code: "ExpiredToken", reason: "it has\u{1B}expired")
        )
    }

    @Test func whoseCredentialsAreWaitedForIsSaid() {
        let sets = (1...5).map { CredentialSet(profile: "p\($0)") }
        #expect(Wording.waiting(for: [sets[0]], of: 2) == "waiting for the credentials of profile p1 (1 of 2)")
        #expect(
            Wording.waiting(for: sets, of: 9)
                == "waiting for the credentials of profile p1, profile p2, profile p3 and 2 more (5 of 9)"
        )
    }

    /// It said that a group waits for the quota when the service refused more.
    @Test(.timeLimit(.minutes(10))) func aGroupThatIsThrottledIsSaidToBe() async throws {
        // On a clock that stands still: the rate that is left to a group depends on when it was throttled.
        let gate = RequestGate(concurrency: 8, timing: ManualClock().timing)
        let slow = (0..<2).map { _ in gate.makeGroup(rate: 1, burst: 1) }
        let paced = gate.makeGroup(rate: 0.01, burst: 1)
        var waiters: [Task<Void, Never>] = []
        func wait(in group: RequestGate.Group) async {
            waiters.append(Task { _ = try? await gate.acquire(group) })
            while gate.waiting(in: group) == 0 { await Task.yield() }
        }
        // A request that is not answered for long was nothing that is told.
        let permit = try await gate.acquire(paced)
        #expect(Wording.waiting(ofAll: gate.snapshot()) == ["1 waiting for an answer"])
        gate.release(permit)
        #expect(Wording.waiting(ofAll: gate.snapshot()) == [])
        await wait(in: paced)
        #expect(Wording.waiting(ofAll: gate.snapshot()) == Wording.waiting(gate.snapshot()))
        #expect(Wording.waiting(gate.snapshot()) == ["1 waiting for the next token of their rate"])
        for (index, group) in slow.enumerated() {
            gate.release(try await gate.acquire(group), after: .throttled)
            await wait(in: group)
            let said = index == 0 ? "throttled, sending 0.8/s" : "2 groups throttled, sending 0.8/s each"
            #expect(Wording.waiting(gate.snapshot()) == [said, "1 waiting for the next token of their rate"])
        }
        gate.drain()
        for waiter in waiters { await waiter.value }
    }

    @Test func whatIsParkedIsNamedWithItsReason() {
        let reason = "profile a, eu-west-1 cannot be used: it has\\u{1B}expired"
        #expect(Wording.parked([parked[0]], 1, of: 1) == reason)
        #expect(Wording.parked([parked[0]], 1, of: 20) == "1 of 20 groups parked: \(reason)")
        #expect(Wording.parked(parked, 2, of: 2) == "all 2 groups parked, the first: \(reason)")
        #expect(Wording.parked(parked, 2, of: 20) == "2 of 20 groups parked, the first: \(reason)")
    }
}
