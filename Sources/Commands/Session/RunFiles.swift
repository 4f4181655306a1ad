import ArgumentParser
import Foundation
import Migration

/// Which run a command works on: its manifest, or its checkpoint when that was named instead.
struct RunFiles: Sendable {
    var manifest: ManifestSettings
    var checkpointPath: String
    /// The argument is the run's own file, which holds everything that the manifest said.
    var isCheckpointGiven: Bool
    /// An earlier checkpoint is set aside.
    var restarts = false

    /// - Parameter checkpoint: of the option; `nil`: beside the manifest.
    /// - Throws: `CommandError` when there is no place beside the manifest: it is a pipe or a device.
    init(_ options: ManifestOptions, checkpoint: String?) throws {
        manifest = ManifestSettings(options)
        isCheckpointGiven = checkpoint == nil && Self.isDatabase(options.manifest)
        checkpointPath = checkpoint ?? (isCheckpointGiven ? options.manifest : "\(options.manifest).checkpoint")
        if checkpoint == nil, !isCheckpointGiven, options.manifest == "-" || Self.isSpecial(options.manifest) {
            throw CommandError(
                "\(manifest.input.name) is no regular file, so there is no place for the run's file beside it: "
                    + "name one with --checkpoint",
                .usage
            )
        }
    }

    /// The manifest or the run's file, as it was named.
    var argument: String { isCheckpointGiven ? checkpointPath : manifest.input.path ?? "-" }

    /// A file that outputs must not be written over.
    var inputs: [(name: String, path: String)] {
        guard !isCheckpointGiven, let path = manifest.input.path else { return [] }
        return [(name: "the manifest", path: path)]
    }

    /// Every SQLite file begins with it (https://www.sqlite.org/fileformat.html).
    private static let magic = Data("SQLite format 3\0".utf8)

    private static func isDatabase(_ path: String) -> Bool {
        // Opening a pipe would wait for its writer.
        guard path != "-", !isSpecial(path), let file = FileHandle(forReadingAtPath: path) else { return false }
        return (try? file.read(upToCount: magic.count)) == magic
    }

    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }
}
