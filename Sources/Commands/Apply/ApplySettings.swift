import AWSCore
import Migration

/// The options of `apply` as meant: files, limits and addresses resolved and checked.
struct ApplySettings: Sendable {
    var manifest: ManifestSettings
    var run: RunSettings
    /// Where the run is kept, unless it is a dry run.
    var checkpointPath: String
    /// An earlier checkpoint is set aside.
    var restarts: Bool
    /// Rows that failed in an earlier session are left alone.
    var skipsFailed: Bool
    /// Rows that a dry run shows.
    var showing: ShowArgument

    var isDryRun: Bool { run.engine.isDryRun }

    init(_ command: ApplyCommand, console: Console) throws {
        manifest = ManifestSettings(command.manifest)
        checkpointPath = command.run.checkpoint ?? "\(command.manifest.manifest).checkpoint"
        restarts = command.run.restart
        skipsFailed = command.run.skipFailed
        showing = command.plan.show
        let connection = try ConnectionSettings(
            command.connection,
            environment: console.environment,
            concurrency: command.pace.concurrency
        )
        try DistinctFiles.check(
            inputs: manifest.readsStandardInput ? [] : [(name: "the manifest", path: command.manifest.manifest)],
            outputs: (command.run.dryRun ? [] : [(option: "--checkpoint", path: checkpointPath)])
                + command.output.reports.paths.map { (option: "--report", path: $0) }
        )
        run = RunSettings(
            connection: connection,
            engine: command.pace.options(isDryRun: command.run.dryRun),
            retry: RetryPolicy(maxAttempts: command.pace.maxAttempts),
            output: try OutputSettings(command.output),
            manifestName: manifest.input.name,
            asks: !command.run.yes && !manifest.readsStandardInput,
            command: .again()
        )
    }
}
