import Foundation
import Sandbox
import Testing

/// Files that cannot grow: on a disk that is full, and under `ulimit -f`.
@Suite(.turns, .timeLimit(.minutes(10)))
struct FullDiskTests {
    private static let task = Timeouts(apis: 10, integrations: 20)

    private func withTask(_ body: @Sendable (Workbench, SandboxServer) async throws -> Void) async throws {
        try await withSandbox(SandboxConfiguration(state: Self.task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", Self.task.manifest)
                try await body(bench, sandbox)
            }
        }
    }

    /// Linux has a file that is always full.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aReportOnAFullDiskIsNamedAfterTheSummary() async throws {
        try await withTask { bench, sandbox in
            let full = bench.url("full.csv")
            try FileManager.default.createSymbolicLink(at: full, withDestinationURL: URL(fileURLWithPath: "/dev/full"))
            let run = try await bench.run("apply", "rows.csv", "--report", "full.csv", on: sandbox)
            #expect(run.ending == .exit(74))
            #expect(run.output.hasPrefix("Run RUN of rows.csv: complete\n  200 updated\n  200 rows\n"))
            #expect(!run.output.contains("Report: "))
            let errors = "apigw-migrate: full.csv: cannot be written: the disk is full\n"
            #expect(run.errors == errors)

            let report = try await bench.run("report", "rows.csv.checkpoint", "--report", "full.csv")
            #expect(report == ChildProcess.Result(ending: .exit(74), output: "", errors: errors))
            let extract = try await bench.run("report", "rows.csv.checkpoint", "--as-manifest", "full.csv")
            #expect(extract == ChildProcess.Result(ending: .exit(74), output: "", errors: errors))
            #expect(try bench.files() == Self.sharedMemory.union(["rows.csv", "rows.csv.checkpoint", "full.csv"]))
        }
    }

    /// What SQLite leaves beside a checkpoint that was only read.
    private static let sharedMemory: Set<String> = ["rows.csv.checkpoint-shm", "rows.csv.checkpoint-wal"]

    @Test(arguments: ["validate rows.csv", "apply rows.csv -n", "status x.checkpoint", "report x.checkpoint"])
    func standardOutputOnAFullDiskIsAnError(_ command: String) async throws {
        try await withTask { bench, sandbox in
            #expect(
                try await bench.run("apply", "rows.csv", "--checkpoint", "x.checkpoint", on: sandbox).ending == .exit(0)
            )
            let connection = command.hasPrefix("apply") ? Workbench.connection(sandbox).joined(separator: " ") : ""
            let script = "exec '\(Binaries.tool.path)' \(command) \(connection) > /dev/full"
            let result = try await bench.start(URL(fileURLWithPath: "/bin/sh"), ["-c", script]).end()
            #expect(result.ending == .exit(74))
            #expect(result.errors.contains("apigw-migrate: standard output"))
            #expect(result.errors.contains("cannot be written"))
        }
    }

    /// The limits, in blocks of 512 or 1024 bytes, are met while the manifest is read, and then while rows are sent.
    @Test func aCheckpointThatCannotGrowStopsTheRunAndNothingIsLost() async throws {
        try await withTask { bench, sandbox in
            func run(limit: Int) async throws -> ChildProcess.Result {
                let command = (["apply", "rows.csv"] + Workbench.connection(sandbox)).joined(separator: " ")
                let script = "ulimit -f \(limit) && exec '\(Binaries.tool.path)' \(command)"
                return try await bench.ended(
                    try bench.start(URL(fileURLWithPath: "/bin/sh"), ["-c", script]),
                    on: sandbox
                )
            }
            let early = try await run(limit: 10)
            #expect(early.ending == .exit(74))
            #expect(early.output == "")
            #expect(early.errors.hasPrefix("apigw-migrate: rows.csv.checkpoint: "))
            #expect(sandbox.requests.isEmpty)
            #expect(try bench.files() == ["rows.csv"])

            var wasStopped = false
            for limit in stride(from: 60, to: 600, by: 60) {
                let result = try await run(limit: limit)
                if result.ending == .exit(0) { break }
                #expect(result.ending == .exit(74))
                if !result.output.isEmpty {
                    wasStopped = true
                    #expect(result.errors.hasPrefix("apigw-migrate: stopped: rows.csv.checkpoint: "))
                    #expect(
                        result.output.hasSuffix(
                            "\nNext: apigw-migrate apply rows.csv --endpoint-url URL --rate unlimited\n"
                        )
                    )
                }
            }
            #expect(wasStopped)
            let last = try await bench.run("apply", "rows.csv", "--report", "r.csv", on: sandbox)
            #expect(last.ending == .exit(0))
            #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": 200])
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
        }
    }
}
