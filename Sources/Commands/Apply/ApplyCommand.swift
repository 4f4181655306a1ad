import AWSCore
import ArgumentParser
import Pacing

/// `apply`: sends the updates of a manifest; run again, it goes on where it stopped.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Send the updates of a manifest; run it again and it resumes.",
        discussion: """
            Every row is checked before the first call. The state of the run is in the checkpoint file; a run that was \
            interrupted, killed or had failures goes on with the same command.

            A group whose credentials are refused is parked: its rows stay pending, the other groups go on, and the same \
            command does the rest once the credentials work.

            A run that has a plan sends what was planned and nothing else. apply also takes the run's file in the place of \
            the manifest: it holds everything.

            An update is not live on a stage without auto-deploy until it is deployed. --deploy does that after each wave, one \
            deployment in five seconds for each account, and keeps what each stage served before: rollback points it back there. \
            An API in which others have changes that are not deployed is left alone, and so is one where nobody can tell (WebSocket \
            APIs cannot be exported); --deploy-undeployed deploys there too.

            Exit codes: 0 every row done, 1 some rows failed, drifted or were parked, 64 usage, 65 manifest invalid, \
            66 manifest missing or unreadable, 70 internal error, 73 cannot create a file, 74 read or write error, \
            75 stopped early or checkpoint in use, 77 no or refused credentials, 129, 130 and 143 interrupted.
            """
    )

    @OptionGroup(title: "Manifest") var manifest: ManifestOptions
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup(title: "Plan") var approval: PlanApproval
    @OptionGroup(title: "Pace") var pace: PaceArguments
    @OptionGroup(title: "Waves") var waves: WaveArguments
    @OptionGroup(title: "Deployments") var deployments: DeploymentArguments
    @OptionGroup(title: "Limits") var limits: BreakerArguments
    @OptionGroup(title: "Reading") var snapshot: SnapshotArguments
    @OptionGroup(title: "Lambda") var lambda: LambdaArguments
    @OptionGroup(title: "Lambda permissions") var grants: GrantArguments
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Dry run") var plan: PlanOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if manifest.readsStandardInput, run.checkpoint == nil, !run.dryRun {
            throw ValidationError("--checkpoint is required when the manifest comes from standard input.")
        }
        if grants.allowBroken, !lambda.isChecked, !grants.grantLambda {
            throw ValidationError("--allow-broken goes with --check-lambda or --grant-lambda.")
        }
        if run.dryRun {
            if run.restart || run.skipFailed || run.checkpoint != nil {
                throw ValidationError(
                    "--dry-run uses no checkpoint: leave out --checkpoint, --restart and --skip-failed."
                )
            }
            if snapshot.skipsSnapshot {
                throw ValidationError("--dry-run compares with the live state, which --no-snapshot does not read.")
            }
        }
    }

    func run() async throws {
        try await RunFrame.run { console in
            let settings = try ApplySettings(self, console: console)
            let signals = SignalWatch(console: console)
            return try await RequestGate.withGate(concurrency: pace.concurrency) { gate in
                let session = ApplySession(settings: settings, console: console, gate: gate, signals: signals)
                return try await signals.during { try await session.run() }
            }
        }
    }
}

/// Which run it is and how it is begun.
struct RunArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("The run's file. (default: MANIFEST.checkpoint)", valueName: "path"),
        completion: .file()
    )
    var checkpoint: String?

    @Flag(help: "Set an earlier checkpoint aside and start anew.")
    var restart = false

    @Flag(help: "On resume, leave rows that failed; without it they are tried again.")
    var skipFailed = false

    @Flag(name: [.customShort("n"), .long], help: "Read and decide every row, send no update, keep no checkpoint.")
    var dryRun = false

    @Flag(help: "Ask no question on a terminal.")
    var yes = false
}
