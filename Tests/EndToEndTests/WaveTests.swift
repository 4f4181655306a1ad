import Foundation
import Sandbox
import Testing

/// A canary, the waves after it and their health checks, on the built program.
@Suite(.turns)
struct WaveTests {
    private static let task = Timeouts(apis: 10, integrations: 10)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test func aFailedHealthCheckStopsAfterTheCanaryAndSaysHowToGoOnOrBack() async throws {
        try await withTask { bench, sandbox in
            let check = "echo wave $APIGW_MIGRATE_WAVE: $APIGW_MIGRATE_UPDATED updated; exit 1"
            let result = try await bench.run(
                ["apply", "rows.csv", "--canary", "5%", "--health-check", check],
                on: sandbox
            )
            #expect(result.ending == .exit(75))
            #expect(sandbox.statistics.updatesApplied.count == 5)
            #expect(result.errors.contains("stopped: the health check after wave canary failed"))
            #expect(result.output.contains("  canary  5 updated, health check failed\n    wave canary: 5 updated\n"))
            #expect(
                result.output.contains(
                    "\nBack: apigw-migrate rollback rows.csv.checkpoint --endpoint-url URL --rate unlimited\n"
                        + "Next: apigw-migrate apply rows.csv "
                )
            )
        }
    }

    @Test func aFailedHealthCheckCanPutEverythingBack() async throws {
        try await withTask { bench, sandbox in
            let original = Self.task.integrations(in: sandbox.state)
            let options = ["--canary", "7", "--health-check", "exit 1", "--on-unhealthy", "rollback"]
            let result = try await bench.run(["apply", "rows.csv"] + options, on: sandbox)
            #expect(result.ending == .exit(1))
            #expect(Self.task.integrations(in: sandbox.state) == original)
            #expect(sandbox.requests.count { $0.operation == .updateIntegration } == 14)
            #expect(result.output.contains("Rollback RUN of rows.csv.checkpoint: complete\n  7 updated\n  7 rows\n"))
        }
    }

    @Test func healthyWavesFollowEachOther() async throws {
        try await withTask { bench, sandbox in
            // The plan comes first, the waves are chosen when it is applied.
            _ = try await bench.run("plan", "rows.csv", on: sandbox)
            let check = "test $APIGW_MIGRATE_FAILED = 0 && echo $APIGW_MIGRATE_WAVE >> waves"
            let result = try await bench.run(
                ["apply", "rows.csv", "--canary", "5", "--health-check", check],
                on: sandbox
            )
            #expect(result.ending == .exit(0))
            #expect(try bench.text("waves") == "canary\nrest\n")
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }

    @Test func aValueThatIsNoWaveIsAnErrorOfTheManifest() async throws {
        try await Workbench.with { bench in
            try bench.write(
                "rows.csv",
                "api_id,integration_id,timeout_in_millis,stage\na,b,50,test\na,c,50,prod\na,d,50,dev\n"
            )
            let result = try await bench.run("apply", "rows.csv", "--waves", "stage=test,prod")
            #expect(result.ending == .exit(65))
            #expect(result.errors.contains("rows.csv:4: stage: 'dev' is none of the waves; allowed: test, prod"))
        }
    }
}
