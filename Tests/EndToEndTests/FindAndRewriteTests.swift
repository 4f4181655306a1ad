import Foundation
import Sandbox
import Testing

/// The three commands of README's "Find and rewrite", on the APIs of `samples/sandbox.jsonl`: what they write is a manifest that
/// can be planned and applied as it is.
@Suite(.turns)
struct FindAndRewriteTests {
    struct Task: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var edits: [String]
        var rows: Int
        /// Whether an integration that was concerned is as it should be.
        var isDone: @Sendable (SandboxIntegration) -> Bool
    }

    static let tasks = [
        Task(
            testDescription: "everything that calls orders-* calls its alias live",
            edits: ["--lambda", "orders-*", "--lambda-qualifier", "live"],
            rows: 10,
            isDone: { $0.integrationURI?.contains(/:function:orders-[a-z]+-v\d:live\/invocations$/) == true }
        ),
        Task(
            testDescription: "20 s for all HTTP proxies but two APIs'",
            edits: [
                "--where", "IntegrationType=='HTTP_PROXY' && !contains(['pricing', 'checkout'], Api.Name)",
                "--set", "timeout_in_millis=20000",
            ],
            rows: 13,
            isDone: { $0.timeoutInMillis == 20_000 }
        ),
        Task(
            testDescription: "the payments functions of another account",
            edits: ["--lambda", "payments-*-v1", "--lambda-account", "444455556666"],
            rows: 9,
            isDone: { $0.integrationURI?.contains("arn:aws:lambda:us-east-1:444455556666:function:payments-") == true }
        ),
    ]

    @Test(arguments: tasks)
    func whatIsFoundIsPlannedAndAppliedAsItIs(_ task: Task) async throws {
        let state = try SandboxState(jsonLines: try Data(contentsOf: Repository.sample("sandbox.jsonl")))
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ACCESS_KEY_ID"] = SandboxServer.accessKeyID(account: SampleTests.scope.account)
                let found = try await bench.run(["discover", "--out", "rows.csv"] + task.edits, on: sandbox)
                #expect(found.ending == .exit(0), "\(found.errors)")
                let rows = Table(try bench.data("rows.csv")).rows
                #expect(rows.count == task.rows)

                let plan = try await bench.run("plan", "rows.csv", "--detailed-exitcode", on: sandbox)
                #expect(plan.ending == .exit(2))
                #expect(plan.output.contains(": \(task.rows) of \(task.rows) rows to change\n"))
                #expect(sandbox.statistics.calls[.updateIntegration] == nil)

                let run = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(run.ending == .exit(0))
                for row in rows {
                    let live = state.integration(
                        row["integration_id"] ?? "",
                        apiID: row["api_id"] ?? "",
                        in: SampleTests.scope
                    )
                    #expect(live.map(task.isDone) == true)
                }
                #expect(sandbox.statistics.updatesApplied.count == task.rows)
            }
        }
    }
}
