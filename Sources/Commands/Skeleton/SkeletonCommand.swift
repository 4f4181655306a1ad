import ArgumentParser
import Migration

/// `skeleton`: a manifest to be filled in.
struct SkeletonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skeleton",
        abstract: "Print an empty manifest with every column.",
        discussion: """
            A table's header line, or for JSON Lines one object with a sample of each member; remove what you do not need. \
            In JSON Lines an empty string is a value, not an absent one.
            """
    )

    @Option(
        help: ArgumentHelp("csv, tsv or jsonl. (default: csv)", valueName: "format"),
        transform: { text in
            guard let format = ManifestFormat(rawValue: text) else {
                throw ValidationError("expected csv, tsv or jsonl")
            }
            return format
        }
    )
    var format = ManifestFormat.csv

    @Flag(help: "Only the usual columns.")
    var minimal = false

    func run() async throws {
        try await RunFrame.run { console in
            try await console.output(ManifestTemplate.text(format: format, isMinimal: minimal))
            return .success
        }
    }
}
