/// Why a checkpoint cannot be made or used.
public struct CheckpointError: Error, Sendable {
    public enum Kind: Sendable {
        /// Another process holds it.
        case inUse
        /// The manifest is not the one that the run was made from.
        case manifestChanged
        /// Another profile or region than the run was made with.
        case defaultsChanged
        /// The file is something else, damaged, or from a newer version.
        case notACheckpoint
        case missing
        /// No process works on it.
        case notRunning
        case cannotCreate
        /// Reading or writing it failed: a full disk, a lost mount.
        case unusable
        /// What was recorded is durable, but stands in two files: the log could not be moved into the checkpoint.
        case logRemains
        /// The same, because others read the file just now: for a run that has ended that is no failure.
        case isRead
    }

    public var kind: Kind
    public var path: String
    public var problem: String

    init(_ kind: Kind, path: String, problem: String) {
        self.kind = kind
        self.path = path
        self.problem = problem
    }

    public var shortDescription: String {
        switch kind {
        case .inUse: "the checkpoint is in use"
        case .manifestChanged: "the manifest has changed"
        case .defaultsChanged: "the run was made with other connection options"
        case .notACheckpoint: "not a checkpoint of this tool"
        case .missing: "no such checkpoint"
        case .notRunning: "the run does not go on"
        case .cannotCreate: "the checkpoint cannot be created"
        case .unusable: "the checkpoint cannot be read or written"
        case .logRemains: "the log could not be moved into the checkpoint"
        case .isRead: "the checkpoint is being read"
        }
    }
}

extension CheckpointError: CustomStringConvertible {
    public var description: String { "\(path): \(problem)" }
}
