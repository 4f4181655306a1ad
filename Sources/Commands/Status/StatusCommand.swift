import ArgumentParser
import Foundation
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

    @Option(help: ArgumentHelp("text or json.", valueName: "kind"))
    var output: OutputChoice = .text

    func run() async throws {
        try await RunFrame.run { console in
            let isRunning = try Checkpoint.isInUse(path: checkpoint)
            let run = try await Checkpoint.openForReading(path: checkpoint)
            let status = try await RunStatus(run, isRunning: isRunning, now: Date().timeIntervalSince1970)
            switch output {
            case .json: try await console.output(status.json)
            case .text: try await console.output(status.text(style: console.outputStyle))
            }
            return .success
        }
    }
}
