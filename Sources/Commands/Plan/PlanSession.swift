import AWSCore
import ArgumentParser
import Migration
import Pacing
import Reports

/// The options of `plan` as meant.
struct PlanSettings: Sendable {
    var files: RunFiles
    var run: RunSettings
    var showing: ShowArgument
    var hasDetailedExitCode: Bool
    var looks: APIDetails.Looks
    /// Which rows are sent together; `nil`: all of them.
    var waves: WavePlan?
    /// The time that there is; `nil`: as much as it takes.
    var window: PlanWindow?

    init(_ command: PlanCommand, console: Console) throws {
        files = try RunFiles(command.manifest, checkpoint: command.checkpoint)
        files.restarts = command.restart
        showing = command.plan.show
        waves = command.waves.plan
        window = command.window.window()
        looks = APIDetails.Looks(routes: command.routes, stages: command.stages)
        hasDetailedExitCode = command.detailedExitcode
        try DistinctFiles.check(
            inputs: files.inputs,
            outputs: [(option: "--checkpoint", path: files.checkpointPath)]
                + command.output.reports.paths.map { (option: "--report", path: $0) }
                + command.lambda.outputs
        )
        var engine = command.pace.options(isDryRun: true)
        command.lambda.apply(to: &engine)
        run = RunSettings(
            connection: try ConnectionSettings(
                command.connection,
                environment: console.environment,
                concurrency: command.pace.concurrency
            ),
            engine: engine,
            retry: RetryPolicy(maxAttempts: command.pace.maxAttempts),
            output: try OutputSettings(command.output, lambdaCommands: command.lambda.lambdaCommands),
            manifestName: files.manifest.input.name,
            asks: false,
            command: .again()
        )
    }
}

/// `plan` from the manifest to the screen.
struct PlanSession: Sendable {
    let settings: PlanSettings
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
        let (checkpoint, run) = try await choice.open(renewingPlan: true)
        if run != nil { try await choice.assignWaves(checkpoint) }
        var settings = settings.run
        if self.settings.files.isCheckpointGiven { settings.adopt(run) }
        let apis = KnownAPIs()
        settings.engine.onAPIs = { apis.add($1, of: $0) }
        settings.engine.onManagedIntegration = { apis.add(managedIntegration: $2, of: $1, in: $0) }
        var session = RunSession(settings: settings, console: console, gate: gate, signals: signals)
        session.beforeSending = { try await checkpoint.beginPlan(includingFailed: false) }
        session.whenPlanned = { [settings, gate, looks = self.settings.looks] connections in
            let details = APIDetails(connections: connections, options: settings.engine, gate: gate, looks: looks)
            try await details.read(for: checkpoint, into: apis)
        }
        let reason = try await session.run(on: checkpoint, retryingFailed: true)
        // A plan that was stopped is none.
        if reason == nil { try await checkpoint.finishPlan() }
        let ending = PlanEnding(
            settings: settings,
            console: console,
            reason: reason,
            title: "Plan",
            showing: self.settings.showing,
            apply: settings.command.applyingPlan(),
            apis: apis.all,
            window: self.settings.window,
            hasDetailedExitCode: self.settings.hasDetailedExitCode
        )
        let code = try await ending.show(checkpoint)
        if reason?.isCheckpointFailure != true { try await checkpoint.close(telling: console) }
        return code
    }
}
