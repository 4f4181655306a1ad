import Records

/// Why a report could not be written.
public struct ReportError: Error, Sendable, Equatable {
    public enum Kind: Sendable {
        /// The file cannot be made: no such folder, no permission, a directory of that name.
        case cannotCreate
        /// Writing failed under way: a full disk, a lost mount.
        case cannotWrite
        /// The reader of a pipe has gone, as `head` does once it has seen enough.
        case closedPipe
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
        case .cannotCreate: "the report cannot be created"
        case .cannotWrite: "the report cannot be written"
        case .closedPipe: "nobody reads the report"
        }
    }
}

extension ReportError: CustomStringConvertible {
    public var description: String { "\(Printable.text(path)): \(problem)" }
}
