import Migration
import Records

/// The summary, then a table with one line a row: where it stands in the manifest, how it ended, its target, and what
/// changed or went wrong.
struct TextRenderer: ReportRenderer {
    /// Rows whose cells decide the widths of the columns. Later cells may stick out; memory stays constant.
    private static let measuredRows = 1000
    /// A message in the last column is cut there, and changed members behind that are only counted.
    private static let detailLimit = 400
    /// A value in it is cut there: a Lambda function's invocation URI fits.
    private static let valueLimit = 200

    private var waiting = [TableLine(line: "LINE", outcome: "OUTCOME", target: "TARGET", detail: "DETAIL")]
    private var widths: TableLine.Widths?

    mutating func begin(_ overview: RunOverview, to bytes: inout [UInt8]) {
        var overview = overview
        // Where the reports are and what to type next belong to the moment, not to the file.
        overview.reportPaths = []
        overview.nextCommand = nil
        bytes.append(contentsOf: SummaryText(overview).text.utf8)
    }

    mutating func append(_ row: ReportRow, to bytes: inout [UInt8]) {
        let line = TableLine(
            line: String(row.record.line),
            outcome: row.record.outcome.title,
            target: Self.target(row),
            detail: Self.detail(row)
        )
        if let widths {
            line.append(to: &bytes, widths)
        } else {
            waiting.append(line)
            if waiting.count > Self.measuredRows { release(to: &bytes) }
        }
    }

    mutating func end(to bytes: inout [UInt8]) {
        if widths == nil, waiting.count > 1 { release(to: &bytes) }
    }

    private mutating func release(to bytes: inout [UInt8]) {
        let widths = TableLine.Widths(fitting: waiting)
        bytes.append(UInt8(ascii: "\n"))
        for line in waiting { line.append(to: &bytes, widths) }
        waiting = []
        self.widths = widths
    }

    private static func target(_ row: ReportRow) -> String {
        let record = row.record
        let parts = [row.profile, row.roleARN, record.region, record.apiID, record.integrationID]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func detail(_ row: ReportRow) -> String {
        let record = row.record
        guard let code = record.errorCode else { return changes(row) }
        var text = "\(code): \(Printable.text(record.errorMessage ?? "", limit: detailLimit))"
        if let requestID = record.requestID { text += " [request \(requestID)]" }
        return text
    }

    private static func changes(_ row: ReportRow) -> String {
        guard let difference = row.difference else { return "" }
        var text = ""
        for (index, name) in difference.changed.enumerated() {
            if index > 0 { text += ", " }
            if text.utf8.count > detailLimit {
                text += "and \(difference.changed.count - index) more"
                break
            }
            let before = difference.before == nil ? "" : "\(value(difference.before, name)) -> "
            text += "\(name) \(before)\(value(difference.after, name))"
        }
        return text
    }

    private static func value(_ object: JSONValue?, _ name: String) -> String {
        guard let value = object?.object?[name] else { return "(none)" }
        return Printable.text(JSONWriter().string(value), limit: valueLimit)
    }
}
