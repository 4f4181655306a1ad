import Foundation
import Sandbox
import Testing

/// From a plan to its application, on the built program.
@Suite(.turns)
struct PlanTests {
    private static let task = Timeouts(apis: 20, integrations: 10)

    private func withTask(
        _ task: Timeouts = task,
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    /// Somebody else's change to the first integration of some APIs.
    private static func interfere(_ count: Int, in sandbox: SandboxServer) throws {
        for row in stride(from: 0, to: count * 10, by: 10).map({ task.rows[$0] }) {
            var live = try #require(sandbox.state.integration(row.integrationID, apiID: row.apiID, in: .first))
            live.timeoutInMillis = 7777
            try sandbox.state.put(live, apiID: row.apiID)
        }
    }

    private static func digest(in output: String) throws -> String {
        String(try #require(output.firstMatch(of: /digest ([0-9a-f]{16})\n/)).output.1)
    }

    @Test func aPlanIsShownKeptAndNothingIsWritten() async throws {
        try await withTask { bench, sandbox in
            let state = sandbox.state.jsonLines()
            let result = try await bench.run("plan", "rows.csv", "--show", "1", on: sandbox)
            #expect(result.ending == .exit(0))
            #expect(result.errors == "")
            #expect(result.output.hasPrefix("Plan RUN of rows.csv: 200 of 200 rows to change\n"))
            #expect(result.output.contains("\n  … and 199 more rows; --show all shows them\n"))
            let digest = try Self.digest(in: result.output)
            let next = "apigw-migrate apply rows.csv --endpoint-url URL --rate unlimited --approve \(digest)"
            #expect(result.output.hasSuffix("\nNext: \(next)\n"))
            #expect(sandbox.state.jsonLines() == state)
            let others = sandbox.requests.filter { $0.method != "GET" }
            #expect(others.allSatisfy { $0.operation == .getCallerIdentity })
            #expect(try bench.files() == ["rows.csv", "rows.csv.checkpoint"])
            let status = try await bench.run("status", "rows.csv.checkpoint")
            #expect(status.output.contains(" of rows.csv: planned\n"))
            #expect(status.output.contains("\nNext: apigw-migrate apply rows.csv --endpoint-url \(sandbox.url)"))
            // The same rows and the same live values are the same plan.
            let again = try await bench.run("plan", "rows.csv", on: sandbox)
            #expect(try Self.digest(in: again.output) == digest)
        }
    }

    @Test func whatSomebodyHasChangedSinceThePlanIsDrifted() async throws {
        try await withTask { bench, sandbox in
            let plan = try await bench.run("plan", "rows.csv", on: sandbox)
            #expect(plan.ending == .exit(0))
            try Self.interfere(10, in: sandbox)
            let result = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(result.ending == .exit(1))
            #expect(result.output.contains("\n  190 updated\n   10 drifted\n  200 rows\n"))
            #expect(result.output.contains("timeout_in_millis is 7777"))
            let sent = sandbox.requests.filter { $0.operation == .updateIntegration }
            #expect(sent.count == 190)
            #expect(!sent.contains { $0.integrationID == "int0001" && Int($0.apiID?.suffix(7) ?? "") ?? 99 <= 10 })
        }
    }

    @Test func theRunsFileIsAllThatASecondMachineNeeds() async throws {
        try await withTask { bench, sandbox in
            let plan = try await bench.run("plan", "rows.csv", on: sandbox)
            let digest = try Self.digest(in: plan.output)
            try FileManager.default.removeItem(at: bench.url("rows.csv"))
            let result = try await bench.run("apply", "rows.csv.checkpoint", "--approve", digest, on: sandbox)
            #expect(result.ending == .exit(0))
            #expect(result.output.hasPrefix("Run RUN of rows.csv: complete\n  200 updated\n"))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test(arguments: [
        (["--approve", "0123456789abcdef"], "not the approved 0123456789abcdef; nothing was sent"),
        (["--max-plan-age", "0"], "which is more than --max-plan-age; nothing was sent"),
    ])
    func anotherPlanAndAnOldOneAreRefused(_ options: [String], _ message: String) async throws {
        try await withTask { bench, sandbox in
            _ = try await bench.run("plan", "rows.csv", on: sandbox)
            let result = try await bench.run(["apply", "rows.csv"] + options, on: sandbox)
            #expect(result.ending == .exit(65))
            #expect(result.errors.contains(message))
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }

    @Test func approvalNeedsAPlan() async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--approve", "0123456789abcdef", on: sandbox)
            #expect(result.ending == .exit(65))
            #expect(result.errors.contains("holds no plan that could be approved\nNext: apigw-migrate plan rows.csv"))
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
        }
    }

    @Test func planningAgainRenewsWhatWasNotSent() async throws {
        try await withTask { bench, sandbox in
            let first = try await bench.run("plan", "rows.csv", on: sandbox)
            try Self.interfere(10, in: sandbox)
            let second = try await bench.run("plan", "rows.csv", on: sandbox)
            #expect(try Self.digest(in: first.output) != Self.digest(in: second.output))
            let result = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(result.ending == .exit(0))
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            // Everything is done, and the plan says so.
            let third = try await bench.run("plan", "rows.csv.checkpoint", "--detailed-exitcode", on: sandbox)
            #expect(third.ending == .exit(0))
            #expect(third.output.contains("nothing to change"))
        }
    }

    @Test func theExitCodeSaysWhetherThereAreChanges() async throws {
        let task = Timeouts(apis: 1, integrations: 3)
        try await withTask(task) { bench, sandbox in
            #expect(try await bench.run("plan", "rows.csv", "--detailed-exitcode", on: sandbox).ending == .exit(2))
            sandbox.state.removeIntegration("int0002", apiID: task.rows[0].apiID)
            let failing = try await bench.run("plan", "rows.csv", "--detailed-exitcode", on: sandbox)
            #expect(failing.ending == .exit(1))
            #expect(failing.output.contains("1 row will fail: NotFoundException"))
            #expect(failing.output.contains("\n2 to change, 1 will fail, "))
        }
    }

    @Test func thePlanNamesWhatUsesAnIntegrationAndWhatNeedsADeployment() async throws {
        let state = SandboxState()
        state.put(SandboxAPI(apiID: "a1", name: "orders", protocolType: "HTTP"))
        try state.put(
            SandboxIntegration(
                integrationID: "i1",
                integrationURI: "arn:aws:lambda:us-east-1:000000000001:function:orders"
            ),
            apiID: "a1"
        )
        try state.put(SandboxRoute(routeID: "r1", routeKey: "POST /orders", integrationID: "i1"), apiID: "a1")
        try state.put(SandboxStage(stageName: "prod", autoDeploy: false), apiID: "a1")
        try state.put(SandboxStage(stageName: "test", autoDeploy: true), apiID: "a1")
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write(
                    "rows.csv",
                    "api_id,integration_id,integration_uri\na1,i1,arn:aws:lambda:us-east-1:000000000002:function:orders\n"
                )
                let plan = try await bench.run("plan", "rows.csv", "--routes", "--stages", on: sandbox)
                #expect(plan.ending == .exit(0))
                #expect(plan.output.contains("  orders (a1), HTTP, "))
                #expect(plan.output.contains(", needs a deployment: prod\n    i1  POST /orders  line 2\n"))
                #expect(plan.output.contains("  1 row points to a function of another account, 000000000002\n"))
                #expect(plan.output.contains("\n1 to change, 1 deployment, 3 calls, digest "))
                #expect(sandbox.requests.allSatisfy { $0.method == "GET" || $0.operation == .getCallerIdentity })
            }
        }
    }

    @Test func theJSONDocumentHasEveryRow() async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.run("plan", "rows.csv", "--output", "json", on: sandbox)
            let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            #expect(document?["format"] as? String == "apigw-migrate-plan")
            #expect(document?["version"] as? Int == 1)
            #expect((document?["digest"] as? String)?.count == 64)
            #expect((document?["rows"] as? [Any])?.count == 200)
            let schema = try JSONSerialization.jsonObject(
                with: Data(contentsOf: Repository.document("plan.schema.json"))
            )
            let required = (schema as? [String: Any])?["required"] as? [String]
            #expect(Set(document?.keys.map { $0 } ?? []) == Set(required ?? ["no schema"]))
        }
    }
}
