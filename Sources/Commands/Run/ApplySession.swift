import AWSCore
import ArgumentParser
import CurlHTTP
import Foundation
import Migration
import Reports

/// One session of a run, from the manifest to the summary.
struct ApplySession: Sendable {
    let settings: ApplySettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    func run() async throws -> ExitCode {
        let choice = CheckpointChoice(settings: settings, console: console, signals: signals)
        guard settings.engine.isDryRun else {
            let (checkpoint, isResumed) = try await choice.open()
            do {
                return try await work(on: checkpoint, retryingFailed: isResumed && !settings.run.skipFailed)
            } catch let error as ReportError {
                // The run itself has gone as its summary says.
                throw error
            } catch {
                throw CommandError(error).continued(by: settings.command)
            }
        }
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        signals.leave(removing: [scratch.path])
        return try await work(on: try await choice.create(at: scratch.checkpointPath), retryingFailed: false)
    }

    private func work(on checkpoint: Checkpoint, retryingFailed: Bool) async throws -> ExitCode {
        let info = try await checkpoint.info()
        if !settings.engine.readsFirst, let line = info.lineNeedingRead {
            let problem = "line \(line) expects a value or clears a map, which needs the live state"
            throw CommandError("\(problem): leave out --no-snapshot", .usage)
        }
        let transport = try CurlTransport(settings.transport)
        defer { transport.shutdown() }
        let connections = Connections(
            configuration: settings.configuration,
            credentials: CredentialsResolver(
                configuration: settings.configuration,
                transport: transport,
                runID: info.id,
                region: settings.connection.region
            ),
            options: settings.connection,
            transport: settings.engine.isDryRun ? ReadOnlyTransport(transport) : transport,
            gate: gate,
            retry: settings.retry
        )
        // Everything that can be wrong without a request is found before a row is touched.
        let groups = try await checkpoint.groups(includingFailed: retryingFailed).filter { $0.openRows > 0 }
        try await connections.check(groups)
        guard await confirm(groups) else { throw CommandError("nothing was sent", .canBeRunAgain) }
        if retryingFailed { try await checkpoint.reopenFailedRows() }
        let control = RunControl(gate: gate)
        signals.stop(control)
        let engine = try await MigrationEngine(
            checkpoint: checkpoint,
            connector: connections,
            gate: gate,
            control: control,
            options: settings.engine
        )
        let reason = groups.isEmpty ? nil : try await drive(engine, connections, checkpoint)
        let ending = RunEnding(settings: settings, console: console, reason: reason)
        let code = try await ending.show(checkpoint)
        if reason?.isCheckpointFailure != true { try await checkpoint.close() }
        return code
    }

    /// Runs the engine with its progress on the terminal.
    private func drive(
        _ engine: MigrationEngine,
        _ connections: Connections,
        _ checkpoint: Checkpoint
    ) async throws -> StopReason? {
        let clock = ContinuousClock()
        let start = clock.now
        let openAtStart = engine.tally.counts.open
        let progress = ProgressReporter(settings.output.progress, console: console) {
            ProgressSnapshot(
                counts: engine.tally.counts,
                openAtStart: openAtStart,
                calls: connections.statistics.counts,
                elapsed: clock.now - start,
                isDryRun: settings.engine.isDryRun,
                rate: settings.engine.rate
            )
        }
        let effort = EffortLog(checkpoint: checkpoint, statistics: connections.statistics, clock: clock)
        try await checkpoint.noteStart(at: Date().timeIntervalSince1970)
        let reason: StopReason?
        do {
            reason = try await run(engine, beside: [{ await progress.run() }, { await effort.run() }])
        } catch {
            try? await checkpoint.noteEnd(at: Date().timeIntervalSince1970, reason: "could not begin")
            throw error
        }
        // A checkpoint that cannot be written is what the run has just been stopped for.
        if reason?.isCheckpointFailure != true {
            try await effort.note()
            try await checkpoint.noteEnd(at: Date().timeIntervalSince1970, reason: reason?.word ?? "complete")
        }
        return reason
    }

    /// Runs the engine, and beside it what goes on until it ends.
    private func run(
        _ engine: MigrationEngine,
        beside companions: [@Sendable () async -> Void]
    ) async throws -> StopReason? {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for companion in companions { tasks.addTask { await companion() } }
            defer { tasks.cancelAll() }
            return try await engine.run()
        }
    }

    /// Asks before the first write, when there is somebody to ask.
    private func confirm(_ groups: [MigrationGroup]) async -> Bool {
        let rows = groups.reduce(0) { $0 + $1.openRows }
        let isAsked = console.isInteractive && !settings.manifest.readsStandardInput
        guard isAsked, !settings.run.yes, !settings.engine.isDryRun, rows > 0 else { return true }
        return await console.ask("Update \(Wording.count(rows, "integration")) in \(Wording.places(groups))?")
    }
}
