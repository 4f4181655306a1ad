import Pacing
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

    @Test func whatIsParkedIsNamedWithItsReason() {
        let reason = "profile a, eu-west-1 cannot be used: it has\\u{1B}expired"
        #expect(Wording.parked([parked[0]], 1, of: 1) == reason)
        #expect(Wording.parked([parked[0]], 1, of: 20) == "1 of 20 groups parked: \(reason)")
        #expect(Wording.parked(parked, 2, of: 2) == "all 2 groups parked, the first: \(reason)")
        #expect(Wording.parked(parked, 2, of: 20) == "2 of 20 groups parked, the first: \(reason)")
    }
}
