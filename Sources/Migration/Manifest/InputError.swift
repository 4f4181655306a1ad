/// A file that cannot be read.
public struct InputError: Error, Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        case missing
        case isDirectory
        /// It is there but cannot be opened.
        case unreadable
        /// It was opened, and then reading failed.
        case readFailed
    }

    public let path: String
    public let reason: Reason
    /// What the system says.
    public let detail: String

    public var shortDescription: String {
        switch reason {
        case .missing: "no such file"
        case .isDirectory: "a directory, not a file"
        case .unreadable: "the file cannot be opened"
        case .readFailed: "reading the file failed"
        }
    }
}

extension InputError: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .missing, .isDirectory: "\(path): \(shortDescription)"
        case .unreadable, .readFailed: "\(path): \(shortDescription): \(detail)"
        }
    }
}
