import Foundation
import Sandbox
import Testing

/// One of twenty accounts does not accept its credentials.
@Suite(.turns)
struct ParkingTests {
    private static let accounts = (1...20).map { String(String(1_000_000_000_000 + $0).dropFirst()) }
    private static let refused = accounts[6]

    /// Two integrations in each account, the profiles named after the accounts.
    private static let manifest = accounts.enumerated().reduce("profile,api_id,integration_id,timeout_in_millis\n") {
        text,
        account in
        let api = "api" + String(10_000_001 + account.offset).dropFirst()
        return text + "team-\(account.element),\(api),int0001,1234\nteam-\(account.element),\(api),int0002,1234\n"
    }

    private static func credentials(refusing refused: Set<String> = []) -> String {
        accounts.reduce("") { text, account in
            let secret = refused.contains(account) ? "not-the-secret" : SandboxServer.secretAccessKey
            return text + """
                [team-\(account)]
                aws_access_key_id = \(SandboxServer.accessKeyID(account: account))
                aws_secret_access_key = \(secret)

                """
        }
    }

    private func withAccounts(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        let state = SandboxState.generated(accounts: 20, apis: 1, integrations: 2)
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
                bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
                try bench.write("rows.csv", Self.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    private static let refusal =
        "GetCallerIdentity: SignatureDoesNotMatch (HTTP 403): The request signature we calculated does not match the "
        + "signature you provided. Check your AWS Secret Access Key and signing method. Consult the service "
        + "documentation for details. [request id ID]"

    private func withoutRequestIDs(_ text: String) -> String {
        text.replacing(/request id [0-9a-f-]{36}/, with: "request id ID")
    }

    @Test func theOthersAreDoneAndTheSameCommandDoesTheRestOnceItIsFixed() async throws {
        try await withAccounts { bench, sandbox in
            try bench.writeHome(".aws/credentials", Self.credentials(refusing: [Self.refused]))
            let first = try await bench.run("apply", "rows.csv", "--report", "r.csv", "--report", "r.txt", on: sandbox)
            let command =
                "apigw-migrate apply rows.csv --report r.csv --report r.txt --endpoint-url URL --rate unlimited"
            let parked = """
                Parked: nothing more is sent for these groups, and their rows are pending.
                  \(Self.refusal)
                    2 rows of profile team-\(Self.refused), us-east-1

                """
            let note = """
                An update is not live on a stage without auto-deploy until a deployment is made \
                (aws apigatewayv2 create-deployment).

                """
            let summary = """
                Run RUN of rows.csv: stopped: 1 of 20 groups parked
                  38 updated
                   2 pending
                  40 rows

                57 calls in TIME

                \(parked)Once that is put right, the command below goes on with these rows.

                \(note)
                Report: r.csv
                Report: r.txt

                Back: apigw-migrate rollback rows.csv.checkpoint --endpoint-url URL --rate unlimited
                Next: \(command)

                """
            let errors = """
                Not using profile team-\(Self.refused), 2 rows stay pending: \(Self.refusal.prefix(160))…
                apigw-migrate: 1 of 20 groups parked: profile team-\(Self.refused), us-east-1 cannot be used: \(Self.refusal)

                """
            #expect(withoutRequestIDs(first.output) == summary)
            #expect(withoutRequestIDs(first.errors) == errors)
            #expect(first.ending == .exit(1))
            let rows = Table(try bench.data("r.csv"))
            #expect(rows.counts("outcome") == ["updated": 38, "pending": 2])
            let pending = rows.rows.filter { $0["outcome"] == "pending" }
            #expect(pending.allSatisfy { $0["profile"] == "team-\(Self.refused)" && $0["error_code"] == "" })
            let text = withoutRequestIDs(try bench.text("r.txt")).replacing(sandbox.url, with: "URL")
            #expect(
                text.contains("\(parked)Once that is put right, the same command goes on with these rows: \(command)\n")
            )

            let status = try await bench.run("status", "rows.csv.checkpoint", on: nil)
            #expect(status.output.contains(" stopped: 1 of 20 groups parked\n"))
            #expect(withoutRequestIDs(status.output).contains(parked))
            #expect(status.output.replacing(sandbox.url, with: "URL").hasSuffix("\nNext: \(command)\n"))

            try bench.writeHome(".aws/credentials", Self.credentials())
            let second = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(second.output.hasPrefix("Run RUN of rows.csv: complete\n  40 updated\n  40 rows\n"))
            #expect(!second.output.contains("Parked"))
            #expect(second.errors == "")
            #expect(second.ending == .exit(0))
            #expect(sandbox.statistics.repeatedUpdates == 0)
            #expect(sandbox.statistics.updatesApplied.count == 40)
        }
    }

    @Test func aGroupThatIsTheOnlyOneLeftIsAMatterOfCredentials() async throws {
        try await withAccounts { bench, sandbox in
            try bench.writeHome(".aws/credentials", Self.credentials(refusing: [Self.refused]))
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(1))
            let again = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(again.ending == .exit(77))
            #expect(
                again.output.hasPrefix(
                    "Run RUN of rows.csv: stopped: credentials refused\n  38 updated\n   2 pending\n"
                )
            )
        }
    }

    @Test func anOutageOfSTSIsNoRefusal() async throws {
        try await withAccounts { bench, sandbox in
            var bench = bench
            bench.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1"
            try bench.writeHome(".aws/credentials", Self.credentials())
            let role = "role_arn = arn:aws:iam::111122223333:role/worker\nsource_profile = team-\(Self.accounts[0])\n"
            try bench.writeHome(".aws/config", "[profile worker]\n\(role)")
            try bench.write(
                "role.csv",
                "profile,api_id,integration_id,timeout_in_millis\nworker,api0000001,int0001,1234\n"
            )
            let run = try await bench.run("apply", "role.csv", on: sandbox)
            #expect(run.ending == .exit(75))
            #expect(run.output.hasPrefix("Run RUN of role.csv: stopped: credentials unreachable\n"))
            #expect(sandbox.statistics.totalCalls == 0)
        }
    }

    @Test func aProfileWithoutKeysIsParkedAndAnUnknownOneIsAMistake() async throws {
        try await withAccounts { bench, sandbox in
            let without = Self.credentials().replacing(
                "[team-\(Self.refused)]\naws_access_key_id",
                with: "[team-\(Self.refused)]\nregion = us-east-1\n[other]\naws_access_key_id"
            )
            try bench.writeHome(".aws/credentials", without)
            let run = try await bench.run("apply", "rows.csv", "--output", "json", on: sandbox)
            #expect(run.ending == .exit(1))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            let parked = try #require((object["summary"] as? [String: Any])?["parked"] as? [[String: Any]])
            #expect(parked.map { $0["profile"] as? String } == ["team-\(Self.refused)"])
            #expect(parked.map { $0["pending"] as? Int } == [2])
            #expect(parked.map { $0["error_code"] as? String } == ["CredentialsUnavailable"])
            let message = try #require(parked.first?["error_message"] as? String)
            #expect(message.hasPrefix("no credentials: "))
            #expect((object["next"] as? String)?.hasPrefix("apigw-migrate apply rows.csv ") == true)

            try bench.write("other.csv", Self.manifest + "nobody,api0000001,int0001,1234\n")
            let calls = sandbox.statistics.totalCalls
            let mistake = try await bench.run("apply", "other.csv", on: sandbox)
            #expect(mistake.ending == .exit(65))
            #expect(mistake.errors.contains("other.csv:"))
            #expect(mistake.errors.contains("\"nobody\""))
            #expect(sandbox.statistics.totalCalls == calls)
        }
    }

    @Test func whoeverRunsItWithoutWritingLearnsItToo() async throws {
        try await withAccounts { bench, sandbox in
            try bench.writeHome(".aws/credentials", Self.credentials(refusing: [Self.refused]))
            let result = try await bench.run("apply", "rows.csv", "--dry-run", on: sandbox)
            #expect(result.ending == .exit(1))
            #expect(result.output.contains("38 of 40 rows to change"))
            #expect(result.output.contains("\n38 to change, 2 not looked at, "))
            #expect(
                result.output.hasSuffix(
                    "\nNext: apigw-migrate apply rows.csv --dry-run --endpoint-url URL --rate unlimited\n"
                )
            )
        }
    }
}
