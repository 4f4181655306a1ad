import Foundation
import Sandbox
import Testing

/// Whose credentials a run uses is said before it sends anything.
@Suite(.turns)
struct IdentityTests {
    private static let task = Timeouts(apis: 1, integrations: 2)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test(arguments: [[], ["--dry-run"]])
    func accountPrincipalAndExpiryAreShown(_ options: [String]) async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.start(["apply", "rows.csv"] + options, on: sandbox).end()
            let line = "account 000000000001, arn:aws:iam::000000000001:user/sandbox, no expiry"
            #expect(result.errors.withoutProgress == "Using the default credentials: \(line)\n")
            #expect(result.ending == .exit(0))
            #expect(sandbox.statistics.calls[.getCallerIdentity] == 1)
        }
    }

    @Test func unsignedRequestsHaveNobodyBehindThem() async throws {
        let configuration = SandboxConfiguration(state: Self.task.state, checksSignatures: false)
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                let result = try await bench.start(["apply", "rows.csv", "--no-sign-request"], on: sandbox).end()
                #expect(result.errors.withoutProgress == "")
                #expect(result.ending == .exit(0))
                #expect(sandbox.statistics.calls[.getCallerIdentity] == nil)
            }
        }
    }

    @Test func whereNobodyAnswersForSTSTheRunGoesOnAndSaysSo() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            bench.environment["AWS_ENDPOINT_URL_APIGATEWAYV2"] = sandbox.url
            bench.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1"
            let result = try await bench.start(["apply", "rows.csv"]).end()
            let start =
                "Using the default credentials: account unknown (GetCallerIdentity: could not connect (127.0.0.1:1): "
            #expect(result.errors.withoutProgress.hasPrefix(start))
            #expect(result.errors.withoutProgress.hasSuffix("[2 tries])\n"))
            #expect(result.ending == .exit(0))
        }
    }

    @Test func rowsThatNameTheirAccountWaitUntilItIsKnown() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            let guarded = "api_id,integration_id,timeout_in_millis,account_id\napi0000001,int0001,77,000000000001\n"
            try bench.write("guarded.csv", guarded)
            bench.environment["AWS_ENDPOINT_URL_APIGATEWAYV2"] = sandbox.url
            bench.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1"
            let result = try await bench.run("apply", "guarded.csv")
            #expect(result.ending == .exit(75))
            #expect(result.output.hasPrefix("Run RUN of guarded.csv: stopped: account unknown\n  1 pending\n  1 row\n"))
            #expect(
                result.errors.contains(
                    "rows name the account that they are meant for (account_id), and it cannot be checked: "
                )
            )
            #expect(sandbox.requests.isEmpty)
            bench.environment["AWS_ENDPOINT_URL_STS"] = sandbox.url
            #expect(try await bench.run("apply", "guarded.csv").ending == .exit(0))
        }
    }

    @Test func anIntegrationThroughTwoProfilesOfOneAccountStopsTheRunBeforeItSendsAnything() async throws {
        try await withTask { bench, sandbox in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = .some(nil)
            bench.environment["AWS_SECRET_ACCESS_KEY"] = .some(nil)
            let keys = """
                aws_access_key_id = \(SandboxServer.accessKeyID(account: "000000000001"))
                aws_secret_access_key = \(SandboxServer.secretAccessKey)
                """
            try bench.writeHome(".aws/credentials", "[p]\n\(keys)\n[q]\n\(keys)\n")
            let columns = "profile,api_id,integration_id,timeout_in_millis\n"
            let twice = columns + "p,api0000001,int0001,77\nq,api0000001,int0001,78\n"
            try bench.write("twice.csv", twice)
            let result = try await bench.run("apply", "twice.csv", on: sandbox)
            #expect(result.ending == .exit(65))
            let problem = "twice.csv:3: the same integration as line 2: both reach account 000000000001\n"
            #expect(result.errors.contains(problem))
            #expect(result.errors.contains("twice.csv: 1 problem, nothing was sent; correct and run again"))
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
            #expect(sandbox.statistics.calls[.getIntegrations] == nil)

            try bench.write("twice.csv", columns + "p,api0000001,int0001,77\nq,api0000001,int0002,78\n")
            #expect(try await bench.run("apply", "twice.csv", on: sandbox).ending == .exit(0))
        }
    }

    @Test func whoReadsTheProgressAsJSONGetsAnObject() async throws {
        let task = Timeouts(apis: 1, integrations: 1)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let command = ["apply", "rows.csv", "--progress", "json"] + Workbench.connection(sandbox)
                let result = try await bench.start(Binaries.tool, command).end()
                #expect(result.ending == .exit(0))
                #expect(result.errors.withoutProgress.hasPrefix(#"{"note":"Using the default credentials: account "#))
                #expect(result.errors.withoutProgress.hasSuffix("\"}\n"))
            }
        }
    }
}
