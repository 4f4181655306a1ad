import Foundation
import Testing

/// The tool against moto, an API Gateway that nobody here wrote: boto3 fills it and boto3 reads the result.
///
/// Needs a Python with `moto[server]` and boto3, which `scripts/setup --tests` installs; `APIGW_MIGRATE_TEST_PYTHON` names
/// it, as `scripts/test` does. Without it the test does not run.
@Suite(.turns, .timeLimit(.minutes(10)))
struct MotoTests {
    private static let python = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_PYTHON"]

    @Test(
        .enabled(if: python != nil, "APIGW_MIGRATE_TEST_PYTHON names no Python with moto and boto3; scripts/test does")
    )
    func twoHundredRowsAreAsWantedWhenBoto3ReadsThem() async throws {
        let python = URL(fileURLWithPath: try #require(Self.python))
        try await Workbench.with { bench in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = "test"
            bench.environment["AWS_SECRET_ACCESS_KEY"] = "test"
            let moto = Moto(python: python, bench: bench)
            // It lives until its standard input ends.
            let input = Pipe()
            let server = try moto.start("serve", input: input.fileHandleForReading)
            try await server.until { try server.outputSoFar().hasSuffix("\n") }
            let url = try server.outputSoFar().trimmingCharacters(in: .newlines)
            try await expectMigration(bench, url, moto)
            try input.fileHandleForWriting.close()
            #expect(try await server.end().ending == .exit(0))
        }
    }

    /// The three parts of `moto_case.py`.
    private struct Moto {
        var python: URL
        var bench: Workbench

        func start(_ arguments: String..., input: FileHandle? = nil) throws -> ChildProcess {
            try bench.start(python, [Repository.motoCase.path] + arguments, input: input)
        }
    }

    private func expectMigration(_ bench: Workbench, _ url: String, _ moto: Moto) async throws {
        let seeded = try await moto.start("seed", url, ".").end()
        #expect(seeded == ChildProcess.Result(ending: .exit(0), output: "", errors: ""))
        let command = ["apply", "manifest.csv", "--endpoint-url", url, "--rate", "unlimited"]
        let preview = try await bench.run(command + ["--dry-run"])
        #expect(preview.ending == .exit(0))
        #expect(preview.errors == "")
        #expect(preview.output.contains("  190 would update\n   10 unchanged\n  200 rows\n"))
        // Nothing was written: what the rows want is not there yet.
        #expect(try await moto.start("verify", url, ".").end().ending == .exit(1))

        let run = try await bench.run(command + ["--report", "report.csv"])
        #expect(run.ending == .exit(0))
        #expect(run.errors == "")
        #expect(run.output.contains("  190 updated\n   10 unchanged\n  200 rows\n"))
        #expect(Table(try bench.data("report.csv")).counts("outcome") == ["updated": 190, "unchanged": 10])

        let verified = try await moto.start("verify", url, ".").end()
        let agreed = "200 integrations read, 0 differences\n"
        #expect(verified == ChildProcess.Result(ending: .exit(0), output: agreed, errors: ""))
    }
}
