import Migration
import Records

/// A row of a report: what the checkpoint holds of it, made ready to be written in any format.
struct ReportRow: Sendable {
    var record: RowRecord
    /// Empty: the environment's credentials.
    var profile: String
    /// `nil` where nothing is known of the members: before a row ends, and when nothing has changed.
    var difference: Difference?
    /// In the order of the schema's passthrough columns.
    var passthrough: [String]

    /// The changed members before and after.
    struct Difference: Sendable {
        /// Wire names in the order of the service model, which is alphabetical.
        var changed: [String]
        /// Objects; a member that was or is not set is missing. `nil`: nothing was read before.
        var before: JSONValue?
        var after: JSONValue?
    }

    init(_ record: RowRecord, of run: RunInfo) {
        self.record = record
        let profile = record.credentials.profile
        self.profile = profile.isEmpty ? run.defaultProfile : profile
        difference = Difference(before: record.before, after: record.after)
        passthrough = Self.passthrough(record, run.schema)
    }

    /// "" without a role.
    var roleARN: String { record.credentials.roleARN ?? "" }
    var startedAt: String? { record.startedAt.flatMap(Timestamp.precise) }
    var finishedAt: String? { record.endedAt.flatMap(Timestamp.precise) }
    /// Not negative, also when the clock was set back in between.
    var durationMillis: Int? { record.durationMillis.map { max(0, $0) } }

    /// A record that cannot be read again costs its passthrough cells, not the report.
    private static func passthrough(_ record: RowRecord, _ schema: ManifestSchema) -> [String] {
        if schema.passthrough.isEmpty { return [] }
        let row = try? schema.row(number: record.number, line: record.line, raw: record.record)
        return row?.passthrough ?? schema.passthrough.map { _ in "" }
    }
}

extension ReportRow.Difference {
    fileprivate init?(before: String?, after: String?) {
        if before == nil, after == nil { return nil }
        self.before = before.map(Self.value)
        self.after = after.map(Self.value)
        let keys = [self.before, self.after].flatMap { $0?.object?.members.map(\.key) ?? [] }
        changed = Set(keys).sorted()
    }

    /// A text that is no JSON, which only a damaged checkpoint holds, is shown as it is.
    private static func value(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: text)) ?? .string(text)
    }
}
