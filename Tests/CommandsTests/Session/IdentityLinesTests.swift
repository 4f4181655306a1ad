import AWSCore
import Testing

@testable import Commands
@testable import Migration

@Suite struct IdentityLinesTests {
    private let lines = IdentityLines(now: 1_795_453_380)

    private func found(
        _ profile: String,
        role: String? = nil,
        rows: Int = 1,
        _ finding: Identification.Finding
    ) -> Identification {
        let credentials = CredentialSet(profile: profile, roleARN: role)
        let group = MigrationGroup(id: 1, credentials: credentials, region: "eu-west-1", openRows: rows)
        return Identification(credentials: credentials, finding: finding, groups: [group])
    }

    private func known(_ account: String, expiresIn seconds: Double) -> Identification.Finding {
        known(account, .at(seconds + lines.now))
    }

    private func known(_ account: String, _ expiry: Identity.Expiry = .never) -> Identification.Finding {
        let caller = CallerIdentity(account: account, arn: "arn:aws:iam::\(account):user/jane", userID: "AIDA")
        return .known(Identity(caller: caller, expiry: expiry))
    }

    @Test(arguments: [
        (-5, "expired"), (59, "expires in 59 s"), (3540, "expires in 59 min"),
        (26_000, "expires in 7 h 13 min"), (.infinity, "expires in 8784 h 0 min"),
    ])
    func aSetThatWorksHasAccountPrincipalAndExpiry(_ seconds: Double, _ expiry: String) {
        #expect(
            lines.lines([found("prod", known("111122223333", expiresIn: seconds))])
                == ["Using profile prod: account 111122223333, arn:aws:iam::111122223333:user/jane, \(expiry)"]
        )
    }

    @Test func whatNeedsAttentionComesFirst() {
        let role = "arn:aws:iam::444455556666:role/Deploy"
        let all = [
            found("", known("1")), found("env", known("3", .unknown)), found("soon", known("2", expiresIn: 300)),
            found("base", role: role, .unknown(reason: "no STS")), found("silent", .unknown(reason: "no STS")),
            found("old", rows: 12, .parked(Parking(code: "ExpiredToken", reason: "it has\nexpired"))),
        ]
        #expect(
            lines.lines(all) == [
                "Not using profile old, 12 rows stay pending: it has\\nexpired",
                "Using role \(role) (through profile base): account 444455556666 by its ARN (no STS)",
                "Using profile silent: account unknown (no STS)",
                "Using profile soon: account 2, arn:aws:iam::2:user/jane, expires in 5 min",
                "Using profile env: account 3, arn:aws:iam::3:user/jane, temporary, expiry unknown",
                "Using the default credentials: account 1, arn:aws:iam::1:user/jane, no expiry",
            ]
        )
    }

    @Test func manySetsWithoutAnAccountAreOneLine() {
        let good = (1...5).map { found("p\($0)", known("\($0)")) }
        let silent = (1...40).map { found("s\($0)", .unknown(reason: "no STS in region \($0)")) }
        let parked = found("old", rows: 12, .parked(Parking(code: "ExpiredToken", reason: "expired")))
        let shown = lines.lines(good + silent + [parked])
        #expect(
            shown.prefix(2) == [
                "Not using profile old, 12 rows stay pending: expired",
                "Using 40 sets of credentials: account unknown (profile s1, profile s2, profile s3, …; "
                    + "the first: no STS in region 1)",
            ]
        )
        #expect(shown.count == 7)
        let roles = (1...4).map {
            found("", role: "arn:aws:iam::00000000000\($0):role/Deploy", .unknown(reason: "no STS"))
        }
        #expect(lines.lines(silent + roles).count == 2)
        #expect(
            lines.lines(silent + roles).contains {
                $0.hasPrefix("Using 4 sets of credentials: accounts by their ARNs (")
            }
        )
    }

    @Test func hundredsOfSetsAreTwentyLinesAndACount() {
        let parking = Parking(code: "ExpiredToken", reason: "expired")
        let good = (1...300).map { found("p\($0)", known("1")) }
        #expect(lines.lines(good).count == 21)
        #expect(lines.lines(good).last == "… and 280 more")
        let bad = (1...30).map { found("q\($0)", .parked(parking)) }
        #expect(lines.lines(good + bad).last == "… and 310 more, 10 of them not used")
        #expect(lines.lines(good + bad).prefix(20).allSatisfy { $0.hasPrefix("Not using ") })
    }
}
