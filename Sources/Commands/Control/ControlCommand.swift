import ArgumentParser
import Migration
import Reports

/// `control`: steers a run that goes on in another process.
struct ControlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Pause, resume or stop a running run, or change its pace.",
        discussion: """
            control CHECKPOINT                 print the settings of the running run
            control CHECKPOINT pause           send nothing new until resume; what is in flight finishes
            control CHECKPOINT resume          go on; after an unclear health check, ask again
            control CHECKPOINT promote         end the bake, or go on after an unclear health check
            control CHECKPOINT stop            stop as after SIGTERM: the same command goes on later
            control CHECKPOINT rate R          requests/s per account and region, or unlimited
            control CHECKPOINT concurrency N   requests in flight

            What is set lasts until the process ends. A file CHECKPOINT.pause holds the run too, as long as it is there.
            """
    )

    @Argument(help: "The run's checkpoint file.", completion: .file())
    var checkpoint: String

    @Argument(
        help: "What to do, and a number where it needs one.",
        completion: .list(["pause", "resume", "promote", "stop", "rate", "concurrency"])
    )
    var words: [String] = []

    func validate() throws { _ = try request }

    func run() async throws {
        try await RunFrame.run { console in
            let answer = try await ControlChannel(path: checkpoint).send(try request)
            try await console.output(answer.split(separator: "\n").map { StyledLine(String($0)) })
            return .success
        }
    }

    private var request: ControlRequest {
        get throws {
            guard let verb = words.first else { return .show }
            let argument = words.count > 1 ? words[1] : nil
            guard words.count <= 2, verb != "show", let request = ControlRequest(verb: verb, argument: argument) else {
                throw ValidationError(
                    "'\(words.joined(separator: " "))': expected pause, resume, promote, stop, rate R (a number or "
                        + "unlimited) or concurrency N."
                )
            }
            return request
        }
    }
}
