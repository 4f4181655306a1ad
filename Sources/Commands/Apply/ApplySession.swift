import AWSCore
import ArgumentParser
import Migration
import Pacing
import Reports

/// `apply` from the manifest to the summary.
struct ApplySession: Sendable {
    let settings: ApplySettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    func run() async throws -> ExitCode {
        let choice = CheckpointChoice(settings: settings, console: console, signals: signals)
        guard settings.isDryRun else {
            let (checkpoint, isResumed) = try await choice.open()
            do {
                return try await work(on: checkpoint, retryingFailed: isResumed && !settings.skipsFailed)
            } catch let error as ReportError {
                // The run itself has gone as its summary says.
                throw error
            } catch {
                throw CommandError(error).continued(by: settings.run.command)
            }
        }
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        signals.leave(removing: [scratch.path])
        return try await work(on: try await choice.create(at: scratch.checkpointPath), retryingFailed: false)
    }

    private func work(on checkpoint: Checkpoint, retryingFailed: Bool) async throws -> ExitCode {
        let info = try await checkpoint.info()
        if !settings.run.engine.readsFirst, let line = info.lineNeedingRead {
            let problem = "line \(line) expects a value or clears a map, which needs the live state"
            throw CommandError("\(problem): leave out --no-snapshot", .usage)
        }
        let session = RunSession(settings: settings.run, console: console, gate: gate, signals: signals)
        let reason = try await session.run(on: checkpoint, retryingFailed: retryingFailed)
        let code = try await show(checkpoint, reason)
        if reason?.isCheckpointFailure != true { try await checkpoint.close() }
        return code
    }

    private func show(_ checkpoint: Checkpoint, _ reason: StopReason?) async throws -> ExitCode {
        guard settings.isDryRun else {
            return try await RunEnding(settings: settings.run, console: console, reason: reason).show(checkpoint)
        }
        let ending = PlanEnding(
            settings: settings.run,
            console: console,
            reason: reason,
            title: "Dry run",
            showing: settings.showing,
            // A manifest that came from standard input cannot be read a second time.
            apply: settings.manifest.readsStandardInput ? nil : settings.run.command.without(["-n", "--dry-run"]),
            hasDetailedExitCode: false
        )
        return try await ending.show(checkpoint)
    }
}
