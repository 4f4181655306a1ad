import ArgumentParser
import Pacing

/// `rollback`: puts back what a run has changed, as a run of its own.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Put back what a run has changed.",
        discussion: """
            Restores the values from before the run, of the members that it changed and in the integrations that it updated, \
            and of no others. A value that somebody has changed since is left alone: its row is drifted. What no update can \
            set back is named: its row fails as NotRestorable, its other members are restored.

            Stages that the run has deployed to are first pointed back to what they served before, one call each. One that \
            somebody else has deployed to since is left alone. No deployment is made when the values are back: what the stages \
            serve then is the state from before.

            The rollback is a run of its own, kept in CHECKPOINT.rollback: run it again and it resumes, and it can be rolled \
            back too. Exit codes as of apply; with --plan as of plan.
            """
    )

    @Argument(help: "The checkpoint file of the run to be undone.", completion: .file())
    var checkpoint: String

    @Flag(help: "Show what would be put back, send nothing.")
    var plan = false

    @Flag(help: "Take back the Lambda permissions that the run gave, once the URIs are back.")
    var revoke = false

    @Flag(help: "On resume, leave rows that failed; without it they are tried again.")
    var skipFailed = false

    @Flag(help: "Ask no question on a terminal.")
    var yes = false

    @OptionGroup(title: "Plan") var showing: PlanOptions
    @OptionGroup(title: "Pace") var pace: PaceArguments
    @OptionGroup(title: "Limits") var limits: BreakerArguments
    @OptionGroup(title: "Lambda") var lambda: LambdaReachArguments
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await RunFrame.run { console in
            let settings = try RollbackSettings(self, console: console)
            let signals = SignalWatch(console: console)
            return try await RequestGate.withGate(concurrency: pace.concurrency) { gate in
                let session = RollbackSession(settings: settings, console: console, gate: gate, signals: signals)
                return try await signals.during { try await session.run() }
            }
        }
    }
}
