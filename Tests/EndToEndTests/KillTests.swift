import Foundation
import Sandbox
import TestSupport
import Testing

/// A run that is killed again and again, as by a power cut, ends with every row done.
///
/// `APIGW_MIGRATE_TEST_KILLS` and `APIGW_MIGRATE_TEST_ROWS` make the runs longer: 50 kills over 1,000 rows, say.
@Suite(.turns)
struct KillTests {
    private static let integrations = 10
    private static let concurrency = 30

    private static func setting(_ name: String, else value: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? value
    }

    /// - Parameter jitter: in milliseconds. With a long one writes are still under way when the next run begins and reads:
    ///   it meets them as conflicts, or does them again.
    @Test(arguments: [[], ["--no-snapshot"]], [6, 1000])
    func aRunKilledAtAnyMomentLosesNothing(_ options: [String], _ jitter: Int) async throws {
        let seed: UInt64 = 1
        let kills = Self.setting("APIGW_MIGRATE_TEST_KILLS", else: 8)
        let task = Timeouts(
            apis: Self.setting("APIGW_MIGRATE_TEST_ROWS", else: 300) / Self.integrations,
            integrations: Self.integrations
        )
        let configuration = SandboxConfiguration(
            state: task.state,
            latency: .milliseconds(2),
            jitter: .milliseconds(jitter),
            seed: seed
        )
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.csv", task.manifest)
                let command =
                    ["apply", "rows.csv", "--concurrency", "\(Self.concurrency)", "--progress", "off"] + options
                var generator = SeededGenerator(seed: seed)
                var killed = 0
                for number in 0..<kills {
                    let child = try bench.start(command, on: sandbox)
                    try await Self.wait(
                        number,
                        task.count / kills,
                        child,
                        sandbox,
                        bench.url("rows.csv.checkpoint"),
                        &generator
                    )
                    child.signal(SIGKILL)
                    let result = try await child.end()
                    if result.ending == .signal(SIGKILL) { killed += 1 } else { #expect(result.ending == .exit(0)) }
                }
                let last = try await bench.run(command + ["--report", "r.csv"], on: sandbox)
                let whole = "Run RUN of rows.csv: complete\n  \(task.count) updated\n  \(task.count) rows\n"
                #expect(last.ending == .exit(0))
                #expect(last.output.hasPrefix(whole))
                #expect(last.errors == "")

                let table = Table(try bench.data("r.csv"))
                #expect(table.counts("outcome") == ["updated": task.count])
                #expect(table.rows.map { $0["row"] } == (1...task.count).map { "\($0)" })
                #expect(task.unmet(in: sandbox.state).isEmpty)
                #expect(sandbox.statistics.updatesApplied.count == task.count)
                let repeated = sandbox.statistics.repeatedUpdates
                // Only a write that was under way when the tool was killed can come twice.
                #expect(repeated <= killed * Self.concurrency)
                let name = (options + ["answers after 2 to \(2 + jitter) ms"]).joined(separator: ", ")
                print(
                    "killed \(killed) times over \(task.count) rows, \(name): \(repeated) repeated updates, \(sandbox.statistics.conflicts) conflicts"
                )
            }
        }
    }

    /// Until the checkpoint is there, or a random number of further calls or updates has come: so kills fall into the reading
    /// of the manifest and of the live state, into commits, and between a call and its answer.
    private static func wait(
        _ number: Int,
        _ rows: Int,
        _ child: ChildProcess,
        _ sandbox: SandboxServer,
        _ checkpoint: URL,
        _ generator: inout SeededGenerator
    ) async throws {
        if number == 0 {
            try await child.until { FileManager.default.fileExists(atPath: checkpoint.path) }
        } else if number.isMultiple(of: 3) {
            let calls = sandbox.statistics.totalCalls + Int.random(in: 1...20, using: &generator)
            try await child.untilEnd(or: { sandbox.statistics.totalCalls >= calls })
        } else {
            // Updates and not calls: a resumed run reads first, and kills within the reading alone would prove little.
            func updates() -> Int { sandbox.statistics.calls[.updateIntegration, default: 0] }
            let seen = updates()
            let more = Int.random(in: 1...max(1, rows * 3 / 2), using: &generator)
            try await child.untilEnd(or: { updates() >= seen + more })
        }
    }
}
