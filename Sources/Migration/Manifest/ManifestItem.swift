/// One record of a manifest.
public enum ManifestItem: Sendable, Equatable {
    /// A good record, with its bytes as they stand in the file, without the line break.
    case row(Row, raw: [UInt8])
    /// Everything that is wrong with one record.
    case bad([ManifestProblem])
}
