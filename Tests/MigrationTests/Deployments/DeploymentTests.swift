import Sandbox
import TestSupport
import Testing

@testable import Migration

/// What a run deploys after its waves, and what it leaves alone.
@Suite("Deployments", .timeLimit(.minutes(10)))
struct DeploymentTests {
    @Test func anAPIThatWasChangedGetsOneDeploymentAndOthersNone() async throws {
        try await StageBench.with(apis: 3) { bench in
            // The second has the wanted value already.
            var second = try #require(bench.sandbox.state.integration("int0001", apiID: "api0000002"))
            second.timeoutInMillis = 7777
            try bench.sandbox.state.put(second, apiID: "api0000002")
            let run = try await bench.harness(bench.manifest(1...3))
            #expect(try await bench.run(run) == nil)
            #expect(
                bench.deploymentCalls.map(\.line)
                    == ["POST /v2/apis/api0000001/deployments", "POST /v2/apis/api0000003/deployments"]
            )
            let summary = try await run.deploymentSummary()
            #expect(summary.words == ["api0000001 deployed", "api0000003 deployed"])
            #expect(summary.deployments.map(\.formerID) == ["dep0001", "dep0001"])
            #expect(summary.deployments.map(\.deploymentID) == ["dep0002", "dep0002"])
            #expect(bench.deployedIDs() == "dep0002")
        }
    }

    @Test func aStageWithAutoDeployGetsNone() async throws {
        try await StageBench.with(apis: 2, stage: .automatic) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.isEmpty)
            let summary = try await run.deploymentSummary()
            #expect(summary.isEmpty && summary.isKnown)
        }
    }

    @Test func eachWaveIsDeployedAndItsOwnChangesAreNotTakenForThoseOfOthers() async throws {
        try await StageBench.with(apis: 2) { bench in
            let waves = WavePlan(canary: .count(2))
            let run = try await bench.harness(bench.manifest(1...2, rows: 3), waves: waves)
            #expect(try await bench.run(run) == nil)
            let lines = bench.calls.map(\.line).filter { !$0.hasPrefix("GET") }
            let firstDeployment = try #require(lines.firstIndex { $0.hasPrefix("POST /v2/apis/api") })
            #expect(lines[..<firstDeployment].count { $0.hasPrefix("PATCH") } == 2)
            #expect(bench.deploymentCalls.count == 4)
            #expect(bench.calls("GET", "/stages").count == 2)
            #expect(try await run.deploymentSummary().deployments.map(\.wave) == [2, 2])
        }
    }

    @Test func changesOfOthersAreNotPublishedUnlessThatIsWanted() async throws {
        try await StageBench.with(apis: 2) { bench in
            var other = try #require(bench.sandbox.state.integration("int0002", apiID: "api0000001"))
            other.timeoutInMillis = 1234
            try bench.sandbox.state.put(other, apiID: "api0000001")
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            let summary = try await run.deploymentSummary()
            #expect(summary.words == ["api0000001 left_alone", "api0000002 deployed"])
            #expect(summary.undoneCount == 1)
            #expect(
                summary.deployments.first?.problem?.message
                    == "others have changes there that are not deployed: GET /int0002"
            )
            #expect(bench.deployedIDs() == "dep0001")

            // All rows have ended, and still the same run goes on with what it has left.
            #expect(try await bench.run(run, DeploymentOptions(deploys: true, includesUndeployed: true)) == nil)
            #expect(bench.deployedIDs() == "dep0002")
            #expect(try await run.deploymentSummary().undoneCount == 0)
            #expect(bench.deploymentCalls.count == 2)
        }
    }

    @Test func whatTheRunChangedBeforeItLookedIsNotGuessedAt() async throws {
        try await StageBench.with(apis: 1) { bench in
            let run = try await bench.harness(bench.manifest(1...1))
            #expect(try await bench.run(run, nil) == nil)
            #expect(bench.calls("GET", "/stages").isEmpty)
            #expect(try await bench.run(run) == nil)
            let summary = try await run.deploymentSummary()
            #expect(summary.words == ["api0000001 left_alone"])
            #expect(
                summary.deployments.first?.problem?.message.hasSuffix("the run changed the API before it looked")
                    == true
            )
            #expect(bench.calls.allSatisfy { !$0.line.contains("/exports/") })
        }
    }

    @Test func aLookWithoutDeployingSaysWhatNeedsADeployment() async throws {
        try await StageBench.with(apis: 2) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run, DeploymentOptions(deploys: false)) == nil)
            #expect(bench.deploymentCalls.isEmpty)
            let summary = try await run.deploymentSummary()
            #expect(
                summary.needed.map { "\($0.stage) of \($0.apiID)" } == ["prod of api0000001", "prod of api0000002"]
            )
            #expect(summary.undoneCount == 0)

            // What it has found holds for a session that deploys.
            #expect(try await bench.run(run) == nil)
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed", "api0000002 deployed"])
            #expect(bench.calls("GET", "/stages").count == 2)
        }
    }

    @Test func aDeploymentThatFailsIsNamedAndTriedAgainByTheNextSession() async throws {
        try await StageBench.with(apis: 3, configure: { $0.failingDeployments = ["api0000002"] }) { bench in
            let run = try await bench.harness(bench.manifest(1...3))
            #expect(try await bench.run(run) == nil)
            let summary = try await run.deploymentSummary()
            #expect(summary.words == ["api0000001 deployed", "api0000002 failed", "api0000003 deployed"])
            #expect(
                summary.deployments.dropFirst().first?.problem?.message == "Deployment failed: the sandbox was told so"
            )
            #expect(bench.deploymentCalls.count == 3)

            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.count == 4)
            #expect(bench.deploymentCalls.last?.line == "POST /v2/apis/api0000002/deployments")
        }
    }

    @Test func aDeploymentIsFollowedToItsEnd() async throws {
        try await StageBench.with(apis: 1, configure: { $0.deploymentTime = .milliseconds(30) }) { bench in
            let run = try await bench.harness(bench.manifest(1...1))
            #expect(try await bench.run(run) == nil)
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed"])
            #expect(bench.calls.contains { $0.line == "GET /v2/apis/api0000001/deployments/dep0002" })
        }
    }

    @Test func aRoleThatMayNotDeployIsRefusedOnce() async throws {
        let rule = SandboxRule(.forbid, operation: .createDeployment)
        try await StageBench.with(apis: 5, configure: { $0.rules = [rule] }) { bench in
            let run = try await bench.harness(bench.manifest(1...5))
            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.count == 1)
            let summary = try await run.deploymentSummary()
            #expect(summary.undoneCount == 5)
            #expect(
                summary.deployments.allSatisfy {
                    $0.problem?.kind == "CreateDeployment: AccessDeniedException (HTTP 403)"
                }
            )
        }
    }

    @Test func stagesThatMayNotBeReadAreNamedAndTheRowsAreSent() async throws {
        let rule = SandboxRule(.forbid, operation: .getStages)
        try await StageBench.with(apis: 2, configure: { $0.rules = [rule] }) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            #expect(try await run.outcomes() == [.updated, .updated])
            #expect(bench.deploymentCalls.isEmpty)
            let summary = try await run.deploymentSummary()
            #expect(summary.words == ["api0000001 left_alone", "api0000002 left_alone"])
            #expect(summary.deployments.first?.problem?.message.contains("GetStages: AccessDeniedException") == true)
        }
    }

    @Test func anExportThatIsRefusedIsNoYes() async throws {
        let rule = SandboxRule(.forbid, operation: .exportAPI)
        try await StageBench.with(apis: 3, configure: { $0.rules = [rule] }) { bench in
            let run = try await bench.harness(bench.manifest(1...3))
            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.isEmpty)
            let summary = try await run.deploymentSummary()
            #expect(summary.words.allSatisfy { $0.hasSuffix("left_alone") })
            #expect(summary.deployments.first?.problem?.message.contains("ExportApi: AccessDeniedException") == true)
        }
    }
}
