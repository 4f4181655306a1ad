import Foundation
import Testing

/// The tool against moto, an API Gateway that nobody here wrote: boto3 fills it and boto3 reads the result.
///
/// Needs a Python with `moto[server]` and boto3, which `scripts/setup --tests` installs; `APIGW_MIGRATE_TEST_PYTHON` names
/// it, as `scripts/test` does. Without it the test does not run.
@Suite(.turns)
struct MotoTests {
    private static let python = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_PYTHON"]

    private static let isMissing: Comment =
        "APIGW_MIGRATE_TEST_PYTHON names no Python with moto and boto3; scripts/test does"

    @Test(.enabled(if: python != nil, isMissing))
    func twoHundredRowsAreAsWantedWhenBoto3ReadsThem() async throws {
        try await withMoto { bench, url, moto in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = "test"
            bench.environment["AWS_SECRET_ACCESS_KEY"] = "test"
            try await expectMigration(bench, url, moto)
        }
    }

    @Test(.enabled(if: python != nil, isMissing))
    func whatIsPlannedAppliedAndPutBackIsAsItWasWhenBoto3ReadsIt() async throws {
        try await withMoto { bench, url, moto in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = "test"
            bench.environment["AWS_SECRET_ACCESS_KEY"] = "test"
            _ = try await moto.start("seed", url, ".").end()
            let connection = ["--endpoint-url", url, "--rate", "unlimited"]
            let plan = try await bench.run(["plan", "manifest.csv"] + connection)
            #expect(plan.ending == .exit(0))
            #expect(plan.output.contains("\n190 to change, 10 unchanged, "))
            let agreed = "200 integrations read, 0 differences\n"
            #expect(try await moto.start("original", url, ".").end().output == agreed)

            #expect(try await bench.run(["apply", "manifest.csv"] + connection).ending == .exit(0))
            #expect(try await moto.start("verify", url, ".").end().output == agreed)
            let back = try await bench.run(["rollback", "manifest.csv.checkpoint"] + connection)
            #expect(back.output.contains("\n  190 updated\n  190 rows\n"))
            #expect(try await moto.start("original", url, ".").end().output == agreed)
        }
    }

    /// moto checks every signature and policy here; its checks of requests without a body are wrong, hence `--no-snapshot`.
    @Test(.enabled(if: python != nil, isMissing))
    func chainedRolesAndRolesOfRowsSignWhatBoto3ThenReads() async throws {
        try await withMoto { bench, url, moto in
            var bench = bench.withoutKeys(endpointURL: url)
            bench.environment["AWS_CONFIG_FILE"] = bench.url("config").path
            bench.environment["AWS_SHARED_CREDENTIALS_FILE"] = bench.url("credentials").path
            try await expectRoles(bench, url, moto)
        }
    }

    @Test(.enabled(if: python != nil, isMissing))
    func permissionsThatAreGivenAndTakenBackAreThoseThatBoto3Reads() async throws {
        try await withMoto { bench, url, moto in
            var bench = bench
            bench.environment["AWS_ACCESS_KEY_ID"] = "test"
            bench.environment["AWS_SECRET_ACCESS_KEY"] = "test"
            bench.environment["AWS_ENDPOINT_URL"] = url
            try await expectPermissions(bench, url, moto)
        }
    }

    private func withMoto(_ body: (Workbench, String, Moto) async throws -> Void) async throws {
        let python = URL(fileURLWithPath: try #require(Self.python))
        try await Workbench.with { bench in
            let moto = Moto(python: python, bench: bench)
            // It lives until its standard input ends.
            let input = Pipe()
            let server = try moto.start("serve", input: input.fileHandleForReading)
            try await server.until { try server.outputSoFar().hasSuffix("\n") }
            try await body(bench, try server.outputSoFar().trimmingCharacters(in: .newlines), moto)
            try input.fileHandleForWriting.close()
            #expect(try await server.end().ending == .exit(0))
        }
    }

    /// The parts of `moto_case.py` and `role_case.py`.
    private struct Moto {
        var python: URL
        var bench: Workbench

        func start(
            _ arguments: String...,
            of script: String = "moto_case",
            input: FileHandle? = nil
        ) throws -> ChildProcess {
            try bench.start(python, [Repository.moto(script).path] + arguments, input: input)
        }
    }

    private func expectMigration(_ bench: Workbench, _ url: String, _ moto: Moto) async throws {
        let seeded = try await moto.start("seed", url, ".").end()
        #expect(seeded == ChildProcess.Result(ending: .exit(0), output: "", errors: ""))
        let command = ["apply", "manifest.csv", "--endpoint-url", url, "--rate", "unlimited"]
        let preview = try await bench.run(command + ["--dry-run"])
        #expect(preview.ending == .exit(0))
        #expect(preview.errors == "")
        #expect(preview.output.contains("190 of 200 rows to change"))
        #expect(preview.output.contains("\n190 to change, 10 unchanged, "))
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

    private func expectRoles(_ bench: Workbench, _ url: String, _ moto: Moto) async throws {
        let seeded = try await moto.start("seed", url, ".", of: "role_case").end()
        #expect(seeded == ChildProcess.Result(ending: .exit(0), output: "", errors: ""))
        let run = try await bench.run("apply", "manifest.csv", "--no-snapshot", "--rate", "unlimited")
        #expect(run.ending == .exit(1))
        #expect(run.output.contains(": stopped: 1 of 3 groups parked\n   9 updated\n   1 pending\n  10 rows\n"))
        #expect(
            run.errors.hasPrefix(
                "Not using profile mistaken, 1 row stays pending: GetCallerIdentity: SignatureDoesNotMatch"
            )
        )

        let verified = try await moto.start("verify", url, ".", of: "role_case").end()
        #expect(verified == ChildProcess.Result(ending: .exit(0), output: "0 differences\n", errors: ""))
    }

    private func expectPermissions(_ bench: Workbench, _ url: String, _ moto: Moto) async throws {
        func policy() async throws -> String {
            let read = try await moto.start("policy", url, of: "lambda_case").end()
            #expect(read.ending == .exit(0), "\(read.errors)")
            return read.output
        }
        let seeded = try await moto.start("seed", url, ".", of: "lambda_case").end()
        #expect(seeded.ending == .exit(0), "\(seeded.errors)")
        let plan = try await bench.run("plan", "manifest.csv", "--check-lambda", "--rate", "unlimited")
        #expect(plan.output.contains("  would answer 500: 12 rows, function orders-v2:live does not let 3 APIs in\n"))
        #expect(try await policy() == "")

        let sending = ["--rate", "unlimited"]
        let run = try await bench.run(["apply", "manifest.csv", "--grant-lambda", "--grant-settle", "0"] + sending)
        #expect(run.ending == .exit(0), "\(run.output)\(run.errors)")
        let statement = "Allow {'Service': 'apigateway.amazonaws.com'} lambda:InvokeFunction True"
        let given = try await policy().split(separator: "\n").map(String.init)
        #expect(Set(given) == Set((0..<3).map { "shop-\($0) \(statement)" }))

        let back = try await bench.run(["rollback", "manifest.csv.checkpoint", "--revoke"] + sending)
        #expect(back.ending == .exit(0), "\(back.output)\(back.errors)")
        #expect(back.output.contains("Permissions: 3 of 3 taken back\n"))
        #expect(try await policy() == "")
    }
}
