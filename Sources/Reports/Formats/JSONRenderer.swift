import Migration
import Records

/// One object: the run, the summary, and the rows, one a line.
struct JSONRenderer: ReportRenderer {
    private let writer = JSONWriter()
    private var passthroughNames: [String] = []
    private var isFirst = true

    mutating func begin(_ overview: RunOverview, to bytes: inout [UInt8]) {
        passthroughNames = overview.info.schema.passthrough
        let summary = SummaryJSON(overview)
        bytes.append(contentsOf: "{\"run\":".utf8)
        writer.append(summary.run, to: &bytes)
        bytes.append(contentsOf: ",\n\"summary\":".utf8)
        writer.append(summary.summary, to: &bytes)
        bytes.append(contentsOf: ",\n\"rows\":[".utf8)
    }

    mutating func append(_ row: ReportRow, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (isFirst ? "\n" : ",\n").utf8)
        isFirst = false
        writer.append(row.json(passthroughNames: passthroughNames), to: &bytes)
    }

    mutating func end(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (isFirst ? "]}\n" : "\n]}\n").utf8)
    }
}
