import GRDB
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// How a rollback takes back what was deployed.
@Suite("Stages on the way back", .timeLimit(.minutes(10)))
struct StageReturnTests {
    private static func live(_ id: String?, autoDeploy: Bool = false) -> StageFinding {
        StageFinding(name: "prod", deploysItself: autoDeploy, deploymentID: id)
    }

    private static func stage(target: String?) -> StageReturn {
        StageReturn(
            apiID: "a",
            credentials: CredentialSet(profile: ""),
            region: "r",
            stage: "prod",
            targetID: target,
            state: .waiting,
            laneID: 1,
            groupID: 1,
            ours: ["new1", "new2"],
            descriptions: []
        )
    }

    private static let somebodyElse = "somebody has deployed to it since: it serves "

    @Test(
        arguments: [
            ("old", live("new1"), StageReturn.Step.point(to: "old")),
            ("old", live("new2"), .point(to: "old")),
            ("old", live("old"), .nothing),
            ("old", live("theirs"), .leave(.drifted, somebodyElse + "deployment theirs, which is not the run's")),
            ("old", live(nil), .leave(.drifted, somebodyElse + "nothing")),
            (
                "old", live("new1", autoDeploy: true),
                .leave(.drifted, "auto-deploy has been switched on since: it follows the rows")
            ),
            ("old", nil, .leave(.failed, "there is no such stage any more")),
            (
                nil, live("new1"),
                .leave(.failed, "nothing was deployed to it before the run, so there is nothing to point it back to")
            ),
        ] as [(String?, StageFinding?, StageReturn.Step)]
    )
    func aStageIsPointedBackOnlyWhereItServesWhatTheRunHasDeployed(
        _ target: String?,
        _ live: StageFinding?,
        _ step: StageReturn.Step
    ) {
        let stage = Self.stage(target: target)
        #expect(stage.step(live: live, ours: stage.ours) == step)
    }

    /// Makes the way back of a run.
    private func rollback(of run: EngineHarness) async throws -> EngineHarness {
        let source = try await Checkpoint.openForReading(path: run.path)
        return try await EngineHarness(inverting: source, url: run.url)
    }

    @Test func everyStageIsPointedBackByOneCallBeforeAnyIntegrationIsTouched() async throws {
        try await StageBench.with(apis: 3) { bench in
            let before = (1...3).map { bench.sandbox.state.integrations(apiID: "api000000\($0)") }
            let run = try await bench.harness(bench.manifest(1...3, rows: 2), waves: WavePlan(canary: .count(3)))
            #expect(try await bench.run(run) == nil)
            #expect((1...3).map { bench.deployedIDs($0) } == ["dep0003", "dep0003", "dep0003"])
            let done = bench.calls.count

            let back = try await rollback(of: run)
            #expect(try await bench.run(back, nil) == nil)
            let writes = bench.calls.dropFirst(done).map(\.line).filter { !$0.hasPrefix("GET") && $0 != "POST /" }
            #expect(writes.prefix(3).sorted() == (1...3).map { "PATCH /v2/apis/api000000\($0)/stages/prod" })
            #expect(writes.dropFirst(3).allSatisfy { $0.contains("/integrations/") })
            #expect(writes.count == 9)
            #expect((1...3).map { bench.deployedIDs($0) } == ["dep0001", "dep0001", "dep0001"])
            #expect((1...3).map { bench.sandbox.state.integrations(apiID: "api000000\($0)") } == before)
            #expect(try await back.deploymentSummary().returns.map(\.state) == [.back, .back, .back])

            // Nothing is left to do, and it can be rolled back itself.
            let again = bench.calls.count
            #expect(try await bench.run(back, nil) == nil)
            #expect(bench.calls.count == again)
            let forth = try await rollback(of: back)
            #expect(try await bench.run(forth, nil) == nil)
            #expect((1...3).map { bench.deployedIDs($0) } == ["dep0003", "dep0003", "dep0003"])
        }
    }

    @Test func aStageThatSomebodyElseHasDeployedToIsLeftAlone() async throws {
        try await StageBench.with(apis: 2) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            let theirs = try await bench.harness(bench.manifest(2...2).replacing("7777", with: "8888"))
            #expect(try await bench.run(theirs) == nil)
            #expect(bench.deployedIDs(2) == "dep0003")

            let back = try await rollback(of: run)
            #expect(try await bench.run(back, nil) == nil)
            let summary = try await back.deploymentSummary()
            #expect(summary.returns.map(\.state) == [.back, .drifted])
            #expect(summary.undoneCount == 1)
            #expect(bench.deployedIDs(2) == "dep0003")
        }
    }

    @Test func aDeploymentThatAKilledRunDidNotHearOfIsTakenBackToo() async throws {
        try await StageBench.with(apis: 1) { bench in
            let run = try await bench.harness(bench.manifest(1...1))
            #expect(try await bench.run(run) == nil)
            let checkpoint = try await Checkpoint.open(path: run.path)
            try await checkpoint.write { database in
                try database.execute(sql: "UPDATE deployments SET state = 'intended', deployment_id = NULL")
            }
            try await checkpoint.close()
            let back = try await rollback(of: run)
            #expect(try await bench.run(back, nil) == nil)
            #expect(bench.deployedIDs() == "dep0001")
        }
    }

    @Test func aRoleThatMayNotChangeStagesIsRefusedOnceAndTheRowsAreRestored() async throws {
        try await StageBench.with(apis: 4) { bench in
            let run = try await bench.harness(bench.manifest(1...4))
            #expect(try await bench.run(run) == nil)
            bench.sandbox.add(SandboxRule(.forbid, operation: .updateStage))
            let back = try await rollback(of: run)
            #expect(try await bench.run(back, nil) == nil)
            #expect(bench.calls("PATCH", "/stages/prod").count == 1)
            #expect(try await back.outcomes() == Array(repeating: .updated, count: 4))
            let summary = try await back.deploymentSummary()
            #expect(summary.returns.allSatisfy { $0.state == .failed && $0.problem?.contains("AccessDenied") == true })
        }
    }

    @Test func aPlanOfTheWayBackLooksAndChangesNothing() async throws {
        try await StageBench.with(apis: 2) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            let back = try await rollback(of: run)
            var options = EngineOptions.unlimited
            options.isDryRun = true
            #expect(try await back.run(options) == nil)
            let returns = try await back.deploymentSummary().returns
            #expect(returns.map(\.state) == [.waiting, .waiting])
            #expect(returns.map(\.foundID) == ["dep0002", "dep0002"])
            #expect(bench.sandbox.statistics.calls[.updateStage, default: 0] == 0)
        }
    }
}
