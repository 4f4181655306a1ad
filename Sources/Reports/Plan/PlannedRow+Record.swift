import Migration
import Records

extension PlannedRow {
    /// A row as the checkpoint holds it.
    init(_ record: RowRecord) {
        let (before, after) = (Self.value(record.before), Self.value(record.after))
        let isChange = record.outcome == .planned
        self.init(
            number: record.number,
            line: record.line,
            group: PlannedGroup(
                credentials: record.credentials.name,
                region: record.region,
                // A role's ARN says it already.
                accountID: record.credentials.roleARN == nil ? record.accountID : nil
            ),
            apiID: record.apiID,
            integrationID: record.integrationID,
            fate: Fate(record),
            changes: isChange ? ValueChange.list(before: before, after: after) : [],
            cleared: isChange ? ValueChange.cleared(before: before, after: after) : []
        )
    }

    /// What is no JSON, in a damaged checkpoint, shows no changes.
    private static func value(_ text: String?) -> JSONValue? { text.flatMap { try? JSONValue(parsing: $0) } }
}

extension PlannedRow.Fate {
    fileprivate init(_ record: RowRecord) {
        let message = record.errorMessage ?? ""
        switch record.outcome {
        case .planned: self = .change
        case .updated, .unchanged, .skipped: self = .unchanged
        case .failed: self = .fail(code: record.errorCode ?? "", kind: record.errorKind ?? "", message: message)
        case .drifted: self = .drift(message: message)
        case .pending: self = .open
        }
    }
}
