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

/// How a manifest is written.
public enum ManifestFormat: String, Sendable, CaseIterable, Codable {
    case csv
    case tsv
    case jsonl

    /// What separates two fields; `nil` for JSON Lines.
    public var delimiter: UInt8? {
        switch self {
        case .csv: UInt8(ascii: ",")
        case .tsv: UInt8(ascii: "\t")
        case .jsonl: nil
        }
    }

    /// The format that the suffix of `path` names; where it names none, the first byte that is not blank decides: `{`
    /// begins JSON Lines.
    public static func guessed(path: String, firstBytes: [UInt8]) -> ManifestFormat {
        let name = path.lowercased()
        if name.hasSuffix(".csv") { return .csv }
        if name.hasSuffix(".tsv") { return .tsv }
        if [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) { return .jsonl }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = firstBytes.starts(with: byteOrderMark) ? firstBytes.dropFirst(byteOrderMark.count) : firstBytes[...]
        let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") ? .jsonl : .csv
    }
}
