import GRDB
import Sandbox
import TestSupport
import Testing

@testable import Migration

/// How often an account is asked for a deployment, and that no stage gets one twice.
@Suite("Deployment pace", .timeLimit(.minutes(10)))
struct DeploymentPaceTests {
    private static func gaps(_ calls: [TimedTransport.Call]) -> [Duration] {
        zip(calls.dropFirst(), calls).map { $0.at - $1.at }
    }

    @Test func sixtyStagesTakeOneDeploymentInFiveSeconds() async throws {
        try await StageBench.with(apis: 60) { bench in
            let run = try await bench.harness(bench.manifest(1...60))
            #expect(try await bench.run(run) == nil)
            let calls = bench.deploymentCalls
            #expect(Set(calls.map(\.line)).count == 60)
            #expect(calls.count == 60)
            #expect(Self.gaps(calls).allSatisfy { $0 >= .seconds(5) && $0 < .milliseconds(5100) })
            #expect(try await run.deploymentSummary().deployments.allSatisfy { $0.state == .deployed })
        }
    }

    @Test func accountsGoSideBySideAndTheRegionsOfOneTakeTurns() async throws {
        try await StageBench.with(apis: 3, accounts: 2, regions: ["us-east-1", "eu-west-1"]) { bench in
            let rows =
                bench.manifest(1...3) + bench.manifest(4...6, account: 2)
                + bench.manifest(7...9, region: "eu-west-1")
            let run = try await bench.harness(rows)
            #expect(try await bench.run(run) == nil)
            let calls = bench.deploymentCalls
            let byAccount = Dictionary(grouping: calls, by: \.account)
            #expect(byAccount["000000000001"]?.count == 6)
            #expect(byAccount["000000000002"]?.count == 3)
            for calls in byAccount.values { #expect(Self.gaps(calls).allSatisfy { $0 >= .seconds(5) }) }
            let (first, last) = (try #require(calls.first), try #require(calls.last))
            #expect(last.at - first.at < .seconds(30))
        }
    }

    @Test func thePaceHoldsOverSessions() async throws {
        try await StageBench.with(apis: 2) { bench in
            let run = try await bench.harness(bench.manifest(1...2))
            let reason = try await bench.run(run) { control, tally in
                await until { tally.counts.phase == .deploying(done: 1, of: 2) || bench.deploymentCalls.count == 2 }
                control.stop(.signal(2))
            }
            // A clock that jumps may have let the second one out before it was stopped.
            #expect(reason?.word == "interrupted" || bench.deploymentCalls.count == 2)
            try await bench.run(run)
            #expect(bench.deploymentCalls.count == 2)
            #expect(Self.gaps(bench.deploymentCalls).allSatisfy { $0 >= .seconds(5) })
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed", "api0000002 deployed"])
        }
    }

    @Test func aDeploymentWhoseAnswerIsLostIsFoundAndNotMadeTwice() async throws {
        try await StageBench.with(apis: 2) { bench in
            bench.sandbox.fail(.resetAfter, operation: .createDeployment)
            let run = try await bench.harness(bench.manifest(1...2))
            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.count == 2)
            #expect(bench.calls("GET", "/deployments").count == 1)
            #expect(bench.deployedIDs(1) == "dep0002")
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed", "api0000002 deployed"])
        }
    }

    @Test(arguments: [SandboxFault.resetBefore, .garbage, .truncated])
    func aDeploymentWithoutAnAnswerIsMadeOnce(_ fault: SandboxFault) async throws {
        try await StageBench.with(apis: 1) { bench in
            bench.sandbox.fail(fault, operation: .createDeployment)
            let run = try await bench.harness(bench.manifest(1...1))
            #expect(try await bench.run(run) == nil)
            #expect(bench.deployedIDs() == "dep0002")
            #expect(Self.gaps(bench.deploymentCalls).allSatisfy { $0 >= .seconds(5) })
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed"])
        }
    }

    @Test func aKilledSessionsDeploymentIsLookedForBeforeAnotherIsMade() async throws {
        try await StageBench.with(apis: 1) { bench in
            let run = try await bench.harness(bench.manifest(1...1))
            #expect(try await bench.run(run) == nil)
            // As if the process had died before it got the answer.
            let checkpoint = try await Checkpoint.open(path: run.path)
            try await checkpoint.write { database in
                try database.execute(sql: "UPDATE deployments SET state = 'intended', deployment_id = NULL")
            }
            try await checkpoint.close()
            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.count == 1)
            #expect(try await run.deploymentSummary().words == ["api0000001 deployed"])
            #expect(try await run.deploymentSummary().deployments.first?.deploymentID == "dep0002")
        }
    }

    @Test func aQuotaThatIsUsedUpEndsTheRoundAndNotTheRun() async throws {
        try await StageBench.with(apis: 3) { bench in
            bench.sandbox.fail(.status429, operation: .createDeployment, times: 3)
            let run = try await bench.harness(bench.manifest(1...3))
            #expect(try await bench.run(run, maxAttempts: 3) == nil)
            #expect(bench.deploymentCalls.count == 3)
            #expect(Self.gaps(bench.deploymentCalls).allSatisfy { $0 >= .seconds(5) })
            let summary = try await run.deploymentSummary()
            #expect(summary.words.allSatisfy { $0.hasSuffix("waiting") })
            #expect(summary.deployments.last?.problem?.kind == "CreateDeployment: TooManyRequestsException (HTTP 429)")

            #expect(try await bench.run(run) == nil)
            #expect(bench.deploymentCalls.count == 6)
            #expect(try await run.deploymentSummary().undoneCount == 0)
        }
    }
}
