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
    /// Called when nothing is in the way of the first row any more.
    var beforeSending: (@Sendable () async throws -> Void)?
    /// Called when every row has been looked at, while there still are clients.
    var whenPlanned: (@Sendable (Connections) async throws -> Void)?

    /// - Parameter retryingFailed: rows that failed in an earlier session are tried again.
    /// - Returns: why the session ended before the last row; `nil`: every row has ended.
    /// - Throws: everything that keeps the session from beginning.
    func run(on checkpoint: Checkpoint, retryingFailed: Bool) async throws -> StopReason? {
        signals.tearDown(next: settings.engine.isDryRun ? nil : settings.command.text)
        let connection = settings.connection
        let transports = try SessionTransports(connection, isReadOnly: settings.engine.isDryRun)
        defer { transports.shutdown() }
        // Everything that can be wrong without a request is found before a row is touched.
        let open = try await checkpoint.openGroups(
            includingFailed: retryingFailed,
            deploying: settings.engine.deployments?.deploys == true && !settings.engine.isDryRun
        )
        let connections = try await Connections(
            for: open,
            others: settings.engine.preflight?.foreignCredentials.map { [$0] } ?? [],
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
        guard connection.signsRequests || open.contains(where: \.hasAccountGuard) else {
            return try await work(open, late: nil, connections, checkpoint, retryingFailed: retryingFailed)
        }
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            let callers = Callers(
                open,
                of: checkpoint,
                manifestName: settings.manifestName,
                command: settings.command
            ) { note($0) }
            tasks.addTask { await callers.ask(connections) }
            // Whoever has not answered by the end of the run is not waited for.
            defer { tasks.cancelAll() }
            tasks.addTask {
                try? await Task.sleep(for: isAsking ? Self.patience : IdentityCheck.quietTime)
                callers.beginWithoutOthers()
            }
            let groups = try await callers.firstGroups()
            let late = callers.late(without: groups)
            if let late { tasks.addTask { await callers.follow(late, after: groups) } }
            return try await work(groups, late: late, connections, checkpoint, retryingFailed: retryingFailed)
        }
    }

    /// How long a question waits for all credentials. Where nobody is asked, those that are there begin when it is said who
    /// is missing.
    private static let patience = Duration.seconds(10)

    private var isAsking: Bool { settings.asks && console.isInteractive && !settings.engine.isDryRun }

    /// Asks, and begins.
    private func work(
        _ groups: [MigrationGroup],
        late: LateGroups?,
        _ connections: Connections,
        _ checkpoint: Checkpoint,
        retryingFailed: Bool
    ) async throws -> StopReason? {
        if late == nil { signals.leaveAtOnce() }
        let isConfirmed = try await confirm(groups, late?.groups ?? [], checkpoint)
        guard isConfirmed else { throw CommandError("nothing was sent", .canBeRunAgain) }
        // A signal may have come just before.
        try Task.checkCancellation()
        if retryingFailed { try await checkpoint.reopenFailedRows() }
        let control = RunControl(gate: gate)
        signals.stop(control)
        if groups.isEmpty, late == nil { return nil }
        // Nothing is begun for groups of which none can be worked on.
        if late != nil || !groups.allSatisfy({ $0.parking != nil }) { try await beforeSending?() }
        let reason = try await drive(groups, late, connections, checkpoint, control)
        if reason == nil { try await whenPlanned?(connections) }
        // It may have been interrupted there, too.
        return reason ?? control.reason
    }

    /// Runs the engine with its progress on the terminal.
    private func drive(
        _ groups: [MigrationGroup],
        _ late: LateGroups?,
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
                late: late,
                connector: connections,
                gate: gate,
                control: control,
                options: settings.engine
            )
            reason = try await run(engine, connections, checkpoint, control)
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
        _ checkpoint: Checkpoint,
        _ control: RunControl
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
                waiting: Wording.waiting(ofAll: gate.snapshot()),
                state: Wording.state(
                    engine.tally.counts.phase,
                    heldBy: control.holders,
                    checkpoint: checkpoint.path,
                    now: Date().timeIntervalSince1970
                )
            )
        }
        let report = LiveReport()
        let effort = EffortLog(checkpoint: checkpoint, statistics: connections.statistics, clock: clock) {
            let now = Date().timeIntervalSince1970
            let counts = engine.tally.counts
            return report.state(
                now: now,
                counts: counts,
                gate: gate.snapshot(),
                gateGroups: engine.gateGroups,
                state: Wording.state(counts.phase, heldBy: control.holders, checkpoint: checkpoint.path, now: now)
            )
        }
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
    private func note(_ line: String) { console.note(line, beside: settings.output.progress) }

    /// Asks before the first write, when there is somebody to ask.
    ///
    /// - Parameter late: groups whose credentials have not answered.
    private func confirm(
        _ groups: [MigrationGroup],
        _ late: [MigrationGroup],
        _ checkpoint: Checkpoint
    ) async throws -> Bool {
        let working = groups.filter { $0.parking == nil } + late
        let rows = working.reduce(0) { $0 + $1.openRows }
        if rows > 0, let line = try await window(checkpoint, working) { note(line) }
        guard isAsking else { return true }
        let stages = try await stages(checkpoint)
        if rows == 0 {
            guard let stages else { return true }
            return await console.ask("Go on and \(stages)?")
        }
        let (count, unusual) = try await changes(checkpoint, rows)
        for line in unusual.prefix(Self.shownNotes) { console.note("  \(line)") }
        let hidden = unusual.count - Self.shownNotes
        if hidden > 0 {
            console.note("  and \(Quantity.count(hidden, "more kind")) of unusual rows, which the plan shows")
        }
        if !late.isEmpty {
            let rows = late.reduce(0) { $0 + $1.openRows }
            let names = Wording.names(Set(late.map(\.credentials.name)).sorted())
            let wait = rows == 1 ? "1 row waits" : "\(rows) rows wait"
            console.note(
                "\(wait) for the credentials of \(names) and \(rows == 1 ? "is" : "are") sent when these come."
            )
        }
        let question = "Update \(Quantity.count(count, "integration")) in \(Wording.places(working))"
        return await console.ask(stages.map { "\(question), and \($0)?" } ?? "\(question)?")
    }

    /// What is to be done to stages beside the rows; `nil`: nothing.
    private func stages(_ checkpoint: Checkpoint) async throws -> String? {
        let known = try await checkpoint.deploymentSummary()
        let returns = known.returns.count { $0.state != .back }
        if returns > 0 {
            return "before that point \(Quantity.count(returns, "stage")) back to their former deployments"
        }
        guard settings.engine.deployments?.deploys == true else { return nil }
        let isLeft = try await checkpoint.summary().openCount > 0 || known.undoneCount + known.needed.count > 0
        return isLeft ? "deploy to the stages without auto-deploy of their APIs" : nil
    }

    /// Lines on what is unusual that a question shows.
    private static let shownNotes = 20

    /// How many integrations change, and what is unusual: as the run's plan says, or without one the manifest.
    private func changes(_ checkpoint: Checkpoint, _ rows: Int) async throws -> (count: Int, unusual: [String]) {
        let run = try await checkpoint.info()
        guard run.plan != nil else { return (rows, Wording.clears(run.cleared).map { [$0] } ?? []) }
        return (try await checkpoint.plannedRowCount(), try await checkpoint.planNotes())
    }

    /// Says beforehand that the time which there is does not suffice.
    private func window(_ checkpoint: Checkpoint, _ groups: [MigrationGroup]) async throws -> String? {
        guard let end = settings.engine.endsAt, let window = settings.window else { return nil }
        let lanes = try await checkpoint.openLaneCounts()
        var effort = PlanEffort(
            groups: groups.map { PlanEffort.Group(apis: lanes[$0.id] ?? 0, rows: $0.openRows) },
            rate: settings.engine.rate,
            burst: settings.engine.burst
        )
        let waves = try await checkpoint.waves().filter { $0.openCount > 0 }
        effort.waits = Double(waves.count) * (settings.engine.waves.bake / .seconds(1))
        let left = PlanWindow(option: window.option, seconds: end - Date().timeIntervalSince1970)
        return left.isEnough(for: effort) ? nil : left.words(for: effort)
    }
}
