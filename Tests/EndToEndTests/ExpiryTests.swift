import Foundation
import Sandbox
import Testing

/// Credentials whose time is over long before the run is.
@Suite(.turns)
struct ExpiryTests {
    /// What the sandbox's credentials last: longer than a test, which lets that time pass without waiting for it.
    private static let lifetime = Duration.seconds(3600)
    private static let rowsOfAccount = 60
    private static let accounts = ["000000000001", "000000000002"]

    /// The profile `base` may assume the roles; `chained` does so in two steps.
    private static let profiles = """
        [profile base]
        aws_access_key_id = \(SandboxServer.accessKeyID())
        aws_secret_access_key = \(SandboxServer.secretAccessKey)
        [profile hop]
        role_arn = arn:aws:iam::000000000001:role/hop
        source_profile = base
        [profile chained]
        role_arn = arn:aws:iam::000000000002:role/chained
        source_profile = hop

        """
    private static let ofRows = "arn:aws:iam::000000000001:role/of-rows"

    /// - Parameter credentials: `profile,role_arn` of each account's rows.
    private static func manifest(_ credentials: [String]) -> String {
        var text = "profile,role_arn,api_id,integration_id,timeout_in_millis\n"
        for (index, cells) in credentials.enumerated() {
            for row in 1...rowsOfAccount {
                text += "\(cells),api000000\(index + 1),int\(String(10_000 + row).dropFirst()),1234\n"
            }
        }
        return text
    }

