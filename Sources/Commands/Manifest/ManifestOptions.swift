import ArgumentParser
import Foundation
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

    /// Whether the manifest is a pipe or a device, such as `/dev/stdin` or a shell's `<(…)`: no checkpoint can stand beside it,
    /// and the next run would not find the same one.
    var isStream: Bool {
        var status = stat()
        guard !readsStandardInput, stat(manifest, &status) == 0 else { return readsStandardInput }
        return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

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
