import AWSCore
import ArgumentParser
import CurlHTTP
import Foundation
import Migration
import Pacing
import Records
import Reports

/// One session of a run, from the manifest to the summary.
struct ApplySession: Sendable {
    let settings: ApplySettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    /// Of one call to STS or SSO. The request that needs the credentials tries again by itself.
    private static let credentialsRetry = RetryPolicy(maxAttempts: 3)

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
        signals.tearDown(next: settings.engine.isDryRun ? nil : settings.command.text)
        let transports = try SessionTransports(settings)
        defer { transports.shutdown() }
        // Everything that can be wrong without a request is found before a row is touched.
        let open = try await checkpoint.openGroups(includingFailed: retryingFailed)
        let connections = try await Connections(
            for: open,
            credentials: CredentialsResolver(
                configuration: settings.configuration,
                transport: transports.credentials,
                runID: info.id,
                region: settings.connection.region,
                endpointURL: settings.connection.endpointURL,
                retry: Self.credentialsRetry,
                userAgent: ToolVersion.userAgent,
                prompt: console.prompt
            ),
            configuration: settings.configuration,
            options: settings.connection,
            transports: transports,
            gate: gate,
            retry: settings.retry
        )
        let groups = try await identified(open, connections)
        try await checkTargets(groups, checkpoint)
        signals.leaveAtOnce()
        guard await confirm(groups) else { throw CommandError("nothing was sent", .canBeRunAgain) }
        // A signal may have come just before.
        try Task.checkCancellation()
        if retryingFailed { try await checkpoint.reopenFailedRows() }
        let control = RunControl(gate: gate)
        signals.stop(control)
        let reason = groups.isEmpty ? nil : try await drive(groups, connections, checkpoint, control)
        let ending = RunEnding(settings: settings, console: console, reason: reason)
        let code = try await ending.show(checkpoint)
        if reason?.isCheckpointFailure != true { try await checkpoint.close() }
        return code
    }

    /// Shows whose credentials are about to be used.
    ///
    /// - Returns: the groups with what was learned of them: accounts, and who is parked from the start.
    private func identified(
        _ groups: [MigrationGroup],
        _ connections: Connections
    ) async throws -> [MigrationGroup] {
        guard settings.connection.signsRequests || groups.contains(where: \.hasAccountGuard) else { return groups }
        let check = IdentityCheck(connector: connections) { missing, total in
            note(Wording.waiting(for: missing, of: total))
        }
        let found = try await check.run(groups)
        try refuseOtherAccounts(AccountConflict.all(in: groups, found))
        for line in IdentityLines(now: Date().timeIntervalSince1970).lines(found) { note(line) }
        return found.flatMap(\.groups)
    }

    /// A run belongs to its accounts: in another one its ids are other integrations, or none.
    private func refuseOtherAccounts(_ conflicts: [AccountConflict]) throws {
        guard let first = conflicts.first else { return }
        let more = conflicts.count > 1 ? "; \(Wording.count(conflicts.count - 1, "more group")) like this" : ""
        let group = "\(first.group.credentials.name), \(first.group.region)"
        throw CommandError(
            """
            \(settings.checkpointPath) was begun in account \(first.begunIn), and the credentials (\(group)) now belong to \
            account \(first.found)\(more). Nothing was sent. Go on with credentials of account \(first.begunIn), or start anew: \
            \(settings.command.adding("--restart").text)
            """,
            .invalidInput
        )
    }

    /// An integration that is named through two sets of credentials has two updates and no order between them.
    private func checkTargets(_ groups: [MigrationGroup], _ checkpoint: Checkpoint) async throws {
        if groups.isEmpty { return }
        let (shared, count) = try await checkpoint.sharedTargets(of: groups)
        if count == 0 { return }
        let name = settings.manifest.input.name
        for target in shared { console.note("\(name):\(target)") }
        if count > shared.count { console.note("… and \(Wording.count(count - shared.count, "more problem"))") }
        let found = Wording.count(count, "problem")
        throw CommandError("\(name): \(found), nothing was sent; correct and run again", .invalidInput)
    }

    /// Runs the engine with its progress on the terminal.
    private func drive(
        _ groups: [MigrationGroup],
        _ connections: Connections,
        _ checkpoint: Checkpoint,
        _ control: RunControl
    ) async throws -> StopReason? {
        let start = Date().timeIntervalSince1970
        try await checkpoint.noteStart(at: start, command: settings.command.text, groups: groups)
        let reason: StopReason?
        do {
            let engine = try await MigrationEngine(
                checkpoint: checkpoint,
                groups: groups,
                connector: connections,
                gate: gate,
                control: control,
                options: settings.engine
            )
            reason = try await run(engine, connections, checkpoint)
        } catch {
            try? await checkpoint.noteEnd(at: Date().timeIntervalSince1970, reason: "could not begin")
            throw error
        }
        // A checkpoint that cannot be written is what the run has just been stopped for.
        if reason?.isCheckpointFailure != true {
            try await checkpoint.noteEnd(at: Date().timeIntervalSince1970, reason: reason?.word ?? "complete")
        }
        return reason
    }

    /// Runs the engine, and beside it what goes on until it ends.
    private func run(
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
                rate: settings.engine.rate,
                waiting: Wording.waiting(gate.snapshot().waiting)
            )
        }
        let effort = EffortLog(checkpoint: checkpoint, statistics: connections.statistics, clock: clock)
        let reason = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await progress.run() }
            tasks.addTask { await effort.run() }
            defer { tasks.cancelAll() }
            return try await engine.run()
        }
        for line in Wording.warnings(engine.tally.counts, in: settings.manifest.input.name) { note(line) }
        if reason?.isCheckpointFailure != true { try await effort.note() }
        return reason
    }

    /// A line beside the progress; who reads that as JSON gets an object.
    private func note(_ line: String) {
        guard settings.output.progress == .json else { return console.note(line) }
        console.note(JSONWriter().string(.object(JSONObject([("note", .string(line))]))))
    }

    /// Asks before the first write, when there is somebody to ask.
    private func confirm(_ groups: [MigrationGroup]) async -> Bool {
        let working = groups.filter { $0.parking == nil }
        let rows = working.reduce(0) { $0 + $1.openRows }
        let isAsked = console.isInteractive && !settings.manifest.readsStandardInput
        guard isAsked, !settings.run.yes, !settings.engine.isDryRun, rows > 0 else { return true }
        return await console.ask("Update \(Wording.count(rows, "integration")) in \(Wording.places(working))?")
    }
}
