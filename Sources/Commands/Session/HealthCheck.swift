import Migration
import Records
import Reports
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A command that says whether a wave did well: exit code 0, it did; 1, it did not; anything else, nobody knows.
struct HealthCheck: Sendable {
    /// For the shell.
    let command: String
    let timeout: Duration
    /// Of the process; the run's own variables are added to it.
    let environment: [String: String]
    let runID: String
    let checkpoint: String

    /// Of what it says, which is kept for the report.
    private static let outputLimit = 65_536
    private static let gracePeriod = Duration.seconds(1)

    private typealias Result = ExecutionResult<Void, BytesOutput, BytesOutput>

    func answer(on wave: Wave, of count: Int) async -> HealthAnswer {
        do {
            guard let result = try await result(wave, of: count) else {
                return HealthAnswer(.unclear, report: "no answer within \(Quantity.duration(timeout / .seconds(1)))")
            }
            let said = String(decoding: result.standardOutput + result.standardError, as: UTF8.self)
            switch result.terminationStatus {
            case .exited(0): return HealthAnswer(.passed, report: said)
            case .exited(1): return HealthAnswer(.failed, report: said)
            case .exited(let code): return HealthAnswer(.unclear, report: "exit code \(code)\n\(said)")
            case .signaled(let signal): return HealthAnswer(.unclear, report: "ended by signal \(signal)\n\(said)")
            }
        } catch {
            return HealthAnswer(.unclear, report: "could not be run: \(error)")
        }
    }

    /// - Returns: `nil`: it took too long.
    private func result(_ wave: Wave, of count: Int) async throws -> Result? {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.gracePeriod)]
        let variables = environment.merging(variables(wave, of: count)) { $1 }
        let configuration = Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(["-c", command]),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })
            ),
            platformOptions: options
        )
        return try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask {
                try await Subprocess.run(
                    configuration,
                    input: .none,
                    output: .bytes(limit: Self.outputLimit),
                    error: .bytes(limit: Self.outputLimit)
                )
            }
            tasks.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
    }

    /// What the command knows of the run and of the wave.
    func variables(_ wave: Wave, of count: Int) -> [String: String] {
        func rows(_ outcome: Outcome) -> String { "\(wave.outcomes[outcome] ?? 0)" }
        let values = [
            "RUN_ID": runID, "CHECKPOINT": checkpoint, "WAVE": wave.name, "WAVES": "\(count)",
            "UPDATED": rows(.updated),
            "UNCHANGED": rows(.unchanged), "FAILED": rows(.failed), "DRIFTED": rows(.drifted),
            "PENDING": "\(wave.openCount)",
        ]
        return Dictionary(uniqueKeysWithValues: values.map { ("APIGW_MIGRATE_\($0)", $1) })
    }
}
