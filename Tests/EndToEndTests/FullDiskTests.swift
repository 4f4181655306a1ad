import Foundation
import Sandbox
import Testing

/// Files that cannot grow: on a disk that is full, and under `ulimit -f`.
@Suite(.turns)
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

    /// Runs `apply rows.csv` with a limit for the size of files, in POSIX's blocks of 512 bytes.
    private static func apply(
        _ options: [String] = [],
        limit: Int,
        _ bench: Workbench,
        _ sandbox: SandboxServer
    ) async throws -> ChildProcess.Result {
        let command = (["apply", "rows.csv"] + options + Workbench.connection(sandbox)).joined(separator: " ")
        let script = "ulimit -f \(limit) && exec '\(Binaries.tool.path)' \(command)"
        return try await bench.ended(try bench.start(URL(fileURLWithPath: "/bin/sh"), ["-c", script]), on: sandbox)
    }

    /// The manifest with three cells, of no canary, that make the checkpoint longer than 2 MiB before anything is sent. What becomes of the
    /// rows stands behind that in the file.
    ///
    /// - Parameter expected: of the last row.
    private static func longManifest(expected: String = "") -> String {
        let lines = task.manifest.split(separator: "\n")
        let long = String(repeating: "x", count: 900_000)
        let rows = lines.enumerated().map { number, line in
            switch number {
            case 0: "\(line),info.note,expect.timeout_in_millis"
            case 8...10: "\(line),\(long),"
            case lines.count - 1: "\(line),,\(expected)"
            default: "\(line),,"
            }
        }
        return rows.joined(separator: "\n") + "\n"
    }

    private static let next = "Next: apigw-migrate apply rows.csv --endpoint-url URL --rate unlimited\n"

    /// What is to be done with the log.
    private static let advice = """
        Nothing that was recorded is lost. While rows.csv.checkpoint-wal is there, it is part of the run: keep both files \
        together. The command that goes on with the run moves the one into the other once that is possible.

        """

    @Test func aCheckpointThatCannotBeMadeIsNotLeftBehind() async throws {
        try await withTask { bench, sandbox in
            let result = try await Self.apply(limit: 10, bench, sandbox)
            #expect(result.ending == .exit(74))
            #expect(result.output == "")
            #expect(
                result.errors.contains(/^apigw-migrate: rows\.csv\.checkpoint: .*no file may grow past 5 KiB here/)
            )
            #expect(sandbox.requests.isEmpty)
            #expect(try bench.files() == ["rows.csv"])
        }
    }

    /// The before images alone need more than the limit, and nothing is moved into the file while rows are sent.
    @Test func aLogThatCannotGrowStopsTheRunAndNothingIsLost() async throws {
        try await withTask { bench, sandbox in
            #expect(try await bench.run("plan", "rows.csv", on: sandbox).ending == .exit(0))
            let result = try await Self.apply(limit: 128, bench, sandbox)
            #expect(result.ending == .exit(74))
            #expect(
                result.errors.contains(
                    /^apigw-migrate: stopped: rows\.csv\.checkpoint: .*no file may grow past 64 KiB here/
                )
            )
            #expect(result.errors.hasSuffix(Self.advice))
            #expect(result.output.hasPrefix("Run RUN of rows.csv: unfinished\n"))
            #expect(result.output.hasSuffix("\n" + Self.next))

            let last = try await bench.run("apply", "rows.csv", "--report", "r.csv", on: sandbox)
            #expect(last.ending == .exit(0))
            #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": 200])
            #expect(Self.task.unmet(in: sandbox.state).isEmpty)
            #expect(try bench.files() == ["rows.csv", "rows.csv.checkpoint", "r.csv"])
        }
    }

    /// The outcome of one row needs a log that is far below the limit, and lies behind it in the file.
    @Test func aLogThatCannotBeMovedIsKeptBesideTheFile() async throws {
        try await withTask { bench, sandbox in
            try bench.write("rows.csv", Self.longManifest(expected: "12345"))
            let first = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(first.ending == .exit(1))
            #expect(first.output.hasPrefix("Run RUN of rows.csv: ended, 1 row not done\n  199 updated\n"))
            let drifted = try #require(Self.task.rows.last)
            let call = try await bench.run(
                "update-integration",
                "--api-id",
                drifted.apiID,
                "--integration-id",
                drifted.integrationID,
                "--timeout-in-millis",
                "12345",
                "--endpoint-url",
                sandbox.url
            )
            #expect(call.ending == .exit(0))

            let result = try await Self.apply(limit: 4096, bench, sandbox)
            #expect(result.ending == .exit(74))
            #expect(result.output.hasPrefix("Run RUN of rows.csv: complete\n  200 updated\n  200 rows\n"))
            let problem = """
                the log could not be moved into it: disk I/O error; no file may grow past 2048 KiB here (ulimit -f)
                """
            #expect(result.errors == "apigw-migrate: rows.csv.checkpoint: \(problem)\n" + Self.advice + Self.next)

            // Both files together are the run, also under another name.
            #expect(
                try await bench.run("status", "rows.csv.checkpoint").output.hasPrefix("Run RUN of rows.csv: complete\n")
            )
            #expect(try await bench.run("report", "rows.csv.checkpoint", "--report", "r.csv").ending == .exit(0))
            #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": 200])
            for suffix in ["", "-wal"] {
                try bench.write("moved.checkpoint\(suffix)", try bench.data("rows.csv.checkpoint\(suffix)"))
            }
            let last = try await bench.run("apply", "rows.csv", on: sandbox)
            #expect(last.ending == .exit(0))
            #expect(last.output.hasPrefix("Run RUN of rows.csv: complete\n  200 updated\n  200 rows\n"))
            #expect(try !bench.files().contains("rows.csv.checkpoint-wal"))
            #expect(try await bench.run("rollback", "moved.checkpoint", on: sandbox).ending == .exit(0))
            let state = Self.task.integrations(in: sandbox.state).flatMap { $0 }
            #expect(state.allSatisfy { $0.description == nil })
        }
    }

    /// The run's log cannot be moved, and its rollback has a file of its own with room.
    @Test func aRunWhoseLogCannotBeMovedIsPutBackAllTheSame() async throws {
        try await withTask { bench, sandbox in
            let original = Self.task.integrations(in: sandbox.state)
            try bench.write("rows.csv", Self.longManifest())
            #expect(try await bench.run("plan", "rows.csv", "--canary", "60", on: sandbox).ending == .exit(0))
            let options = ["--health-check", "'exit 1'", "--on-unhealthy", "rollback"]
            let result = try await Self.apply(options, limit: 4096, bench, sandbox)
            #expect(result.ending == .exit(74))
            #expect(result.output.contains("Rollback RUN of rows.csv.checkpoint: complete\n  60 updated\n"))
            #expect(Self.task.integrations(in: sandbox.state) == original)
            // Twice: before the rollback and after it. What goes on is the rollback, and nothing else.
            let next = "Next: apigw-migrate rollback rows.csv.checkpoint --endpoint-url URL --rate unlimited\n"
            #expect(result.errors.components(separatedBy: Self.advice).count == 3)
            #expect(result.errors.hasSuffix(Self.advice + next))
            let status = try await bench.run("status", "rows.csv.checkpoint")
            #expect(status.output.contains("  60 put back\n"))
            #expect(try await bench.run("rollback", "rows.csv.checkpoint", on: sandbox).ending == .exit(0))
            #expect(try !bench.files().contains("rows.csv.checkpoint-wal"))
        }
    }
}
