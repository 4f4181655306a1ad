import Migration
import Records

extension ReportRow {
    /// The row as an object whose members are named as the columns of the CSV.
    ///
    /// Every row has every member, `null` where there is nothing, so that programs that read tables (DuckDB, pandas, Athena)
    /// find each column in the first row. `passthrough` is there when the run has such columns.
    func json(passthroughNames: [String]) -> JSONValue {
        var object = JSONObject([
            ("row", .integer(record.number)),
            ("line", .integer(record.line)),
            ("profile", Self.text(profile)),
            ("role_arn", Self.text(roleARN)),
            ("account_id", Self.text(record.accountID)),
            ("region", Self.text(record.region)),
            ("api_id", Self.text(record.apiID)),
            ("integration_id", Self.text(record.integrationID)),
            ("outcome", .string(record.outcome.rawValue)),
            ("http_status", Self.number(record.httpStatus)),
            ("error_code", Self.text(record.errorCode)),
            ("error_message", Self.text(record.errorMessage)),
            ("request_id", Self.text(record.requestID)),
            ("attempts", .integer(record.attempts)),
            ("duration_ms", Self.number(durationMillis)),
            ("started_at", Self.text(startedAt)),
            ("finished_at", Self.text(finishedAt)),
            ("changed", difference.map { .array($0.changed.map { .string($0) }) } ?? .null),
            ("before", difference?.before ?? .null),
            ("after", difference?.after ?? .null),
            ("wave", .integer(record.wave)),
        ])
        if !passthroughNames.isEmpty {
            let values = zip(passthroughNames, passthrough).map { (key: $0, value: JSONValue.string($1)) }
            object["passthrough"] = .object(JSONObject(values))
        }
        return .object(object)
    }

    private static func text(_ text: String?) -> JSONValue {
        text.map { $0.isEmpty ? .null : .string($0) } ?? .null
    }

    private static func number(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
}
