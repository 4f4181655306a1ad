/// Turns a run into the bytes of one format, a row at a time.
protocol ReportRenderer: Sendable {
    /// Appends what comes before the rows.
    mutating func begin(_ overview: RunOverview, to bytes: inout [UInt8])
    mutating func append(_ row: ReportRow, to bytes: inout [UInt8])
    /// Appends what comes after the rows.
    mutating func end(to bytes: inout [UInt8])
}

extension ReportFormat {
    func makeRenderer() -> any ReportRenderer {
        switch self {
        case .text: TextRenderer()
        case .csv: CSVRenderer()
        case .json: JSONRenderer()
        case .jsonl: JSONLinesRenderer()
        }
    }
}
