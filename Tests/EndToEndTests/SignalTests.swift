import Foundation
import Sandbox
import Testing

/// What SIGINT and SIGTERM do to a run.
@Suite(.turns)
struct SignalTests {
    private static let stopping = "\nStopping: updates in flight may finish. Once more to give them up.\n"
    private static let interrupted = "apigw-migrate: interrupted; everything that was done is recorded\n"

    @Test(arguments: [SIGINT, SIGTERM], [[], ["--no-snapshot"]])
    func aSignalLetsRequestsInFlightFinishAndTheSameCommandGoesOn(_ signal: Int32, _ options: [String]) async throws {
        let task = Timeouts(apis: 10, integrations: 20)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let command = ["apply", "rows.csv", "--concurrency", "5", "--report", "r.csv"] + options
                sandbox.add(SandboxRule(.hold, operation: .updateIntegration, after: 20))
                let child = try bench.start(command, on: sandbox)
                try await child.until { sandbox.heldCalls == 5 }
                child.signal(signal)
                try await child.until { try child.errorsSoFar().hasSuffix(Self.stopping) }
                sandbox.lift(.hold)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(128 + signal))
                #expect(result.errors == Self.stopping + Self.interrupted)
                let next = (["apigw-migrate"] + command + ["--endpoint-url", "URL", "--rate", "unlimited"])
                #expect(result.output.hasPrefix("Run RUN of rows.csv: stopped: interrupted\n"))
                #expect(result.output.hasSuffix("\nNext: \(next.joined(separator: " "))\n"))

                // What was in flight is recorded: the report and the sandbox agree row by row.
                let rows = Table(try bench.data("r.csv")).rows
                #expect(rows.count == task.count)
                let updated = rows.filter { $0["outcome"] == "updated" }
                #expect(updated.count == sandbox.statistics.updatesApplied.count)
                #expect(task.count - updated.count == task.unmet(in: sandbox.state).count)
                #expect(updated.count == 20 + 5)
                #expect(try bench.files() == ["rows.csv", "rows.csv.checkpoint", "r.csv"])

                let last = try await bench.run(command, on: sandbox)
                #expect(last.ending == .exit(0))
                #expect(Table(try bench.data("r.csv")).counts("outcome") == ["updated": task.count])
                #expect(task.unmet(in: sandbox.state).isEmpty)
                #expect(sandbox.statistics.repeatedUpdates == 0)
            }
        }
    }

    @Test func aSecondSignalGivesUpRequestsThatHang() async throws {
        let task = Timeouts(apis: 4, integrations: 5)
        // Longer than any program of a test may run: waiting it out would be noticed.
        let configuration = SandboxConfiguration(state: task.state, hangLimit: .seconds(600))
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                sandbox.fail(.hang, operation: .updateIntegration, integrationID: "int0003", times: 4)
                let command = ["apply", "rows.csv", "--read-timeout", "0"]
                let child = try bench.start(command, on: sandbox)
                try await child.until { sandbox.statistics.faults[.hang] == 4 }
                child.signal(SIGINT)
                try await child.until { try child.errorsSoFar().hasSuffix(Self.stopping) }
                child.signal(SIGINT)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(130))
                let givingUp = "\nGiving up the updates in flight; the next run finds out what became of them.\n"
                #expect(result.errors == Self.stopping + givingUp + Self.interrupted)
                #expect(
                    result.output.hasPrefix(
                        "Run RUN of rows.csv: stopped: interrupted\n   8 updated\n  12 pending\n  20 rows\n"
                    )
                )

                let last = try await bench.run(command, on: sandbox)
                #expect(last.ending == .exit(0))
                #expect(last.output.hasPrefix("Run RUN of rows.csv: complete\n  20 updated\n  20 rows\n"))
                #expect(task.unmet(in: sandbox.state).isEmpty)
                #expect(sandbox.statistics.repeatedUpdates == 0)
            }
        }
    }

    @Test func aSignalEndsTheProgramsThatCredentialsAreWaitedFor() async throws {
        let task = Timeouts(apis: 1, integrations: 1)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                let mark = bench.homeURL("started")
                try bench.writeHome(
                    "hang.sh",
                    "echo $$ > \(mark.path).new\nmv \(mark.path).new \(mark.path)\nexec sleep 1000\n"
                )
                let program = bench.homeURL("hang.sh").path
                try bench.writeHome(".aws/config", "[profile hang]\ncredential_process = /bin/sh \(program)\n")
                try bench.write("rows.csv", task.manifest)
                let child = try bench.start("apply", "rows.csv", "--profile", "hang", on: sandbox)
                try await child.until { FileManager.default.fileExists(atPath: mark.path) }
                child.signal(SIGINT)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(130))
                #expect(result.errors.contains("\nInterrupted; nothing was sent.\nNext: apigw-migrate apply rows.csv "))
                let id = try String(contentsOf: mark, encoding: .utf8).trimmingCharacters(in: .newlines)
                // Of a process that has ended and that nobody has taken notice of, it is empty.
                while let line = try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline")), !line.isEmpty {
                    await Task.yield()
                }
                #expect(sandbox.statistics.totalCalls == 0)
            }
        }
    }

    @Test func aSignalDoesNotWaitForABackoff() async throws {
        let task = Timeouts(apis: 1, integrations: 3)
        // So small a quota that every further call is throttled for hours.
        let quota = SandboxConfiguration.Quota(rate: 0.0001, burst: 2)
        try await withSandbox(SandboxConfiguration(state: task.state, quota: quota)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let child = try bench.start("apply", "rows.csv", "--max-attempts", "100", on: sandbox)
                // By then the next backoff is some seconds long on average, and none may be waited out.
                try await child.until { sandbox.statistics.throttled >= 3 }
                child.signal(SIGINT)
                let result = try await bench.ended(child, on: sandbox)
                #expect(result.ending == .exit(130))
                #expect(
                    result.output.hasPrefix(
                        "Run RUN of rows.csv: stopped: interrupted\n  1 updated\n  2 pending\n  3 rows\n"
                    )
                )
                #expect(sandbox.statistics.updatesApplied.count == 1)
            }
        }
    }

    @Test(arguments: [["validate", "-"], ["apply", "-", "--checkpoint", "x.checkpoint"], ["apply", "-", "-n"]])
    func aSignalWhileTheManifestIsReadLeavesNothing(_ command: [String]) async throws {
        try await Workbench.with { bench in
            let before = try bench.files()
            // Never closed before the program ends: the manifest has no end.
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Data(BadManifest.header.utf8))
            let child = try bench.start(Binaries.tool, command, input: pipe.fileHandleForReading)
            // The tool has read all that there is, and waits for more.
            try await child.until { Self.unreadBytes(pipe.fileHandleForReading) == 0 }
            child.signal(SIGINT)
            let result = try await child.end()
            #expect(
                result
                    == ChildProcess.Result(ending: .exit(130), output: "", errors: "\nInterrupted; nothing was sent.\n")
            )
            #expect(try bench.files() == before)
            try pipe.fileHandleForWriting.close()
        }
    }

    private static func unreadBytes(_ pipe: FileHandle) -> Int32 {
        var count: Int32 = 0
        return ioctl(pipe.fileDescriptor, UInt(FIONREAD), &count) == 0 ? count : -1
    }
}
