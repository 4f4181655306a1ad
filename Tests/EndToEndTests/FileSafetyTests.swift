import Foundation
import Sandbox
import Testing

/// No file of a run is written over by another.
@Suite(.turns)
struct FileSafetyTests {
    private static let task = Timeouts(apis: 2, integrations: 3)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    @Test(arguments: [
        (["--report", "rows.csv"], "--report rows.csv: is the manifest; name another file"),
        (["--report", "./x/../rows.csv"], "--report ./x/../rows.csv: is the manifest; name another file"),
        (["--report", "link.csv"], "--report link.csv: is the manifest; name another file"),
        (["--report", "rows.csv", "-n"], "--report rows.csv: is the manifest; name another file"),
        (["--checkpoint", "rows.csv"], "--checkpoint rows.csv: is the manifest; name another file"),
        (["--checkpoint", "rows.csv", "--restart"], "--checkpoint rows.csv: is the manifest; name another file"),
        (
            ["--checkpoint", "r.csv", "--report", "r.csv"],
            "--report r.csv: is also the file of --checkpoint; name another file"
        ),
        (
            ["--report", "r.csv", "--report", "./r.csv"],
            "--report ./r.csv: is also the file of --report; name another file"
        ),
    ])
    func applyDoesNotWriteOverTheManifest(_ options: [String], _ problem: String) async throws {
        try await withTask { bench, sandbox in
            let (link, manifest) = (bench.url("link.csv"), bench.url("rows.csv"))
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: manifest)
            let result = try await bench.run(["apply", "rows.csv"] + options, on: sandbox)
            #expect(result == ChildProcess.Result(ending: .exit(64), output: "", errors: "apigw-migrate: \(problem)\n"))
            #expect(try bench.text("rows.csv") == Self.task.manifest)
            #expect(try bench.files() == ["rows.csv", "link.csv"])
            #expect(sandbox.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (["--as-manifest", "run.csv"], "--as-manifest run.csv: is the checkpoint"),
        (["--report", "run.csv"], "--report run.csv: is the checkpoint"),
        (["--as-manifest", "rows.csv"], "--as-manifest rows.csv: is the manifest of the run"),
        (["--report", "r.csv", "--as-manifest", "r.csv"], "--as-manifest r.csv: is also the file of --report"),
    ])
    func reportDoesNotWriteOverTheRun(_ options: [String], _ problem: String) async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("apply", "rows.csv", "--checkpoint", "run.csv", on: sandbox).ending == .exit(0))
            let status = try await bench.run("status", "run.csv")
            let result = try await bench.run(["report", "run.csv"] + options)
            let errors = "apigw-migrate: \(problem); name another file\n"
            #expect(result == ChildProcess.Result(ending: .exit(64), output: "", errors: errors))
            #expect(try bench.text("rows.csv") == Self.task.manifest)
            #expect(try await bench.run("status", "run.csv") == status)
        }
    }

    @Test func aMissingManifestDoesNotSetTheEarlierRunAside() async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("apply", "rows.csv", on: sandbox).ending == .exit(0))
            try FileManager.default.removeItem(at: bench.url("rows.csv"))
            let result = try await bench.run("apply", "rows.csv", "--restart", on: sandbox)
            let errors = "apigw-migrate: rows.csv: no such file\n"
            #expect(result == ChildProcess.Result(ending: .exit(66), output: "", errors: errors))
            #expect(try bench.files() == ["rows.csv.checkpoint"])
        }
    }

    @Test func aManifestThatComesThroughANamedPipeIsReadOnce() async throws {
        try await withTask { bench, sandbox in
            #expect(mkfifo(bench.url("pipe.csv").path, 0o600) == 0)
            // Nobody writes into the pipe: it is refused without being opened.
            let refused = try await bench.run("apply", "pipe.csv", on: sandbox)
            #expect(refused.ending == .exit(64))
            #expect(refused.errors.contains("--checkpoint"))
            for outcome in ["updated", "updated"] {
                let writer = try bench.start(URL(fileURLWithPath: "/bin/sh"), ["-c", "cat rows.csv > pipe.csv"])
                let result = try await bench.run("apply", "pipe.csv", "--checkpoint", "run.checkpoint", on: sandbox)
                try #require(result.ending == .exit(0))
                #expect(result.output.hasPrefix("Run RUN of pipe.csv: complete\n  6 \(outcome)\n  6 rows\n"))
                #expect(try await writer.end().ending == .exit(0))
            }
            #expect(sandbox.statistics.repeatedUpdates == 0)
        }
    }
}
