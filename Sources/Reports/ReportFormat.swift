/// How a report is written.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// One record a row, for spreadsheets.
    case csv
    /// One object: the run, the summary, the rows.
    case json
    /// One object a row, one row a line.
    case jsonl
    /// The summary and a table, for reading.
    case text

    /// The suffix of a path that names the format, for messages.
    public var suffix: String { suffixes[0] }

    /// The format that the suffix of a path names; `nil` when it names none of them.
    public init?(path: String) {
        let path = path.lowercased()
        guard let format = Self.allCases.first(where: { $0.suffixes.contains(where: path.hasSuffix) }) else {
            return nil
        }
        self = format
    }

    private var suffixes: [String] {
        switch self {
        case .csv: [".csv"]
        case .json: [".json"]
        case .jsonl: [".jsonl", ".ndjson"]
        case .text: [".txt"]
        }
    }
}
