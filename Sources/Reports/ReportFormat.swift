/// How a report is written.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// The summary and a table, for reading.
    case text
    /// One record a row, for spreadsheets.
    case csv
    /// One object: the run, the summary, the rows.
    case json
    /// One object a row, one row a line.
    case jsonl

    /// The suffixes that `init(path:)` knows, for messages.
    public static let suffixes = [".txt", ".csv", ".json", ".jsonl", ".ndjson"]

    /// The format that the suffix of a path names; `nil` when it names none of them.
    public init?(path: String) {
        let path = path.lowercased()
        switch Self.suffixes.first(where: path.hasSuffix) {
        case ".txt": self = .text
        case ".csv": self = .csv
        case ".json": self = .json
        case ".jsonl", ".ndjson": self = .jsonl
        default: return nil
        }
    }
}
