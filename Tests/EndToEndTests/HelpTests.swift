import Foundation
import Testing

/// The words of `--help`, one file of `Snapshots/` a command.
///
/// A snapshot is made anew with `apigw-migrate apply --help > Tests/EndToEndTests/Snapshots/apply.txt`, without a terminal
/// of another width than 80.
@Suite(.turns)
struct HelpTests {
    @Test(arguments: [
        "apigw-migrate", "discover", "validate", "plan", "apply", "rollback", "control", "status", "report",
        "update-integration",
        "skeleton",
    ])
    func theHelpIsAsKept(_ command: String) async throws {
        try await Workbench.with { bench in
            var bench = bench
            bench.environment["COLUMNS"] = "80"
            let arguments = command == "apigw-migrate" ? ["--help"] : [command, "--help"]
            let result = try await bench.run(arguments)
            let kept = try String(contentsOf: Repository.snapshot(command), encoding: .utf8)
            #expect(result == ChildProcess.Result(ending: .exit(0), output: kept, errors: ""))
        }
    }

    @Test func theVersionIsThatOfTheChangelog() async throws {
        try await Workbench.with { bench in
            let result = try await bench.run("--version")
            #expect(result.ending == .exit(0))
            #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        }
    }
}
