import ArgumentParser
import Migration
import Reports

/// `status`: where a run stands, also while it runs.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a run stands, also while it runs.",
        discussion: "Reads only. Exits with 0 whatever the run's state."
    )

    @Argument(help: "The run's checkpoint file.", completion: .file())
    var checkpoint: String

    @Flag(help: "Keep showing it on the terminal until the run ends.")
    var watch = false

    @Option(help: ArgumentHelp("text or json.", valueName: "kind"))
    var output: OutputChoice = .text

    @OptionGroup var selection: FilterOptions

    func validate() throws {
        if watch, output == .json { throw ValidationError("--watch shows text: leave out --output json.") }
    }

    func run() async throws {
        try await RunFrame.run { console in
            if watch {
                try await StatusScreen(checkpoint: checkpoint, filter: selection.filter, console: console).run()
                return .success
            }
            let status = try await RunStatus(ofCheckpointAt: checkpoint, counting: selection.filter)
            switch output {
            case .json: try await console.output(status.json)
            case .text: try await console.output(status.lines)
            }
            return .success
        }
    }
}
