import Foundation
import Sandbox
import Testing

/// A role that may not do what a run wants of it.
@Suite(.turns)
struct PermissionTests {
    private static let task = Timeouts(apis: 30, integrations: 10)

    private func withTask(
        _ rules: [SandboxRule],
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration(state: Self.task.state, latency: .milliseconds(2))
        configuration.rules = rules
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    /// 300 rows were refused one after the other.
    @Test func aRoleWithoutPermissionIsRefusedOnceAndItsGroupParked() async throws {
        let rule = SandboxRule(.forbid, operation: .updateIntegration)
        try await withTask([rule]) { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--concurrency", "64", on: sandbox)
            #expect(result.ending == .exit(77))
            #expect(result.output.contains("  300 pending\n"))
            #expect(result.output.contains("not authorized to perform: apigateway:PATCH"))
            #expect(sandbox.statistics.calls[.updateIntegration] == 1)
        }
    }

    @Test func aRoleThatIsRefusedInTheMiddleLeavesTheRestPending() async throws {
        let rule = SandboxRule(.forbid, operation: .updateIntegration, after: 100)
        try await withTask([rule]) { bench, sandbox in
            let result = try await bench.run("apply", "rows.csv", "--concurrency", "8", on: sandbox)
            #expect(result.ending == .exit(77))
            #expect(result.output.contains("  100 updated\n"))
            // The eight in flight when the first one is refused, one more in its slot, and one for each of the others that was
            // answered well before and is heard later: then a refusal may still be one API's alone.
            let calls = try #require(sandbox.statistics.calls[.updateIntegration])
            #expect((100 + 2...100 + 2 * 8).contains(calls))
        }
    }
}
