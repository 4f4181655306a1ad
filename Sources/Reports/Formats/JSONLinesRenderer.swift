import Migration
import Records

/// One object a row, one row a line.
struct JSONLinesRenderer: ReportRenderer {
    private let writer = JSONWriter()
    private var passthroughNames: [String] = []

    mutating func begin(_ overview: RunOverview, to bytes: inout [UInt8]) {
        passthroughNames = overview.info.schema.passthrough
    }

    mutating func append(_ row: ReportRow, to bytes: inout [UInt8]) {
        writer.append(row.json(passthroughNames: passthroughNames), to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func end(to bytes: inout [UInt8]) {}
}
