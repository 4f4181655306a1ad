import ArgumentParser
import Pacing

/// `plan`: compares a manifest with the live state and shows what would change.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Compare a manifest with the live state and show what would change.",
        discussion: """
            Reads every API of the manifest over a connection that cannot write, and keeps the plan in the run's file. \
            apply then sends what was planned and nothing else: a row whose live values are no longer those of the plan is \
            drifted. Run again, it plans anew the rows that were not sent yet.

            Exit codes: 0 the plan is complete, 1 rows would fail, have drifted or could not be looked at; with \
            --detailed-exitcode 2 when there are changes to apply; the others as of apply.
            """
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions

    @Option(
        help: ArgumentHelp("The run's file. (default: MANIFEST.checkpoint)", valueName: "path"),
        completion: .file()
    )
    var checkpoint: String?

    @Flag(help: "Set an earlier checkpoint aside and plan anew.")
    var restart = false

    @OptionGroup(title: "Plan") var plan: PlanOptions

    @Flag(help: "Read routes too, and show which ones use an integration.")
    var routes = false

    @Flag(help: "Read stages too, and show which ones need a deployment.")
    var stages = false

    @Flag(help: "Exit with 2 when there are changes to apply.")
    var detailedExitcode = false

    @OptionGroup(title: "Waves") var waves: WaveSelection
    @OptionGroup(title: "Window") var window: WindowArguments
    @OptionGroup(title: "Pace") var pace: PaceArguments
    @OptionGroup(title: "Lambda") var lambda: LambdaArguments
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await RunFrame.run { console in
            let settings = try PlanSettings(self, console: console)
            let signals = SignalWatch(console: console)
            return try await RequestGate.withGate(concurrency: pace.concurrency) { gate in
                let session = PlanSession(settings: settings, console: console, gate: gate, signals: signals)
                return try await signals.during { try await session.run() }
            }
        }
    }
}
