import AWSCore
import Foundation

/// The two shared AWS files of the person who runs the program.
enum SharedFiles {
    static func configuration(environment: [String: String]) throws -> AWSConfiguration {
        try AWSConfiguration(environment: environment) { try contents(of: $0) }
    }

    /// `nil` when there is no such file; like the AWS CLI, it passes over a folder of that name and over one that may not
    /// be looked into.
    private static func contents(of path: String) throws -> [UInt8]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            return nil
        }
        return try FileAccess.system.read(path)
    }
}
