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
    var checkpointPath: String { Self.path(of: source) }

    static func path(of source: String) -> String { "\(source).rollback" }

    init(_ command: RollbackCommand, console: Console) throws {
        source = command.checkpoint
        isPlan = command.plan
        skipsFailed = command.skipFailed
        revokes = command.revoke && !command.plan
        foreignCredentials = command.lambda.credentials
        showing = command.showing.show
        try DistinctFiles.check(
            inputs: [
                (name: "the checkpoint", path: source), (name: "the rollback's file", path: Self.path(of: source)),
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
            command: .again()
        )
    }

    /// The way back of a run that this process has just made.
    init(undoing source: String, _ run: RunSettings) {
        self.source = source
        self.run = run
        self.run.manifestName = source
        self.run.asks = false
        self.run.command = ShellCommand(arguments: ["apigw-migrate", "rollback", source])
        self.run.output.reports = []
        self.run.engine.waves = WaveOptions()
        self.run.engine.endsAt = nil
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
        let (checkpoint, source, isResumed) = try await open()
        var run = settings.run
        run.adopt(source)
        // The rows of a rollback are those of the run's file.
        run.manifestName = settings.source
        do {
            if settings.isPlan { try await checkpoint.beginPlan() }
            let session = RunSession(settings: run, console: console, gate: gate, signals: signals)
            let reason = try await session.run(
                on: checkpoint,
                retryingFailed: isResumed && !settings.isPlan && !settings.skipsFailed
            )
            let revocation = settings.revokes && reason == nil ? try await revoke(checkpoint, run) : nil
            let code = try await show(checkpoint, run, reason, revocation)
            if reason?.isCheckpointFailure != true { try await checkpoint.close() }
            return code
        } catch let error as ReportError {
            throw error
        } catch {
            throw CommandError(error).continued(by: run.command)
        }
    }

    private func show(
        _ checkpoint: Checkpoint,
        _ run: RunSettings,
        _ reason: StopReason?,
        _ revocation: RevocationSection?
    ) async throws -> ExitCode {
        guard settings.isPlan else {
            return try await RunEnding(settings: run, console: console, reason: reason, revocation: revocation)
                .show(checkpoint)
        }
        if reason == nil { try await checkpoint.finishPlan() }
        let ending = PlanEnding(
            settings: run,
            console: console,
            reason: reason,
            title: "Rollback plan",
            showing: settings.showing,
            apply: run.command.without(["--plan"]).withoutOption("--show"),
            hasDetailedExitCode: false
        )
        return try await ending.show(checkpoint)
    }

    /// The rollback's own checkpoint, made of the run's when it is not there yet; and what the run's file says.
    private func open() async throws -> (checkpoint: Checkpoint, source: RunInfo, isResumed: Bool) {
        let original = try await Checkpoint.open(path: settings.source)
        let source = try await original.info()
        let path = settings.checkpointPath
        if FileManager.default.fileExists(atPath: path) {
            let checkpoint = try await Checkpoint.open(path: path)
            let isUntouched = try await checkpoint.isUntouched()
            guard case .rollback(_, let runID) = try await checkpoint.info().kind, runID == source.id else {
                throw CommandError(
                    "\(path) is not the rollback of \(settings.source): move it out of the way",
                    .invalidInput
                )
            }
            // The run may have gone on since nothing of its rollback was sent.
            if !isUntouched {
                try await original.close()
                return (checkpoint, source, true)
            }
            try await checkpoint.remove()
        }
        let intake = try CheckpointImport(path: path)
        signals.leave(removing: [intake.temporaryPath])
        do {
            let result = try await intake.run(
                inverting: original,
                toolVersion: ToolVersion.current,
                createdAt: Date().timeIntervalSince1970
            )
            if result.rowCount == 0 {
                throw CommandError(
                    "\(settings.source) has updated nothing, so there is nothing to put back",
                    .invalidInput
                )
            }
            let checkpoint = try await intake.finishAndOpen()
            try await original.close()
            return (checkpoint, source, false)
        } catch {
            intake.discard()
            throw error
        }
    }
}

/// Permissions of Lambda.
extension RollbackSession {
    /// Takes back those that the run gave, of APIs whose rows are back.
    private func revoke(_ rollback: Checkpoint, _ run: RunSettings) async throws -> RevocationSection {
        let origin = try await Checkpoint.open(path: settings.source)
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
                foreignCredentials: settings.foreignCredentials
            ).run()
        }
        try await origin.close()
        return RevocationSection(endings)
    }
}
