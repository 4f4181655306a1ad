import ArgumentParser
import Migration

/// How the manifest is read.
struct ManifestOptions: ParsableArguments {
    @Argument(help: "The manifest: CSV, TSV or JSON Lines; - reads standard input.", completion: .file())
    var manifest: String

    @Option(help: ArgumentHelp("Format of the manifest: csv, tsv, jsonl or auto.", valueName: "format"))
    var format: FormatChoice = .auto

    @Option(
        help: ArgumentHelp(
            "Columns that are not ours, kept in reports: A,B; in CSV quotes where a name has a comma. Adds up.",
            valueName: "columns"
        )
    )
    var passthrough: [String] = []

    @Flag(help: "Accept a manifest without rows.")
    var allowEmpty = false

    func validate() throws {
        do {
            _ = try ManifestInput.passthroughNames(passthrough)
        } catch {
            throw ValidationError("--passthrough: \(error)")
        }
    }

    var readsStandardInput: Bool { manifest == "-" }

    var input: ManifestInput {
        ManifestInput(
            path: readsStandardInput ? nil : manifest,
            format: format.format,
            passthrough: (try? ManifestInput.passthroughNames(passthrough)) ?? []
        )
    }
}

enum FormatChoice: String, ExpressibleByArgument, CaseIterable {
    case csv, tsv, jsonl, auto

    /// `nil`: to be guessed.
    var format: ManifestFormat? { ManifestFormat(rawValue: rawValue) }
}
