import Foundation
import Records
import Sandbox
import Testing

@testable import Migration

/// A plan is kept in the checkpoint, and then only what was planned is sent.
@Suite("Plan", .timeLimit(.minutes(10)))
struct PlanTests {
    private func manifest(_ rows: Int, value: Int = 77, header: String = "api_id,integration_id,timeout_in_millis")
        -> String
    {
        header + "\n" + (1...rows).map { "api0000001,\(Self.id($0)),\(value)\n" }.joined()
    }

    private static func id(_ number: Int) -> String {
        "int" + String(repeating: "0", count: 4 - "\(number)".count) + "\(number)"
    }

    private static var planning: EngineOptions {
        var options = EngineOptions.unlimited
        options.isDryRun = true
        return options
    }

    private func plan(_ run: EngineHarness) async throws -> PlanInfo {
        let before = try await Checkpoint.open(path: run.path)
        try await before.beginPlan()
        try await before.close()
        #expect(try await run.run(Self.planning) == nil)
        let after = try await Checkpoint.open(path: run.path)
        let plan = try await after.finishPlan()
        #expect(try await after.info().plan == plan)
        try await after.close()
        return plan
    }

    private func change(_ number: Int, _ sandbox: SandboxServer, _ body: (inout SandboxIntegration) -> Void) throws {
        var integration = try #require(sandbox.state.integration(Self.id(number), apiID: "api0000001"))
        body(&integration)
        try sandbox.state.put(integration, apiID: "api0000001")
    }

    @Test func rowsThatSomebodyElseHasChangedSinceThePlanAreDriftedAndNotSent() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 200))) { sandbox in
            let run = try await EngineHarness(manifest(200), url: sandbox.url)
            _ = try await plan(run)
            let planned = try await run.rows()
            #expect(planned.map(\.outcome) == Array(repeating: .planned, count: 200))
            #expect(planned[0].before == #"{"timeoutInMillis":30000}"#)
            #expect(planned[0].after == #"{"timeoutInMillis":77}"#)
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)
            for number in 1...10 { try change(number * 7, sandbox) { $0.timeoutInMillis = 5000 } }
            // A member that the row has nothing to do with does not matter.
            try change(1, sandbox) { $0.description = "of somebody else" }

            #expect(try await run.run() == nil)
            let rows = try await run.rows()
            #expect(rows.filter { $0.outcome == .drifted }.map(\.number) == (1...10).map { $0 * 7 })
            #expect(rows.count { $0.outcome == .updated } == 190)
            #expect(rows[6].errorMessage == "timeout_in_millis is 5000, it was 30000 when the run was planned")
            #expect(sandbox.statistics.calls[.updateIntegration] == 190)
        }
    }

    @Test func aRowThatThePlanDoesNotSendIsNotSent() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 3))) { sandbox in
            try change(2, sandbox) { $0.timeoutInMillis = 77 }
            let run = try await EngineHarness(manifest(3), url: sandbox.url)
            sandbox.fail(.garbage, operation: .getIntegrations)
            _ = try await plan(run)
            #expect(try await run.outcomes() == [.failed, .failed, .failed])

            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == [.drifted, .unchanged, .drifted])
            #expect(try await run.rows()[0].errorCode == "NotPlanned")
            #expect(sandbox.statistics.calls[.updateIntegration] == nil)

            // Planned again, the rows that were not sent are compared anew.
            _ = try await plan(run)
            #expect(try await run.outcomes() == [.planned, .unchanged, .planned])
            #expect(try await run.run() == nil)
            #expect(try await run.outcomes() == [.updated, .unchanged, .updated])
        }
    }

    @Test func theDigestDependsOnTheRowsAndTheirLiveValuesOnly() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 5))) { sandbox in
            let digest = try await plan(try await EngineHarness(manifest(5), url: sandbox.url)).digest
            #expect(digest.count == 64)
            let spelled = manifest(5, header: "ApiId,integrationId,timeoutInMillis").replacing("\n", with: "\r\n")
            #expect(try await plan(try await EngineHarness(spelled, url: sandbox.url)).digest == digest)
            try change(1, sandbox) { $0.description = "of somebody else" }
            #expect(try await plan(try await EngineHarness(manifest(5), url: sandbox.url)).digest == digest)

            let other = try await plan(try await EngineHarness(manifest(5, value: 78), url: sandbox.url)).digest
            try change(1, sandbox) { $0.timeoutInMillis = 5000 }
            let moved = try await plan(try await EngineHarness(manifest(5), url: sandbox.url)).digest
            #expect(Set([digest, other, moved]).count == 3)
        }
    }

    @Test func theDigestStaysWhileTheRunGoesOn() async throws {
        try await withSandbox(.init(state: .generated(apis: 1, integrations: 5))) { sandbox in
            let run = try await EngineHarness(manifest(5), url: sandbox.url)
            let plan = try await plan(run)
            sandbox.fail(.status500, operation: .updateIntegration, times: 3)
            #expect(try await run.run(maxAttempts: 1) == nil)
            let checkpoint = try await Checkpoint.openForReading(path: run.path)
            #expect(try await checkpoint.info().plan == plan)
        }
    }
}
