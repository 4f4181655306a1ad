import AWSCore
import Migration

/// The options of `apply` as meant: files, limits and addresses resolved and checked.
struct ApplySettings: Sendable {
    var files: RunFiles
    var run: RunSettings
    var approval: PlanApproval
    /// Rows that failed in an earlier session are left alone.
    var skipsFailed: Bool
    /// Rows that a dry run shows.
    var showing: ShowArgument
    /// Which rows are sent together; `nil`: all of them.
    var waves: WavePlan?
    /// For the shell; `nil`: every wave passes.
    var healthCheck: String?
    var healthTimeout: Duration
    /// A failed health check is followed by a rollback.
    var rollsBack: Bool
    var concurrency: Int
    var environment: [String: String]

    var isDryRun: Bool { run.engine.isDryRun }

    init(_ command: ApplyCommand, console: Console) throws {
        let isDryRun = command.run.dryRun
        // A dry run keeps its rows where it leaves nothing behind.
        files = try RunFiles(command.manifest, checkpoint: isDryRun ? "" : command.run.checkpoint)
        files.restarts = command.run.restart
        approval = command.approval
        skipsFailed = command.run.skipFailed
        showing = command.plan.show
        waves = command.waves.selection.plan
        healthCheck = command.waves.healthCheck
        healthTimeout = .seconds(command.waves.healthTimeout.seconds)
        rollsBack = command.waves.onUnhealthy == .rollback
        concurrency = command.pace.concurrency
        environment = console.environment
        try DistinctFiles.check(
            inputs: files.inputs,
            outputs: (isDryRun ? [] : [(option: "--checkpoint", path: files.checkpointPath)])
                + command.output.reports.paths.map { (option: "--report", path: $0) }
                + command.lambda.outputs
        )
        var engine = command.pace.options(isDryRun: isDryRun)
        command.limits.apply(to: &engine)
        command.snapshot.apply(to: &engine)
        command.waves.apply(to: &engine)
        command.deployments.apply(to: &engine)
        command.lambda.apply(to: &engine)
        command.grants.apply(to: &engine, command.lambda.reach)
        engine.isControllable = !isDryRun
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
            asks: !command.run.yes && !files.manifest.readsStandardInput,
            window: command.limits.window.window(),
            command: .again()
        )
    }
}
