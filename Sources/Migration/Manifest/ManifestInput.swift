public import Records

/// Where a manifest comes from and how it is to be read.
public struct ManifestInput: Sendable {
    /// `nil`: standard input.
    public var path: String?
    /// `nil`: guessed from the first bytes and the suffix.
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

    /// The names in the values of `--passthrough`: each value is a line of CSV, so that a name may hold a comma.
    ///
    /// - Throws: `RecordError` for a value with an open quote.
    public static func passthroughNames(_ values: [String]) throws(RecordError) -> [String] {
        var names: [String] = []
        for value in values where !value.isEmpty {
            var reader = CSVReader(ByteArraySource(value))
            switch try? reader.next() {
            case .record(let record): names += record.fields.map { $0.isQuoted ? $0.value : $0.value.trimmed }
            case .bad(let error): throw error
            case nil: break
            }
        }
        return names
    }

    /// The option that keeps a column of this name, as it is typed in a shell.
    static func passthroughOption(for name: String) -> String {
        let limit = 80
        guard name.unicodeScalars.count <= limit else { return "--passthrough with its name" }
        let needsQuotes = name != name.trimmed || name.contains { ",\"\n\r".contains($0) }
        let cell = needsQuotes ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
        return "--passthrough \(ShellWord.quoted(cell))"
    }

    /// - Throws: `InputError`.
    public func open() throws(InputError) -> FileSource {
        guard let path else { return .standardInput() }
        return try FileSource(path: path)
    }

    /// The layout of the opened manifest.
    ///
    /// - Throws: `InvalidManifest` when the file is something else; `InputError`.
    func layout(of source: FileSource) throws -> ManifestLayout {
        try .detected(path: path, format: format, head: source.firstBytes())
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

    /// The suffixes of its files.
    public var suffixes: [String] {
        switch self {
        case .csv: [".csv"]
        case .tsv: [".tsv", ".tab"]
        case .jsonl: [".jsonl", ".ndjson", ".json"]
        }
    }

    /// JSON Lines when the first byte that is not blank is `{`, with which no header begins; else what the suffix of `path`
    /// says.
    public static func guessed(path: String, firstBytes: [UInt8]) -> ManifestFormat {
        if firstByte(of: firstBytes) == UInt8(ascii: "{") { return .jsonl }
        let name = path.lowercased()
        return allCases.first { $0.suffixes.contains(where: name.hasSuffix) } ?? .csv
    }

    /// The first byte behind a byte order mark that is not blank.
    static func firstByte(of bytes: [UInt8]) -> UInt8? {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
        return text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }
}

extension String {
    fileprivate var trimmed: String {
        func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
