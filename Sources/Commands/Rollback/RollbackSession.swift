import AWSCore
import ArgumentParser
import Foundation
import Migration
import Pacing
import Reports

/// The options of `rollback` as meant.
struct RollbackSettings: Sendable {
    /// The run that is to be undone.
    var source: String
    var run: RunSettings
    var isPlan: Bool
    var skipsFailed: Bool
    /// Takes back the permissions that the run gave.
    var revokes: Bool
    /// For functions of other accounts; `nil`: the credentials of the rows do.
    var foreignCredentials: CredentialSet?
    var showing: ShowArgument

    /// Where the rollback is kept.
    var checkpointPath: String { WayBack.path(of: source) }

    init(_ command: RollbackCommand, console: Console) throws {
        source = command.checkpoint
        isPlan = command.plan
        skipsFailed = command.skipFailed
        revokes = command.revoke && !command.plan
        foreignCredentials = command.lambda.credentials
        showing = command.showing.show
        try DistinctFiles.check(
            inputs: [
                (name: "the checkpoint", path: source), (name: "the rollback's file", path: WayBack.path(of: source)),
            ],
            outputs: command.output.reports.paths.map { (option: "--report", path: $0) }
        )
        var engine = command.pace.options(isDryRun: command.plan)
        command.limits.apply(to: &engine)
        engine.isControllable = !command.plan
        run = RunSettings(
            connection: try ConnectionSettings(
                command.connection,
                environment: console.environment,
                concurrency: command.pace.concurrency
            ),
            engine: engine,
            retry: RetryPolicy(maxAttempts: command.pace.maxAttempts),
            output: try OutputSettings(command.output),
            manifestName: source,
            asks: !command.yes,
            window: command.limits.window.window(),
            command: .again()
        )
    }

    /// The way back of a run that this process has just made.
    init(undoing source: String, _ run: RunSettings) {
        self.source = source
        self.run = run
        self.run.manifestName = source
        self.run.asks = false
        self.run.command = run.command.goingBack(source)
        self.run.output.reports = []
        self.run.engine.waves = WaveOptions()
        self.run.engine.endsAt = nil
        self.run.engine.deployments = nil
        isPlan = false
        skipsFailed = false
        revokes = false
        showing = ShowArgument(limit: 0)
    }
}

/// `rollback` from the run that is to be undone to the summary.
struct RollbackSession: Sendable {
    let settings: RollbackSettings
    let console: Console
    let gate: RequestGate
    let signals: SignalWatch

    func run() async throws -> ExitCode {
        let original = try await Checkpoint.open(path: settings.source)
        try await original.settleWayBack(now: Date().timeIntervalSince1970)
        let source = try await original.info()
        let (checkpoint, isResumed) = try await open(original, source)
        var run = settings.run
        run.adopt(source)
        do {
            let apis = KnownAPIs()
            run.engine.onAPIs = { apis.add($1, of: $0) }
            var session = RunSession(settings: run, console: console, gate: gate, signals: signals)
            session.beforeSending = { [isPlan = settings.isPlan] in
                if isPlan { return try await checkpoint.beginPlan(includingFailed: false) }
                try await original.noteWayBack(try await checkpoint.info(), at: Date().timeIntervalSince1970)
            }
            let reason = try await session.run(
                on: checkpoint,
                retryingFailed: settings.isPlan || (isResumed && !settings.skipsFailed)
            )
            let isUsable = reason?.isCheckpointFailure != true
            if isUsable { try await original.takeOver(checkpoint, now: Date().timeIntervalSince1970) }
            let revocation = settings.revokes && reason == nil ? try await revoke(checkpoint, original, run) : nil
            let code =
                settings.isPlan
                ? try await showPlan(checkpoint, run, reason, apis)
                : try await show(checkpoint, run, reason, revocation, original)
            try await close(isUsable ? [checkpoint, original] : [original])
            try await Checkpoint.settleOrigins(of: settings.source, now: Date().timeIntervalSince1970)
            return code
        } catch let error as ReportError {
            throw error
        } catch {
            throw CommandError(error).continued(by: run.command)
        }
    }

    /// Closes each of them, whatever becomes of the others.
    private func close(_ checkpoints: [Checkpoint]) async throws {
        var failures: [CommandError] = []
        for checkpoint in checkpoints {
            do {
                try await checkpoint.close(telling: console)
            } catch {
                failures.append(CommandError(error))
            }
        }
        guard let last = failures.popLast() else { return }
        for failure in failures { console.complain(failure.message) }
        throw last
    }

    private func show(
        _ checkpoint: Checkpoint,
        _ run: RunSettings,
        _ reason: StopReason?,
        _ revocation: RevocationSection?,
        _ original: Checkpoint
    ) async throws -> ExitCode {
        var ending = RunEnding(settings: run, console: console, reason: reason, revocation: revocation)
        ending.outcome = outcome(of: try await original.info(), run)
        return try await ending.show(checkpoint)
    }

