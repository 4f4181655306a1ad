import Foundation
import Sandbox
import Testing

/// The way back of a run, on the built program.
@Suite(.turns)
struct RollbackTests {
    private static let task = Timeouts(apis: 6, integrations: 10)

    private func withAppliedTask(
        _ body: @Sendable (Workbench, SandboxServer, [[SandboxIntegration]]) async throws -> Void
    )
        async throws
    {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                let original = Self.task.integrations(in: sandbox.state)
                try bench.write("rows.csv", Self.task.manifest)
                let applied = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(applied.ending == .exit(0))
                #expect(Self.task.unmet(in: sandbox.state).isEmpty)
                try await body(bench, sandbox, original)
            }
        }
    }

    @Test func everyIntegrationIsAsItWas() async throws {
        try await withAppliedTask { bench, sandbox, original in
            let changed = Self.task.integrations(in: sandbox.state)
            let back = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(back.ending == .exit(0))
            #expect(back.output.contains("\n  60 updated\n  60 rows\n"))
            #expect(Self.task.integrations(in: sandbox.state) == original)

            // It has nothing left to do, and it can be undone itself.
            let again = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(again.ending == .exit(0))
            let forth = try await bench.run("rollback", "rows.csv.checkpoint.rollback", on: sandbox)
            #expect(forth.ending == .exit(0))
            #expect(Self.task.integrations(in: sandbox.state) == changed)
        }
    }

    @Test func aPlanOfTheWayBackShowsItAndWritesNothing() async throws {
        try await withAppliedTask { bench, sandbox, _ in
            let changed = Self.task.integrations(in: sandbox.state)
            let plan = try await bench.run("rollback", "rows.csv.checkpoint", "--plan", "--show", "1", on: sandbox)
            #expect(plan.ending == .exit(0))
            #expect(plan.output.hasPrefix("Rollback plan RUN of rows.csv.checkpoint: 60 of 60 rows to change\n"))
            #expect(Self.task.integrations(in: sandbox.state) == changed)
        }
    }

    @Test func whatSomebodyHasChangedSinceIsLeftAlone() async throws {
        try await withAppliedTask { bench, sandbox, _ in
            let row = Self.task.rows[0]
            var live = try #require(sandbox.state.integration(row.integrationID, apiID: row.apiID, in: .first))
            live.timeoutInMillis = 7777
            try sandbox.state.put(live, apiID: row.apiID)
            let back = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
            #expect(back.ending == .exit(1))
            #expect(back.output.contains("\n  59 updated\n   1 drifted\n  60 rows\n"))
            let left = sandbox.state.integration(row.integrationID, apiID: row.apiID, in: .first)
            #expect(left?.timeoutInMillis == 7777)
        }
    }

    @Test func aRunThatHasUpdatedNothingHasNoWayBack() async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                _ = try await bench.run("plan", "rows.csv", on: sandbox)
                let back = try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox)
                #expect(back.ending == .exit(65))
                #expect(
                    back.errors.contains("rows.csv.checkpoint has updated nothing, so there is nothing to put back")
                )
                #expect(try bench.files() == ["rows.csv", "rows.csv.checkpoint"])
            }
        }
    }
}
