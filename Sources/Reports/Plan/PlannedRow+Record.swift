public import APIGatewayV2
public import Migration
import Records

extension PlannedRow {
    /// A row as the checkpoint holds it.
    init(_ record: RowRecord) {
        let (before, after) = (Self.value(record.before), Self.value(record.after))
        let isChange = record.outcome == .planned
        self.init(
            number: record.number,
            line: record.line,
            group: PlannedGroup(record.credentials, region: record.region, accountID: record.accountID),
            apiID: record.apiID,
            integrationID: record.integrationID,
            fate: Fate(record),
            changes: isChange ? ValueChange.list(before: before, after: after) : [],
            cleared: isChange ? ValueChange.cleared(before: before, after: after) : [],
            notRestorable: isChange ? ValueChange.irreversible(before: before, after: after) : [],
            refusal: isChange ? record.refusal : nil
        )
    }

    /// What is no JSON, in a damaged checkpoint, shows no changes.
    private static func value(_ text: String?) -> JSONValue? { text.flatMap { try? JSONValue(parsing: $0) } }
}

extension PlannedGroup {
    public init(_ group: MigrationGroup) {
        self.init(group.credentials, region: group.region, accountID: group.accountID)
    }

    public init(_ credentials: CredentialSet, region: String, accountID: String?) {
        // A role's ARN says its account already.
        self.init(
            credentials: credentials.name,
            region: region,
            accountID: credentials.roleARN == nil ? accountID : nil
        )
    }
}

extension PlannedAPI {
    /// What `GetApis` says of the APIs of a group.
    public static func known(_ apis: [API], in group: MigrationGroup) -> [Key: PlannedAPI] {
        let planned = PlannedGroup(group)
        return Dictionary(
            apis.map { api in
                let known = PlannedAPI(
                    name: api.name,
                    protocolType: api.protocolType?.rawValue ?? "",
                    owner: APIOwner(tags: api.tags)
                )
                return (Key(group: planned, id: api.id), known)
            }
        ) { first, _ in first }
    }
}

extension PlannedRow.Fate {
    fileprivate init(_ record: RowRecord) {
        let message = record.errorMessage ?? ""
        switch record.outcome {
        case .planned: self = .change
        case .updated, .unchanged, .skipped, .putBack: self = .unchanged
        case .failed: self = .fail(code: record.errorCode ?? "", kind: record.errorKind ?? "", message: message)
        case .drifted: self = .drift(message: message)
        case .pending: self = .open
        }
    }
}
