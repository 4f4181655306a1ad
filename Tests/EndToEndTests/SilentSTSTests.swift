import Foundation
import Sandbox
import Testing

/// Five accounts, one of them with an STS that stops to answer after the first credentials.
@Suite(.turns)
struct SilentSTSTests {
    private static let accounts = (1...5).map { "00000000000\($0)" }
    private static let silent = accounts[4]
    private static let rowsOfAccount = 30
    private static let lifetime = Duration.seconds(600)

    private static func role(_ account: String) -> String { "arn:aws:iam::\(account):role/of-rows" }

    private static var manifest: String {
        var text = "role_arn,api_id,integration_id,timeout_in_millis\n"
        for (index, account) in accounts.enumerated() {
            for row in 1...rowsOfAccount {
                text += "\(role(account)),api000000\(index + 1),int\(String(10_000 + row).dropFirst()),1234\n"
            }
        }
        return text
    }

    private static func updates(_ account: String, on sandbox: SandboxServer) -> Int {
        sandbox.statistics.updatesApplied.keys.count { $0.scope.account == account }
    }

    /// No time-out of a request would end what the signal does not end: that takes longer than the test may.
    @Test func theOthersEndAndASignalEndsTheRunInThatMoment() async throws {
        let configuration = SandboxConfiguration(
            state: .generated(accounts: 5, apis: 1, integrations: Self.rowsOfAccount),
            hangLimit: .seconds(3600),
            credentials: SandboxCredentialRules(lifetime: Self.lifetime)
        )
        try await withSandbox(configuration) { sandbox in
            sandbox.add(SandboxRule(.silence, operation: .assumeRole, subject: .account(Self.silent), after: 1))
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ENDPOINT_URL"] = sandbox.url
                try bench.write("rows.csv", Self.manifest)
                sandbox.add(SandboxRule(.hold, operation: .updateIntegration, subject: .account(Self.silent), after: 3))
                let child = try bench.start(
                    [
                        "apply", "rows.csv", "--rate", "20", "--burst", "1", "--read-timeout", "3000", "--concurrency",
                        "16",
                    ]
                )
                try await child.until { sandbox.heldCalls == 1 }
                sandbox.moveClock(by: Self.lifetime)
                sandbox.lift(.hold)
                let others = Self.accounts.dropLast()
                try await child.until { others.allSatisfy { Self.updates($0, on: sandbox) == Self.rowsOfAccount } }
                #expect(Self.updates(Self.silent, on: sandbox) < Self.rowsOfAccount)
                child.signal(SIGINT)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(130))
                let done = Self.updates(Self.silent, on: sandbox)
                #expect(result.output.contains("\n  \(others.count * Self.rowsOfAccount + done) updated\n"))
                #expect(result.output.contains(" \(Self.rowsOfAccount - done) pending\n"))
                // Nobody has to put anything right: newer credentials were on their way.
                #expect(!result.output.contains("Parked"))
            }
        }
    }
}
