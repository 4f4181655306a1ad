import Foundation
import Sandbox
import Testing

/// A manifest that cannot be applied as it is: every problem is named, nothing is sent and nothing left behind.
@Suite(.turns)
struct BadManifestTests {
    static let commands = [["validate"], ["apply"], ["apply", "--dry-run"], ["apply", "--no-snapshot"]]

    /// Runs a command that must neither send anything nor leave anything.
    private func refuse(
        _ command: [String],
        _ file: String,
        in bench: Workbench,
        input: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChildProcess.Result {
        try await withSandbox(SandboxConfiguration(state: SandboxState())) { sandbox in
            let before = try bench.files()
            let connected = command[0] == "apply" ? sandbox : nil
            let result = try await bench.run(command + [file], on: connected, input: input)
            #expect(sandbox.requests.isEmpty, sourceLocation: sourceLocation)
            #expect(try bench.files() == before, sourceLocation: sourceLocation)
            return result
        }
    }

    private func expectRefusal(of manifest: BadManifest, by command: [String]) async throws {
        try await Workbench.with { bench in
            try bench.write(manifest.file, manifest.content)
            let result = try await refuse(command, manifest.file, in: bench)
            let count = manifest.problems.count
            let last =
                "apigw-migrate: \(manifest.file): \(count) problem\(count == 1 ? "" : "s"), nothing was sent; "
                + "correct and run again"
            let errors = (manifest.problems + [last]).map { $0 + "\n" }.joined()
            #expect(result == ChildProcess.Result(ending: .exit(65), output: "", errors: errors))
        }
    }

    @Test(arguments: BadManifest.cells + BadManifest.targets + BadManifest.records)
    func validateNamesTheLineTheColumnAndWhatIsAllowed(_ manifest: BadManifest) async throws {
        try await expectRefusal(of: manifest, by: ["validate"])
    }

    @Test(arguments: BadManifest.cells + BadManifest.targets + BadManifest.records)
    func applySaysTheSameAndSendsNothing(_ manifest: BadManifest) async throws {
        try await expectRefusal(of: manifest, by: ["apply"])
    }

    @Test(arguments: commands)
    func ofManyBadRowsAHundredAreNamedAndAllCounted(_ command: [String]) async throws {
        try await Workbench.with { bench in
            let rows = (1...250).map { "a,i\($0),49\n" }.joined()
            try bench.write("rows.csv", BadManifest.header + rows)
            let result = try await refuse(command, "rows.csv", in: bench)
            let named = (2...101).map {
                "rows.csv:\($0): timeout_in_millis: '49' is out of range; allowed: an integer from 50 to 30000\n"
            }
            let errors =
                named.joined() + "… and 150 more problems\n"
                + "apigw-migrate: rows.csv: 250 problems, nothing was sent; correct and run again\n"
            #expect(result == ChildProcess.Result(ending: .exit(65), output: "", errors: errors))
        }
    }

    @Test(
        arguments: [
            ("an empty file", "rows.csv", ""), ("a header only", "rows.csv", BadManifest.header),
            ("blank lines only", "rows.csv", "\n\n"), ("an empty JSON Lines file", "rows.jsonl", ""),
        ],
        commands
    )
    func aManifestWithoutRowsIsRefused(
        _ manifest: (name: String, file: String, content: String),
        _ command: [String]
    ) async throws {
        try await Workbench.with { bench in
            try bench.write(manifest.file, manifest.content)
            let result = try await refuse(command, manifest.file, in: bench)
            let errors = "apigw-migrate: \(manifest.file): has no rows; --allow-empty accepts that\n"
            #expect(result == ChildProcess.Result(ending: .exit(65), output: "", errors: errors))
        }
    }

    @Test(arguments: commands)
    func aFolderIsNoManifest(_ command: [String]) async throws {
        try await Workbench.with { bench in
            try FileManager.default.createDirectory(at: bench.url("rows.csv"), withIntermediateDirectories: false)
            let result = try await refuse(command, "rows.csv", in: bench)
            let errors = "apigw-migrate: rows.csv: a directory, not a file\n"
            #expect(result == ChildProcess.Result(ending: .exit(66), output: "", errors: errors))
        }
    }

    @Test(arguments: ["gone.csv", "rows.csv/rows.csv", "gone/rows.csv"], commands)
    func aManifestThatIsNotThereIsNamed(_ file: String, _ command: [String]) async throws {
        try await Workbench.with { bench in
            try bench.write("rows.csv", BadManifest.header + "a,b,1000\n")
            // Its checkpoint would be in a folder that is not there either.
            let checkpoint =
                command[0] == "apply" && !command.contains("--dry-run") ? ["--checkpoint", "x.checkpoint"] : []
            let result = try await refuse(command + checkpoint, file, in: bench)
            let errors = "apigw-migrate: \(file): no such file\n"
            #expect(result == ChildProcess.Result(ending: .exit(66), output: "", errors: errors))
        }
    }

    /// Root may open every file, so it takes the program's own memory, whose first page nobody can read.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mem"), "needs a file that cannot be read"))
    func aManifestThatCannotBeReadIsNamed() async throws {
        try await Workbench.with { bench in
            for command in [["validate"], ["apply", "--checkpoint", "x.checkpoint"]] {
                let result = try await refuse(command, "/proc/self/mem", in: bench)
                let errors = "apigw-migrate: /proc/self/mem: reading the file failed: Input/output error\n"
                #expect(result == ChildProcess.Result(ending: .exit(74), output: "", errors: errors))
            }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may open every file"))
    func aManifestThatMayNotBeOpenedIsNamed() async throws {
        try await Workbench.with { bench in
            try bench.write("rows.csv", BadManifest.header + "a,b,1000\n")
            chmod(bench.url("rows.csv").path, 0)
            let result = try await refuse(["validate"], "rows.csv", in: bench)
            let errors = "apigw-migrate: rows.csv: the file cannot be opened: Permission denied\n"
            #expect(result == ChildProcess.Result(ending: .exit(66), output: "", errors: errors))
        }
    }

    @Test func standardInputIsCheckedTheSameWay() async throws {
        try await Workbench.with { bench in
            let text = BadManifest.header + "a,b,49\n"
            for command in [["validate"], ["apply", "--checkpoint", "x.checkpoint"], ["apply", "-n"]] {
                let result = try await refuse(command, "-", in: bench, input: text)
                let errors = """
                    standard input:2: timeout_in_millis: '49' is out of range; allowed: an integer from 50 to 30000
                    apigw-migrate: standard input: 1 problem, nothing was sent; correct and run again

                    """
                #expect(result == ChildProcess.Result(ending: .exit(65), output: "", errors: errors))
            }
        }
    }

    @Test func aGoodManifestIsValid() async throws {
        try await Workbench.with { bench in
            try bench.write("rows.csv", Timeouts(apis: 2, integrations: 3).manifest)
            let result = try await refuse(["validate"], "rows.csv", in: bench)
            #expect(
                result
                    == ChildProcess.Result(
                        ending: .exit(0),
                        output: "rows.csv: 6 rows, 2 APIs, all valid\n",
                        errors: ""
                    )
            )
        }
    }
}
