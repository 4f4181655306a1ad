/// A manifest whose header, or a record that was good before, cannot be understood.
public struct InvalidManifest: Error, Sendable, Equatable {
    /// At least one.
    public let problems: [ManifestProblem]
}

extension InvalidManifest: CustomStringConvertible {
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
