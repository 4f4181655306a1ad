import Foundation
import Sandbox
import Testing

/// Deployments after waves, and their way back, on the built program.
@Suite(.turns)
struct DeploymentTests {
    private static let task = Timeouts(apis: 2, integrations: 2)

    private func withTask(
        apis: Int = 2,
        configure: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        let task = Timeouts(apis: apis, integrations: 2)
        var configuration = SandboxConfiguration(state: .generated(apis: apis, integrations: 2, stage: .manual))
        configure(&configuration)
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    private static func deployments(_ sandbox: SandboxServer) -> [SandboxRequest] {
        sandbox.requests.filter { $0.operation == .createDeployment }
    }

    private static func deployed(_ sandbox: SandboxServer) -> [String?] {
        (1...2).map { sandbox.state.stages(apiID: "api000000\($0)")?.first?.deploymentID }
    }

    @Test func aRunKilledBetweenDeploymentsMakesNoneTwiceAndKeepsItsPace() async throws {
        try await withTask { bench, sandbox in
            let original = Self.task.integrations(in: sandbox.state)
            let command = ["apply", "rows.csv", "--deploy"]
            let child = try bench.start(command, on: sandbox)
            try await child.until { Self.deployments(sandbox).count == 1 }
            child.signal(SIGKILL)
            _ = try await child.end()

            let again = try await bench.run(command, on: sandbox)
            #expect(again.ending == .exit(0))
            #expect(again.output.contains("\nDeployments:\n  2 stages: deployed\n"))
            let made = Self.deployments(sandbox)
            #expect(made.map(\.apiID) == ["api0000001", "api0000002"])
            #expect(made.map(\.status) == [201, 201])
            let first = try #require(made.first)
            let last = try #require(made.last)
            #expect(last.time - first.time >= 5)
            #expect(Self.deployed(sandbox) == ["dep0002", "dep0002"])

            let before = sandbox.requests.count
            let back = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(back.ending == .exit(0))
            #expect(back.output.contains("\nStages:\n  2 stages: serve what they served before the run\n"))
            let writes = sandbox.requests.dropFirst(before).compactMap(\.operation).filter {
                [.updateStage, .updateIntegration, .createDeployment].contains($0)
            }
            #expect(writes == [.updateStage, .updateStage] + Array(repeating: .updateIntegration, count: 4))
            #expect(Self.deployed(sandbox) == ["dep0001", "dep0001"])
            #expect(Self.task.integrations(in: sandbox.state) == original)
        }
    }

    @Test func aFailedHealthCheckPointsTheCanarysStageBack() async throws {
        try await withTask { bench, sandbox in
            let options = ["--canary", "1", "--health-check", "exit 1", "--on-unhealthy", "rollback", "--deploy"]
            let result = try await bench.run(["apply", "rows.csv"] + options, on: sandbox)
            #expect(result.ending == .exit(1))
            #expect(result.output.contains("\nDeployments:\n  1 stage: deployed\n"))
            #expect(result.output.contains("\nStages:\n  1 stage: serve what they served before the run\n"))
            #expect(Self.deployments(sandbox).count == 1)
            #expect(Self.deployed(sandbox) == ["dep0001", "dep0001"])
        }
    }

    @Test func changesOfOthersAreToldByThePlanAndLeftAloneByTheRun() async throws {
        try await withTask(apis: 1) { bench, sandbox in
            var other = try #require(sandbox.state.integration("int0002", apiID: "api0000001"))
            other.payloadFormatVersion = "1.0"
            try sandbox.state.put(other, apiID: "api0000001")
            let plan = try await bench.run("plan", "rows.csv", "--stages", on: sandbox)
            #expect(plan.ending == .exit(0))
            let notice =
                "1 API has changes of others that are not deployed: a deployment publishes them, so --deploy leaves this API alone"
            #expect(
                plan.output.contains("  \(notice)\n     rows.csv:2: prod of service-1 (api0000001): GET /int0002\n")
            )
            #expect(plan.output.contains("needs a deployment: prod"))
            #expect(plan.output.contains(", 1 deployment, 4 calls, digest "))

            let applied = try await bench.run("apply", "rows.csv", "--deploy", on: sandbox)
            #expect(applied.ending == .exit(1))
            #expect(
                applied.output.contains(
                    """

                    Deployments:
                      1 stage: left alone: others have changes there that are not deployed
                        prod of api0000001: others have changes there that are not deployed: GET /int0002
                      With --deploy-undeployed the same command publishes the changes of others there, too.

                    """
                )
            )
            // The same command would do no more.
            #expect(!applied.output.contains("\nNext: "))
            #expect(Self.deployments(sandbox).isEmpty)
            let all = try await bench.run("apply", "rows.csv", "--deploy", "--deploy-undeployed", on: sandbox)
            #expect(all.ending == .exit(0))
            #expect(Self.deployments(sandbox).count == 1)
        }
    }

    @Test func aFailedDeploymentIsExitOneAndInTheJSON() async throws {
        try await withTask(apis: 1, configure: { $0.failingDeployments = ["api0000001"] }) { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--deploy", "--output", "json", on: sandbox)
            #expect(result.ending == .exit(1))
            let document = try #require(
                JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            )
            let summary = try #require(document["summary"] as? [String: Any])
            let stages = try #require(summary["deployments"] as? [[String: Any]])
            #expect(stages.count == 1)
            #expect(stages.first?["state"] as? String == "failed")
            #expect(stages.first?["stage"] as? String == "prod")
            #expect(stages.first?["former_deployment_id"] as? String == "dep0001")
            #expect(stages.first?["message"] as? String == "Deployment failed: the sandbox was told so")
        }
    }

    @Test func aDryRunWithDeployShowsTheStagesAndSendsNothing() async throws {
        try await withTask { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--dry-run", "--deploy", on: sandbox)
            #expect(result.ending == .exit(0))
            #expect(result.output.contains("2 deployments (one in 5 s for each account: 5.0 s)"))
            #expect(sandbox.requests.allSatisfy { $0.method == "GET" || $0.path == "/" })
        }
    }

    @Test func deployUndeployedAloneIsAUsageError() async throws {
        try await Workbench.with { bench in
            let result = try await bench.run("apply", "rows.csv", "--deploy-undeployed")
            #expect(result.ending == .exit(64))
            #expect(result.errors.contains("--deploy-undeployed goes with --deploy."))
        }
    }
}
