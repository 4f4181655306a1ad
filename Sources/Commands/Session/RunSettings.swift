import AWSCore
import Migration
import Reports

/// What every command that works on a run has been told, as meant: limits, addresses and files resolved and checked.
struct RunSettings: Sendable {
    var connection: ConnectionSettings
    var engine: EngineOptions
    var retry: RetryPolicy
    var output: OutputSettings
    /// The name of the manifest in messages.
    var manifestName: String
    /// Whether a question may be asked where there is somebody to answer it.
    var asks: Bool
    /// The time that there is; `nil`: as much as it takes.
    var window: PlanWindow?
    /// The command to type to go on.
    var command: ShellCommand

    /// Goes on with what a run was begun with, where nothing else was given: for a run whose file is all that there is.
    mutating func adopt(_ run: RunInfo?) {
        guard let run else { return }
        manifestName = run.manifestPath == "-" ? "standard input" : run.manifestPath
        // Keys in the environment count as the default profile, and naming it would turn them off.
        if connection.profile == nil, !["", "default"].contains(run.defaultProfile) {
            connection.profile = run.defaultProfile
        }
        if connection.region == nil, !run.defaultRegion.isEmpty { connection.region = run.defaultRegion }
    }
}

/// What is shown and written beside the run itself, as meant.
struct OutputSettings: Sendable {
    var reports: [ReportTarget]
    var progress: ProgressChoice
    var output: OutputChoice
    /// The file for the commands that give missing permissions.
    var lambdaCommands: String?

    /// - Throws: `ReportError` for a report that could not be written: that is better known before the run than after it.
    init(_ options: OutputOptions, lambdaCommands: String? = nil) throws {
        reports = try options.reports.targets()
        progress = options.progress
        output = options.output
        self.lambdaCommands = lambdaCommands
        if let lambdaCommands { try OutputFile.check(lambdaCommands) }
        for target in reports { try Report.checkWritable(target.path) }
    }
}
