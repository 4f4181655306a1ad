import Foundation
import Sandbox
import Testing

/// A run belongs to its accounts, acts on what is fresh, and loses no checkpoint.
@Suite(.turns)
struct SafeRunTests {
    private static let other = SandboxScope(account: "000000000002", region: "us-east-1")

    /// The rest of an interrupted run was written into whichever account the credentials belonged to.
    @Test(arguments: [true, false])
    func aRunIsNotContinuedInAnotherAccount(hasSameIDs: Bool) async throws {
        let task = Timeouts(apis: 1, integrations: 6)
        let state = task.state
        state.addAccount(Self.other)
        if hasSameIDs {
            state.put(SandboxAPI(apiID: "api0000001", name: "twin"), in: Self.other)
            for row in task.rows {
                let twin = SandboxIntegration(integrationID: row.integrationID, integrationURI: "arn:twin")
                try state.put(twin, apiID: row.apiID, in: Self.other)
            }
        }
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                sandbox.fail(.status500, operation: .updateIntegration, integrationID: "int0003", times: 100)
                let options = ["apply", "rows.csv", "--max-failures", "0", "--max-attempts", "1"]
                #expect(try await bench.run(options, on: sandbox).ending == .exit(75))
                let before = state.integrations(apiID: "api0000001", in: Self.other)
                let calls = sandbox.statistics.calls[.updateIntegration]

                var others = bench
                others.environment["AWS_ACCESS_KEY_ID"] = SandboxServer.accessKeyID(account: Self.other.account)
                let result = try await others.run(options, on: sandbox)
                #expect(result.ending == .exit(65))
                #expect(result.errors.contains("was begun in account 000000000001"))
                #expect(result.errors.contains("now belong to account 000000000002"))
                #expect(result.errors.contains("apigw-migrate apply rows.csv --max-failures 0 --max-attempts 1"))
                #expect(result.errors.contains(" --restart\n"))
                #expect(sandbox.statistics.calls[.updateIntegration] == calls)
                #expect(state.integrations(apiID: "api0000001", in: Self.other) == before)

                let report = try await others.run("report", "rows.csv.checkpoint", "--report", "r.csv")
                #expect(report.ending == .exit(0))
                #expect(Table(try bench.data("r.csv")).counts("account_id") == ["000000000001": 6])

                // With the run's own credentials it goes on.
                #expect(try await bench.run("apply", "rows.csv", on: sandbox).output.contains("  6 rows\n"))
                #expect(try await bench.run("status", "rows.csv.checkpoint").ending == .exit(0))
            }
        }
    }

    /// Decisions were made on what had been read minutes before.
    @Test func whatSomebodyChangesHalfAMinuteIntoALaneHasDrifted() async throws {
        let state = SandboxState.generated(apis: 1, integrations: 90)
        let quota = SandboxConfiguration.Quota(rate: 100, burst: 100)
        try await withSandbox(SandboxConfiguration(state: state, quota: quota)) { sandbox in
            try await Workbench.with { bench in
                let rows = (1...90).map { "api0000001,int00\($0 < 10 ? "0" : "")\($0),77,30000\n" }
                let header = "api_id,integration_id,timeout_in_millis,expect.timeout_in_millis\n"
                try bench.write("rows.csv", header + rows.joined())
                let options = ["apply", "rows.csv", "--rate", "2.5", "--burst", "1", "--endpoint-url", sandbox.url]
                sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 5))
                let child = try bench.start(options)
                try await child.until { sandbox.heldCalls == 1 }
                var integration = try #require(state.integration("int0090", apiID: "api0000001"))
                integration.timeoutInMillis = 5000
                try state.put(integration, apiID: "api0000001")
                sandbox.lift(.hold)
                let result = try await child.end()
                #expect(result.ending == .exit(1))
                #expect(result.output.contains("  89 updated\n   1 drifted\n"))
                #expect(state.integration("int0090", apiID: "api0000001")?.timeoutInMillis == 5000)
            }
        }
    }

    /// The lock was let go before the file was renamed: of two processes one could take the other's checkpoint away.
    @Test func processesThatRestartARunAtTheSameTimeLoseNoCheckpoint() async throws {
        let task = Timeouts(apis: 1, integrations: 4)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
                let children = try (1...6).map { _ in try bench.start("apply", "rows.csv", "--restart", on: sandbox) }
                var done = 1
                for child in children {
                    let result = try await child.end()
                    if result.ending == .exit(0) { done += 1 } else { #expect(result.ending == .exit(75)) }
                }
                let files = try bench.files().filter { $0.hasPrefix("rows.csv.checkpoint") }
                #expect(files.count == done)
                for file in files {
                    let status = try await bench.run("status", file)
                    #expect(status.output.hasPrefix("Run RUN of rows.csv: complete\n"))
                }
            }
        }
    }
}
