import ArgumentParser
import Migration

/// `validate`: reads every row, sends nothing, needs neither credentials nor a region.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check every row of a manifest offline.",
        discussion: """
            Rules that need to know whether an API is HTTP or WebSocket are not checked here; apply --dry-run does.
            """
    )

    @OptionGroup var manifest: ManifestOptions

    func run() async throws {
        try await RunFrame.run { console in
            let scratch = try ScratchFolder()
            defer { scratch.remove() }
            let intake = try CheckpointImport(path: scratch.checkpointPath)
            let origin = CheckpointImport.Origin.current(profile: "", region: "")
            let result = try await intake.run(manifest.input, origin: origin, region: { _ in "" })
            try ManifestIntake(options: manifest, console: console).check(result)
            try console.output("\(manifest.input.name): \(Wording.rows(result)), all valid\n")
            return .success
        }
    }
}