    private func showPlan(
        _ checkpoint: Checkpoint,
        _ run: RunSettings,
        _ reason: StopReason?,
        _ apis: KnownAPIs
    ) async throws -> ExitCode {
        if reason == nil { try await checkpoint.finishPlan() }
        let ending = PlanEnding(
            settings: run,
            console: console,
            reason: reason,
            title: "Rollback plan",
            subject: settings.source,
            showing: settings.showing,
            // It is made anew by the rollback itself, so there is nothing to be approved.
            apply: run.command.without(["--plan"]).withoutOption("--show"),
            apis: apis.all,
            hasDetailedExitCode: false
        )
        return try await ending.show(checkpoint)
    }

    /// What has become of the run that was put back, once its rollback has ended.
    private func outcome(of source: RunInfo, _ run: RunSettings) -> StyledLine? {
        guard source.kind == .migration, let wayBack = source.wayBack, wayBack.endedAt != nil, wayBack.isInEffect else {
            return nil
        }
        let command = run.command.planning(source, checkpoint: settings.source).text
        return
            "\(settings.source) does not go on after this; a new run of its manifest begins with \(command, .command)"
    }

    /// The rollback's own checkpoint, made of the run's when it is not there yet.
    private func open(
        _ original: Checkpoint,
        _ source: RunInfo
    ) async throws -> (checkpoint: Checkpoint, isResumed: Bool) {
        let path = settings.checkpointPath
        if FileManager.default.fileExists(atPath: path) {
            let checkpoint = try await Checkpoint.open(path: path)
            let back = try await checkpoint.info()
            guard case .rollback(_, let runID) = back.kind, runID == source.id else {
                throw CommandError(
                    "\(path) is not the rollback of \(settings.source): move it out of the way",
                    .invalidInput
                )
            }
            if try await checkpoint.isUntouched() {
                // The run may have gone on since.
                try await checkpoint.remove()
            } else if back.wayBack?.isInEffect == true {
                try await setAside(checkpoint, back)
            } else {
                return (checkpoint, true)
            }
        }
        return (try await make(original), false)
    }

    /// A rollback that was rolled back itself makes room for another one, once nothing of it is left.
    private func setAside(_ checkpoint: Checkpoint, _ back: RunInfo) async throws {
        let left = try await checkpoint.summary()[.updated]
        try await checkpoint.close(telling: console)
        let command = settings.run.command.goingBack(checkpoint.path)
        if back.wayBack?.endedAt == nil || left > 0 {
            throw CommandError(
                """
                \(checkpoint.path) is being put back itself: \(Quantity.count(left, "row")) of it still to do; nothing was sent
                Next: \(command.text)
                """,
                .invalidInput
            )
        }
        console.note(
            "The earlier rollback, which was rolled back, is now \(try await Checkpoint.setAside(path: checkpoint.path))."
        )
    }

    private func make(_ original: Checkpoint) async throws -> Checkpoint {
        let intake = try CheckpointImport(path: settings.checkpointPath)
        signals.leave(removing: [intake.temporaryPath])
        do {
            let result = try await intake.run(
                inverting: original,
                toolVersion: ToolVersion.current,
                createdAt: Date().timeIntervalSince1970
            )
            if result.rowCount == 0, result.stageCount == 0 {
                throw CommandError(
                    "\(settings.source) has updated nothing, so there is nothing to put back",
                    .invalidInput
                )
            }
            return try await intake.finishAndOpen()
        } catch {
            intake.discard()
            throw error
        }
    }
}

/// Permissions of Lambda.
extension RollbackSession {
    /// Takes back those that the run gave, of APIs whose rows are back.
    private func revoke(
        _ rollback: Checkpoint,
        _ origin: Checkpoint,
        _ run: RunSettings
    ) async throws -> RevocationSection {
        let groups = try await origin.groupsWithGrants()
        var endings: [Revocation.Entry] = []
        if !groups.isEmpty {
            let transports = try SessionTransports(run.connection, isReadOnly: false)
            defer { transports.shutdown() }
            let connections = try await Connections(
                for: groups,
                others: settings.foreignCredentials.map { [$0] } ?? [],
                settings: run.connection,
                credentials: run.connection.makeResolver(
                    transport: transports.credentials,
                    runID: try await rollback.info().id,
                    prompt: console.prompt
                ),
                transports: transports,
                gate: gate,
                retry: run.retry
            )
            endings = try await Revocation(
                origin: origin,
                rollback: rollback,
                connector: connections,
                gate: gate,
                rate: run.engine.rate,
                foreignCredentials: settings.foreignCredentials
            ).run()
        }
        return RevocationSection(endings)
    }
}
