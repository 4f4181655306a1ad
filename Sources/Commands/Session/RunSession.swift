import AWSCore
import Foundation
import Migration
import Pacing
import Records
import Reports

/// One session of a run on its checkpoint: whose credentials are used, the question, and the engine with its progress.
struct RunSession: Sendable {
    let settings: RunSettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    /// - Parameter retryingFailed: rows that failed in an earlier session are tried again.
    /// - Returns: why the session ended before the last row; `nil`: every row has ended.
    /// - Throws: everything that keeps the session from beginning.
    func run(on checkpoint: Checkpoint, retryingFailed: Bool) async throws -> StopReason? {
        signals.tearDown(next: settings.engine.isDryRun ? nil : settings.command.text)
        let connection = settings.connection
        let transports = try SessionTransports(connection, isReadOnly: settings.engine.isDryRun)
        defer { transports.shutdown() }
        // Everything that can be wrong without a request is found before a row is touched.
        let open = try await checkpoint.openGroups(includingFailed: retryingFailed)
        let connections = try await Connections(
            for: open,
            settings: connection,
            credentials: connection.makeResolver(
                transport: transports.credentials,
                runID: try await checkpoint.info().id,
                prompt: console.prompt
            ),
            transports: transports,
            gate: gate,
            retry: settings.retry
        )
        let groups = try await identified(open, connections, checkpoint)
        try await checkTargets(groups, checkpoint)
        signals.leaveAtOnce()
        guard await confirm(groups) else { throw CommandError("nothing was sent", .canBeRunAgain) }
        // A signal may have come just before.
        try Task.checkCancellation()
        if retryingFailed { try await checkpoint.reopenFailedRows() }
        let control = RunControl(gate: gate)
        signals.stop(control)
        return groups.isEmpty ? nil : try await drive(groups, connections, checkpoint, control)
    }

    /// Shows whose credentials are about to be used.
    ///
    /// - Returns: the groups with what was learned of them: accounts, and who is parked from the start.
    private func identified(
        _ groups: [MigrationGroup],
        _ connections: Connections,
        _ checkpoint: Checkpoint
    ) async throws -> [MigrationGroup] {
        guard settings.connection.signsRequests || groups.contains(where: \.hasAccountGuard) else { return groups }
        let check = IdentityCheck(connector: connections) { missing, total in
            note(Wording.waiting(for: missing, of: total))
        }
        let found = try await check.run(groups)
        try refuseOtherAccounts(AccountConflict.all(in: groups, found), checkpoint)
        for line in IdentityLines(now: Date().timeIntervalSince1970).lines(found) { note(line) }
        return found.flatMap(\.groups)
    }

    /// A run belongs to its accounts: in another one its ids are other integrations, or none.
    private func refuseOtherAccounts(_ conflicts: [AccountConflict], _ checkpoint: Checkpoint) throws {
        guard let first = conflicts.first else { return }
        let more = conflicts.count > 1 ? "; \(Quantity.count(conflicts.count - 1, "more group")) like this" : ""
        let group = "\(first.group.credentials.name), \(first.group.region)"
        throw CommandError(
            """
            \(checkpoint.path) was begun in account \(first.begunIn), and the credentials (\(group)) now belong to \
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
        let name = settings.manifestName
        for target in shared { console.note("\(name):\(target)") }
        if count > shared.count { console.note("… and \(Quantity.count(count - shared.count, "more problem"))") }
        let found = Quantity.count(count, "problem")
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
        for line in Wording.warnings(engine.tally.counts, in: settings.manifestName) { note(line) }
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
        guard settings.asks, console.isInteractive, !settings.engine.isDryRun, rows > 0 else { return true }
        return await console.ask("Update \(Quantity.count(rows, "integration")) in \(Wording.places(working))?")
    }
}