    private func withAccounts(
        lifetime: Duration = Self.lifetime,
        clockOffset: Duration = .zero,
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        let configuration = SandboxConfiguration(
            state: .generated(accounts: 2, apis: 1, integrations: Self.rowsOfAccount),
            credentials: SandboxCredentialRules(lifetime: lifetime),
            clockOffset: clockOffset
        )
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { try await body($0.withoutKeys(endpointURL: sandbox.url), sandbox) }
        }
    }

    private static func updates(of account: String, on sandbox: SandboxServer) -> Int {
        sandbox.statistics.updatesApplied.keys.count { $0.scope.account == account }
    }

    private func expectEveryRowUpdated(_ result: ChildProcess.Result, on sandbox: SandboxServer) {
        #expect(result.output.contains(": complete\n  120 updated\n  120 rows\n"))
        #expect(result.errors == "")
        #expect(result.ending == .exit(0))
        #expect(sandbox.statistics.repeatedUpdates == 0)
    }

    /// How often a role was assumed.
    private func sessions(of role: String, on sandbox: SandboxServer) -> Int {
        sandbox.requests.count {
            $0.operation == .assumeRole && $0.status == 200
                && String(decoding: $0.body, as: UTF8.self).contains("%2F\(role)&")
        }
    }

    // MARK: They can be had anew

    @Test func rolesAreAssumedAnewAheadOfTheEndOfTheirSessions() async throws {
        // By the program's clock each session lasts four to five seconds.
        try await withAccounts(lifetime: .seconds(20), clockOffset: .seconds(-15)) { bench, sandbox in
            try bench.writeHome(".aws/config", Self.profiles)
            try bench.write("rows.csv", Self.manifest(["base,\(Self.ofRows)", "chained,"]))
            let result = try await bench.run("apply", "rows.csv", "--rate", "15", "--burst", "1")
            expectEveryRowUpdated(result, on: sandbox)
            #expect(sandbox.requests.allSatisfy { $0.status == 200 })
            for role in ["of-rows", "chained", "hop"] {
                let count = sessions(of: role, on: sandbox)
                #expect((2...Self.rowsOfAccount / 4).contains(count), "\(role): \(count)")
            }
        }
    }

    @Test func rolesAreAssumedAnewWhenTheServiceCallsTheirSessionsExpired() async throws {
        try await withAccounts { bench, sandbox in
            try bench.writeHome(".aws/config", Self.profiles)
            try bench.write("rows.csv", Self.manifest(["base,\(Self.ofRows)", "chained,"]))
            let result = try await runPastTheEnd(bench, sandbox)
            expectEveryRowUpdated(result, on: sandbox)
            #expect(sandbox.requests.contains { $0.errorCode == "ExpiredTokenException" })
            for role in ["of-rows", "chained", "hop"] {
                let count = sessions(of: role, on: sandbox)
                #expect((3...8).contains(count), "\(role): \(count)")
            }
        }
    }

    @Test func aProgramAndAContainerAreAskedAnewWhenTheirCredentialsHaveExpired() async throws {
        try await withAccounts { bench, sandbox in
            var bench = bench
            bench.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "\(sandbox.url)/v2/credentials"
            let program = try CredentialProgram(on: sandbox, in: bench)
            let command = program.command(account: Self.accounts[1])
            try bench.writeHome(".aws/config", "[profile program]\ncredential_process = \(command)\n")
            try bench.write("rows.csv", Self.manifest([",", "program,"]))
            let result = try await runPastTheEnd(bench, sandbox)
            expectEveryRowUpdated(result, on: sandbox)
            #expect(sandbox.requests.contains { $0.errorCode == "ExpiredTokenException" })
            for path in ["/v2/credentials", "/v2/credentials/\(Self.accounts[1])"] {
                let count = sandbox.requests.count { $0.path == path }
                #expect((3...8).contains(count), "\(path): \(count)")
            }
        }
    }

    /// Runs `rows.csv`; twice meanwhile all credentials that were handed out expire.
    private func runPastTheEnd(_ bench: Workbench, _ sandbox: SandboxServer) async throws -> ChildProcess.Result {
        Self.holdUpdates(after: 20, on: sandbox)
        let child = try bench.start("apply", "rows.csv", "--rate", "50", "--burst", "1")
        for isLast in [false, true] {
            try await child.until { sandbox.heldCalls == Self.accounts.count }
            sandbox.moveClock(by: Self.lifetime)
            sandbox.lift(.hold)
            if !isLast { Self.holdUpdates(after: 20, on: sandbox) }
        }
        return try await bench.ended(child)
    }

    /// Each account's updates wait once that many more have come.
    private static func holdUpdates(after count: Int, on sandbox: SandboxServer) {
        for account in accounts {
            sandbox.add(SandboxRule(.hold, operation: .updateIntegration, subject: .account(account), after: count))
        }
    }

    // MARK: They cannot

    /// Where the second account's rows have their credentials from, until there are none any more.
    enum Source: CaseIterable {
        case staticProfile, roleOfStaticProfile, program

        var cells: String {
            self == .roleOfStaticProfile ? "second,arn:aws:iam::000000000002:role/of-rows" : "second,"
        }
    }

    @Test(arguments: Source.allCases)
    func theGroupIsParkedAndTheSameCommandFinishesItsRows(_ source: Source) async throws {
        try await withAccounts { bench, sandbox in
            let program = try CredentialProgram(on: sandbox, in: bench)
            let command = program.command(account: Self.accounts[1])
            func renew() async throws {
                if source == .program { return }
                let keys = try await program.staticProfile("second", account: Self.accounts[1])
                try bench.writeHome(".aws/credentials", keys)
            }
            try bench.writeHome(
                ".aws/config",
                Self.profiles + (source == .program ? "[profile second]\ncredential_process = \(command)\n" : "")
            )
            try await renew()
            try bench.write("rows.csv", Self.manifest(["base,", source.cells]))
            let arguments = ["apply", "rows.csv", "--rate", "50", "--burst", "1", "--report", "r.csv"]
            Self.holdUpdates(after: 10, on: sandbox)
            let child = try bench.start(arguments)
            try await child.until { sandbox.heldCalls == Self.accounts.count }
            if source == .program { try program.breaks() }
            sandbox.moveClock(by: Self.lifetime)
            sandbox.lift(.hold)
            let first = try await bench.ended(child)

            #expect(first.ending == .exit(1))
            #expect(first.output.contains(": stopped: 1 of 2 groups parked\n"))
            #expect(first.output.contains("\nNext: apigw-migrate apply rows.csv "))
            let rows = Table(try bench.data("r.csv")).rows
            for (profile, outcomes) in [("base", ["updated"]), ("second", ["updated", "pending"])] {
                let found = rows.filter { $0["profile"] == profile }
                #expect(Set(found.compactMap { $0["outcome"] }) == Set(outcomes))
                #expect(found.allSatisfy { $0["error_code"] == "" })
            }

            if source == .program { try program.works() }
            try await renew()
            let second = try await bench.run(arguments)
            expectEveryRowUpdated(second, on: sandbox)
        }
    }

    // MARK: Nothing is written

    @Test func aDryRunAssumesTheRolesAndSendsNoWrite() async throws {
        try await withAccounts { bench, sandbox in
            try bench.writeHome(".aws/config", Self.profiles)
            try bench.write("rows.csv", Self.manifest(["base,\(Self.ofRows)", "chained,"]))
            let result = try await bench.run("apply", "rows.csv", "--dry-run")
            #expect(result.output.contains("120 of 120 rows to change"))
            #expect(result.ending == .exit(0))
            #expect(["of-rows", "chained", "hop"].map { sessions(of: $0, on: sandbox) } == [1, 1, 1])
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
            #expect(sandbox.statistics.updatesReceived.isEmpty)
        }
    }
}
