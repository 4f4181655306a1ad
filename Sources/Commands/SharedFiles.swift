import AWSCore
import Foundation

/// The two shared AWS files of the person who runs the program.
enum SharedFiles {
    static func configuration(environment: [String: String]) throws -> AWSConfiguration {
        try AWSConfiguration(environment: environment) { try contents(of: $0) }
    }

    /// `nil` when there is no such file.
    private static func contents(of path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandError("\(path): cannot be read: \(error.localizedDescription)", .noInput)
        }
    }
}
