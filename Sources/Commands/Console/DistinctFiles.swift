import Foundation

/// Keeps a file of a run from being written over by another: a report by the manifest's name would end the run for good.
enum DistinctFiles {
    /// - Parameters:
    ///   - inputs: what the path is ("the manifest"), and the path.
    ///   - outputs: the option, and the path that it names.
    /// - Throws: `CommandError` when an output is one of the inputs or another output.
    static func check(inputs: [(name: String, path: String)], outputs: [(option: String, path: String)]) throws {
        var taken = inputs.map { (name: $0.name, file: file($0.path)) }
        for output in outputs {
            let file = file(output.path)
            if let other = taken.first(where: { $0.file == file }) {
                throw CommandError("\(output.option) \(output.path): is \(other.name); name another file", .usage)
            }
            // Several outputs may well go to one terminal or pipe.
            if !file.hasPrefix("/dev/") { taken.append(("also the file of \(output.option)", file)) }
        }
    }

    /// The file behind a path, whether it is there yet or not.
    private static func file(_ path: String) -> String {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let folder = url.deletingLastPathComponent().resolvingSymlinksInPath()
        return folder.appending(path: url.lastPathComponent).resolvingSymlinksInPath().path
    }
}
