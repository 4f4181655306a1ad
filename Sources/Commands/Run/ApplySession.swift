import ArgumentParser
import AWSCore
import CurlHTTP
import Foundation
import Migration
import Reports

/// One session of a run, from the manifest to the summary.
struct ApplySession: Sendable {
    let settings: ApplySettings
    let console: Console
    let gate: RequestGate
    let control: RunControl

    func run() async throws -> ExitCode {
        if settings.engine.isDryRun {
            let scratch = try ScratchFolder()
            defer { scratch.remove() }
            let choice = CheckpointChoice(settings: settings, console: console, control: control)
            return try await work(on: try await choice.create(at: scratch.checkpointPath))
        }
        let choice = CheckpointChoice(settings: settings, console: console, control: control)
        let (checkpoint, isResumed) = try await choice.open()
        if isResumed, !settings.run.skipFailed { try await checkpoint.reopenFailedRows() }
        return try await work(on: checkpoint)
    }

    private func work(on checkpoint: Checkpoint) async throws -> ExitCode {
        let info = try await checkpoint.info()
        if !settings.engine.readsFirst, let line = info.lineNeedingRead {
            let problem = "line \(line) expects a value or clears a map, which needs the live state"
            throw CommandError("\(problem): leave out --no-snapshot", .usage)
        }
        let transport = try CurlTransport(settings.transport)
        defer { transport.shutdown() }
        let connections = Connections(
            configuration: settings.configuration,
            options: settings.connection,
            transport: settings.engine.isDryRun ? ReadOnlyTransport(transport) : transport,
            gate: gate,
            retry: settings.retry
        )
        let engine = try await MigrationEngine(
            checkpoint: checkpoint,
            connector: connections,
            gate: gate,
            control: control,
            options: settings.engine
        )
        guard confirm(engine, try await checkpoint.groups().filter { $0.openRows > 0 }) else { throw CommandError("Nothing was sent.", .canBeRunAgain) }
        let reason = try await drive(engine, connections, checkpoint)
        let ending = RunEnding(settings: settings, console: console, reason: reason)
        let code = try await ending.show(checkpoint)
        try await checkpoint.close()
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
        try await checkpoint.noteStart(at: Date().timeIntervalSince1970)
        let reason = try await withThrowingTaskGroup(of: StopReason??.self) { tasks in
            tasks.addTask {
                await progress.run()
                return .none
            }
            tasks.addTask { .some(try await engine.run()) }
            while let finished = try await tasks.next() {
                guard let reason = finished else { continue }
                tasks.cancelAll()
                try await tasks.waitForAll()
                return reason
            }
            return nil
        }
        let counts = connections.statistics.counts
        try await checkpoint.noteEnd(
            at: Date().timeIntervalSince1970,
            reason: reason?.word ?? "complete",
            secondsActive: (clock.now - start) / .seconds(1),
            calls: CallCounts(
                calls: counts.calls,
                throttled: counts.throttled,
                conflicts: counts.conflicts,
                retries: counts.retries
            )
        )
        return reason
    }

    /// Asks before the first write, when there is somebody to ask.
    private func confirm(_ engine: MigrationEngine, _ groups: [MigrationGroup]) -> Bool {
        let rows = groups.reduce(0) { $0 + $1.openRows }
        let isAsked = console.isInteractive && !settings.manifest.readsStandardInput
        guard isAsked, !settings.run.yes, !settings.engine.isDryRun, rows > 0 else { return true }
        return console.ask("Update \(Wording.count(rows, "integration")) in \(Wording.places(groups))?")
    }
}
