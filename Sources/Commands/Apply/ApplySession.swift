import AWSCore
import ArgumentParser
import Foundation
import Migration
import Pacing
import Reports

/// `apply` from the manifest, or from the run's file, to the summary.
struct ApplySession: Sendable {
    let settings: ApplySettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    func run() async throws -> ExitCode {
        let choice = CheckpointChoice(
            files: settings.files,
            connection: settings.run.connection,
            waves: settings.waves,
            again: settings.run.command,
            console: console,
            signals: signals
        )
        if settings.isDryRun { return try await dryRun(choice) }
        let (checkpoint, earlier) = try await choice.open()
        var run = settings.run
        if settings.files.isCheckpointGiven { run.adopt(earlier) }
        let (reason, code): (StopReason?, ExitCode)
        do {
            let planned = try await checkpoint.info()
            try settings.approval.check(
                planned,
                unplannedRows: planned.isBeingPlanned ? try await checkpoint.unplannedRowCount() : 0,
                checkpoint: checkpoint.path,
                renewal: run.command.planning(settings.files.argument).text,
                now: Date().timeIntervalSince1970
            )
            try await checkRead(checkpoint)
            if earlier != nil { try await choice.assignWaves(checkpoint) }
            run.engine.waves.healthCheck = try await healthCheck(checkpoint)
            let session = RunSession(settings: run, console: console, gate: gate, signals: signals)
            reason = try await session.run(
                on: checkpoint,
                retryingFailed: earlier != nil && !settings.skipsFailed
            )
            var ending = RunEnding(settings: run, console: console, reason: reason)
            if case .unhealthy = reason { ending.goesBack = settings.rollsBack }
            code = try await ending.show(checkpoint)
            do {
                if reason?.isCheckpointFailure != true { try await checkpoint.close(telling: console) }
            } catch  where ending.goesBack {
                // Putting back is what matters more now, and has the whole run at hand all the same.
                console.complain(CommandError(error).message)
            }
        } catch let error as ReportError {
            // The run itself has gone as its summary says.
            throw error
        } catch {
            throw CommandError(error).continued(by: run.command)
        }
        // It says itself how it goes on: the run does not any more.
        return try await rollback(checkpoint.path, run, after: reason) ?? code
    }

    private func healthCheck(
        _ checkpoint: Checkpoint
    ) async throws -> (@Sendable (Wave, Int) async -> HealthAnswer)? {
        guard let command = settings.healthCheck else { return nil }
        let check = HealthCheck(
            command: command,
            timeout: settings.healthTimeout,
            environment: settings.environment,
            runID: try await checkpoint.info().id,
            checkpoint: checkpoint.path
        )
        return { wave, count in await check.answer(on: wave, of: count) }
    }

    /// The way back after a failed health check, with a gate of its own: the run's has been closed.
    ///
    /// - Returns: `nil` when there is nothing to put back.
    private func rollback(_ path: String, _ run: RunSettings, after reason: StopReason?) async throws -> ExitCode? {
        guard case .unhealthy = reason, settings.rollsBack else { return nil }
        let back = RollbackSettings(undoing: path, run)
        return try await RequestGate.withGate(concurrency: settings.concurrency) { gate in
            let session = RollbackSession(settings: back, console: console, gate: gate, signals: signals)
            let code = try await session.run()
            try await writeReports(path)
            // Everything is back, and still the run has not done what it was to do.
            return code == .success ? .someRowsFailed : code
        }
    }

    /// Once more, since the rows have been put back in the meantime.
    private func writeReports(_ path: String) async throws {
        if settings.run.output.reports.isEmpty { return }
        let checkpoint = try await Checkpoint.openForReading(path: path)
        let report = Report(checkpoint, overview: try await RunOverview(checkpoint))
        for target in settings.run.output.reports { try await report.write(to: target.path, format: target.format) }
    }

    private func dryRun(_ choice: CheckpointChoice) async throws -> ExitCode {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        signals.leave(removing: [scratch.path])
        let checkpoint = try await choice.create(at: scratch.checkpointPath)
        let apis = KnownAPIs()
        var run = settings.run
        run.engine.onAPIs = { apis.add($1, of: $0) }
        run.engine.onManagedIntegration = { apis.add(managedIntegration: $2, of: $1, in: $0) }
        var session = RunSession(settings: run, console: console, gate: gate, signals: signals)
        session.whenPlanned = { [engine = run.engine, gate] connections in
            let looks = APIDetails.Looks(routes: false, stages: engine.deployments != nil)
            try await APIDetails(connections: connections, options: engine, gate: gate, looks: looks)
                .read(for: checkpoint, into: apis)
        }
        let reason = try await session.run(on: checkpoint, retryingFailed: false)
        let ending = PlanEnding(
            settings: settings.run,
            console: console,
            reason: reason,
            title: "Dry run",
            showing: settings.showing,
            // A manifest that came from standard input cannot be read a second time.
            apply: settings.files.manifest.readsStandardInput
                ? nil : settings.run.command.without(["-n", "--dry-run"]).withoutOption("--show"),
            apis: apis.all,
            hasDetailedExitCode: false
        )
        let code = try await ending.show(checkpoint)
        if reason?.isCheckpointFailure != true { try await checkpoint.close(telling: console) }
        return code
    }

    /// Some rows cannot be done without reading the live state.
    private func checkRead(_ checkpoint: Checkpoint) async throws {
        if settings.run.engine.readsFirst { return }
        let run = try await checkpoint.info()
        if run.plan != nil {
            throw CommandError("a run that has a plan is held against the live state: leave out --no-snapshot", .usage)
        }
        guard let line = run.lineNeedingRead else { return }
        let problem = "line \(line) expects a value or clears a map, which needs the live state"
        throw CommandError("\(problem): leave out --no-snapshot", .usage)
    }
}
