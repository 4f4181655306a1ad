import Migration
import Records

/// One CSV record a row.
///
/// `role_arn` comes behind the columns that every report has, in reports of runs that use roles.
/// Cells that a spreadsheet would take for a formula get an apostrophe. `changed` lists its names with `;` between them.
struct CSVRenderer: ReportRenderer {
    static let columns = [
        "row", "line", "profile", "account_id", "region", "api_id", "integration_id", "outcome", "http_status",
        "error_code", "error_message", "request_id", "attempts", "duration_ms", "started_at", "finished_at", "changed",
        "before", "after", "wave",
    ]

    private static let listSeparator = ";"
    private static let roleColumn = "role_arn"
    private let writer = CSVWriter(neutralizingFormulas: true)
    private var showsRoles = false

    mutating func begin(_ overview: RunOverview, to bytes: inout [UInt8]) {
        // A column of the manifest that is named like one of ours: a reader by name would see only one of the two.
        let passthrough = overview.info.schema.passthrough.map { Self.columns.contains($0) ? "manifest.\($0)" : $0 }
        showsRoles = overview.info.hasRoles
        writer.append(Self.columns + (showsRoles ? [Self.roleColumn] : []) + passthrough, to: &bytes)
    }

    mutating func append(_ row: ReportRow, to bytes: inout [UInt8]) {
        let record = row.record
        var cells = [
            String(record.number),
            String(record.line),
            row.profile,
            record.accountID ?? "",
            record.region,
            record.apiID,
            record.integrationID,
            record.outcome.rawValue,
            record.httpStatus.map { String($0) } ?? "",
            Printable.cell(record.errorCode ?? ""),
            Printable.cell(record.errorMessage ?? ""),
            Printable.cell(record.requestID ?? ""),
            String(record.attempts),
            row.durationMillis.map { String($0) } ?? "",
            row.startedAt ?? "",
            row.finishedAt ?? "",
        ]
        cells.append(row.difference?.changed.joined(separator: Self.listSeparator) ?? "")
        cells.append(record.before ?? "")
        cells.append(record.after ?? "")
        cells.append(String(record.wave))
        if showsRoles { cells.append(row.roleARN) }
        cells.append(contentsOf: row.passthrough)
        writer.append(cells, to: &bytes)
    }

    mutating func end(to bytes: inout [UInt8]) {}
}
