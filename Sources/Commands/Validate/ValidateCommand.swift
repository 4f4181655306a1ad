import ArgumentParser
import Migration
import Reports

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
    @OptionGroup(title: "Waves") var waves: WaveSelection

    func run() async throws {
        try await RunFrame.run { console in
            let signals = SignalWatch(console: console)
            let (input, waves) = (manifest.input, waves.plan)
            let result = try await signals.during {
                let scratch = try ScratchFolder()
                defer { scratch.remove() }
                signals.leave(removing: [scratch.path])
                let intake = try CheckpointImport(path: scratch.checkpointPath)
                let origin = CheckpointImport.Origin.current(profile: "", region: "")
                return try await intake.run(
                    input,
                    origin: origin,
                    waves: waves,
                    region: { _ in "" },
                    keepsRecords: false
                )
            }
            try ManifestIntake(manifest: ManifestSettings(manifest), console: console).check(result)
            try await console.output([StyledLine("\(input.name): \(Wording.rows(result)), all valid")])
            if let clears = Wording.clears(result.cleared) {
                try await console.output([StyledLine("\(input.name): \(clears)")])
            }
            return .success
        }
    }
}
