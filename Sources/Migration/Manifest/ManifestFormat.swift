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
