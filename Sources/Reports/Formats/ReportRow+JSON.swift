import Migration
import Records

extension ReportRow {
    /// The row as an object whose members are named as the columns of the CSV. What is not known is absent.
    func json(passthroughNames: [String]) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("row", .integer(record.number)),
            ("line", .integer(record.line)),
        ]
        func add(_ key: String, _ value: JSONValue?) {
            if let value { members.append((key, value)) }
        }
        func add(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { members.append((key, .string(text))) }
        }
        add("profile", profile)
        add("role_arn", roleARN)
        add("account_id", record.accountID)
        add("region", record.region)
        add("api_id", record.apiID)
        add("integration_id", record.integrationID)
        add("outcome", record.outcome.rawValue)
        add("http_status", record.httpStatus.map { .integer($0) })
        add("error_code", record.errorCode)
        add("error_message", record.errorMessage)
        add("request_id", record.requestID)
        add("attempts", .integer(record.attempts))
        add("duration_ms", durationMillis.map { .integer($0) })
        add("started_at", startedAt)
        add("finished_at", finishedAt)
        add("changed", difference.map { .array($0.changed.map { .string($0) }) })
        add("before", difference?.before)
        add("after", difference?.after)
        if !passthroughNames.isEmpty {
            let values = zip(passthroughNames, passthrough).map { (key: $0, value: JSONValue.string($1)) }
            add("passthrough", .object(JSONObject(values)))
        }
        return .object(JSONObject(members))
    }
}
