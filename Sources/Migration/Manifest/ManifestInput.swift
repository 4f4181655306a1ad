/// Where a manifest comes from and how it is to be read.
public struct ManifestInput: Sendable {
    /// `nil`: standard input.
    public var path: String?
    /// `nil`: guessed from the suffix, else from the first byte.
    public var format: ManifestFormat?
    /// Columns that are not ours and are kept for reports.
    public var passthrough: [String]

    public init(path: String?, format: ManifestFormat? = nil, passthrough: [String] = []) {
        self.path = path
        self.format = format
        self.passthrough = passthrough
    }

    /// As messages name it.
    public var name: String { path ?? "standard input" }

    /// - Throws: `InputError`.
    public func open() throws(InputError) -> FileSource {
        guard let path else { return .standardInput() }
        return try FileSource(path: path)
    }

    /// The format of the opened manifest.
    func format(of source: FileSource) throws -> ManifestFormat {
        try format ?? .guessed(path: path ?? "", firstBytes: source.firstBytes())
    }
}
