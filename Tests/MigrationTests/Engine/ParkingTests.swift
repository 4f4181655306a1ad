import AWSCore
import GRDB
import Sandbox
import Testing

@testable import Migration

/// Groups whose credentials are not accepted, among others whose are.
@Suite("Parking", .timeLimit(.minutes(10)))
struct ParkingTests {
    private static let accounts = (1...3).map { "00000000000\($0)" }
    private let state = SandboxState.generated(accounts: 3, apis: 2, integrations: 3)

    /// Every integration of every account, the profiles named after the accounts.
    private var manifest: String {
        var text = "profile,api_id,integration_id,timeout_in_millis\n"
        for (index, account) in Self.accounts.enumerated() {
            for api in 1...2 {
                for integration in 1...3 {
                    text += "\(account),api000000\(2 * index + api),int000\(integration),77\n"
                }
            }
        }
        return text
    }

    private func outcomes(of account: String, in run: EngineHarness) async throws -> [Outcome] {
        try await run.rows().filter { $0.credentials.profile == account }.map(\.outcome)
    }

    @Test(arguments: [false, true], [true, false])
    func aGroupThatIsRefusedLeavesTheOthersAloneAndGoesOnLater(asksIdentities: Bool, readsFirst: Bool) async throws {
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            var options = EngineOptions.unlimited
            options.readsFirst = readsFirst
            let secrets = SandboxSecrets(wrong: [Self.accounts[1]])
            let reason = try await run.run(options, secrets: secrets, asksIdentities: asksIdentities)
            #expect(reason?.word == "1 of 3 groups parked")
            #expect(try await outcomes(of: Self.accounts[0], in: run) == Array(repeating: .updated, count: 6))
            #expect(try await outcomes(of: Self.accounts[1], in: run) == Array(repeating: .pending, count: 6))
            #expect(try await outcomes(of: Self.accounts[2], in: run) == Array(repeating: .updated, count: 6))
            let code = asksIdentities ? "SignatureDoesNotMatch" : "InvalidSignatureException"
            #expect(try await run.parked() == [Self.accounts[1]: code])

            #expect(try await run.run(options, asksIdentities: asksIdentities) == nil)
            #expect(try await run.outcomes() == Array(repeating: .updated, count: 18))
            #expect(try await run.parked() == [:])
            #expect(sandbox.statistics.repeatedUpdates == 0)
        }
    }

    @Test func aGroupWithoutCredentialsIsParkedWithWhatTheirSourceSays() async throws {
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            let reason = try await run.run(secrets: SandboxSecrets(missing: [Self.accounts[0]]))
            guard case .parked(let parked, of: 3)? = reason else {
                Issue.record("the run ended with \(String(describing: reason))")
                return
            }
            #expect(parked.map(\.code) == ["CredentialsUnavailable"])
            #expect(parked.map(\.reason) == ["the login is over: log in again"])
            #expect(try await run.outcomes().filter { $0 == .updated }.count == 12)
        }
    }

    @Test(arguments: [false, true])
    func whenEveryGroupIsRefusedTheRunSaysSoAndBurnsNoRow(asksIdentities: Bool) async throws {
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            let reason = try await run.run(
                secrets: SandboxSecrets(wrong: Set(Self.accounts)),
                asksIdentities: asksIdentities
            )
            #expect(reason?.word == "credentials refused")
            #expect(try await run.outcomes() == Array(repeating: .pending, count: 18))
            #expect(try await run.parked().count == 3)
            if asksIdentities { #expect(sandbox.statistics.calls == [:]) }
        }
    }

    @Test func credentialsThatExpireInTheMiddleParkTheGroupAndKeepWhatWasDone() async throws {
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            let transport = try Expiring(account: Self.accounts[1], after: 3)
            let reason = try await run.run(concurrency: 1, transport: transport)
            #expect(reason?.word == "1 of 3 groups parked")
            let outcomes = try await outcomes(of: Self.accounts[1], in: run)
            #expect(outcomes.contains(.updated))
            #expect(outcomes.contains(.pending))
            #expect(!outcomes.contains(.failed))
            #expect(try await run.parked() == [Self.accounts[1]: "ExpiredTokenException"])
            // Rows that were leased and not sent are as if nothing had been.
            let checkpoint = try await Checkpoint.open(path: run.path)
            let leased = try await checkpoint.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM rows WHERE state = 1")
            }
            #expect(leased == 0)
            try await checkpoint.close()

            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == Array(repeating: .updated, count: 18))
            #expect(sandbox.statistics.repeatedUpdates == 0)
        }
    }

    @Test(arguments: [
        (["ExpiredToken"], 2, "1 of 2 groups parked"),
        (["CredentialsUnavailable", "AccountUnknown"], 2, "no credentials"),
        (["AccountUnknown"], 1, "account unknown"),
        (["CredentialsUnavailable", "ExpiredToken"], 2, "credentials refused"),
        (["CredentialsUnreachable", "CredentialsUnreachable"], 2, "credentials unreachable"),
    ])
    func theCheckpointsWordSaysWhatIsToBePutRight(_ codes: [String], _ total: Int, _ word: String) {
        #expect(StopReason.parked(codes.map { Parking(code: $0, reason: "") }, of: total).word == word)
    }

    @Test func aDryRunParksToo() async throws {
        try await withSandbox(.init(state: state)) { sandbox in
            let run = try await EngineHarness(manifest, url: sandbox.url)
            var options = EngineOptions.unlimited
            options.isDryRun = true
            let reason = try await run.run(options, secrets: SandboxSecrets(wrong: [Self.accounts[2]]))
            #expect(reason?.word == "1 of 3 groups parked")
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }
}
