import Foundation

/// A folder for the checkpoint of a run that is not to be kept.
struct ScratchFolder: Sendable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "apigw-migrate-\(UUID().uuidString)")
        do {
            let ownerOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false, attributes: ownerOnly)
        } catch {
            throw CommandError("no scratch folder in \(url.deletingLastPathComponent().path): \(error)", .cannotCreate)
        }
    }

    var path: String { url.path }

    var checkpointPath: String { url.appending(path: "run.checkpoint").path }

    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
