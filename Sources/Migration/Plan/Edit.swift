import APIGatewayV2
public import Records

/// What a change does to a value, apart from where: 30000 → 12000; in a text, the part that differs.
public struct Edit: Sendable, Hashable {
    /// The column name of a manifest: `integration_uri`.
    public var member: String
    /// In a map: `overwrite:header.x`, or with a status `404.overwrite:statuscode`.
    public var key: String?
    /// `nil`: the value was not set. For a text that is set before and after: what stands between the common beginning and
    /// end, which may be nothing.
    public var old: String?
    /// `nil`: the value is cleared.
    public var new: String?
    /// Whether `old` and `new` are parts of longer texts.
    public var isPart: Bool

    /// The edits that lead from one value of a member to another; a map has one for each of its keys that changes.
    ///
    /// - Parameters:
    ///   - member: its column name.
    ///   - before: as in `RowRecord.before`; `nil`: not set.
    public static func between(_ before: JSONValue?, _ after: JSONValue?, in member: String) -> [Edit] {
        edits(before, after, member, path: [])
    }

    private static func edits(
        _ before: JSONValue?,
        _ after: JSONValue?,
        _ member: String,
        path: [String]
    ) -> [Edit] {
        if before == after { return [] }
        if before?.object != nil || after?.object != nil {
            let (old, new) = (before?.object ?? JSONObject(), after?.object ?? JSONObject())
            let keys = Set((old.members + new.members).map(\.key)).sorted()
            return keys.flatMap { edits(old[$0], new[$0], member, path: path + [$0]) }
        }
        let key = path.isEmpty ? nil : path.joined(separator: ".")
        if case .string(let old) = before, case .string(let new) = after {
            let (oldPart, newPart) = differingParts(old, new)
            return [
                Edit(member: member, key: key, old: oldPart, new: newPart, isPart: oldPart != old || newPart != new)
            ]
        }
        return [Edit(member: member, key: key, old: before.map(text), new: after.map(text), isPart: false)]
    }

    private static func text(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { JSONWriter().string(value) }
    }

    /// Composed and decomposed characters are different, as they are for the service.
    private static func isSame(_ left: Character, _ right: Character) -> Bool {
        left.unicodeScalars.elementsEqual(right.unicodeScalars)
    }

    /// What is left of two texts without their common beginning and end.
    public static func differingParts(_ old: String, _ new: String) -> (old: String, new: String) {
        let (left, right) = (Array(old), Array(new))
        var start = 0
        while start < min(left.count, right.count), isSame(left[start], right[start]) { start += 1 }
        var end = 0
        while end < min(left.count, right.count) - start,
            isSame(left[left.count - 1 - end], right[right.count - 1 - end])
        {
            end += 1
        }
        return (String(left[start..<(left.count - end)]), String(right[start..<(right.count - end)]))
    }
}

/// How often a plan, or a run, makes each edit.
///
/// Memory does not grow with the rows: past `limit` different edits further ones are only counted.
public struct EditCounts: Sendable {
    public struct Entry: Sendable {
        public var edit: Edit
        /// Rows that have the edit.
        public var count: Int
        /// The first of these rows, by its line in the manifest, and its values, as JSON.
        public var exampleLine: Int
        public var exampleBefore: JSONValue?
        public var exampleAfter: JSONValue?
    }

    public static let limit = 10_000

    private var entries: [Edit: Entry] = [:]
    /// Edits of rows that were not told apart, because there are too many different ones.
    public private(set) var othersCount = 0

    public init() {}

    /// Those of most rows first.
    public var sorted: [Entry] {
        entries.values.sorted { ($1.count, $0.exampleLine) < ($0.count, $1.exampleLine) }
    }

    /// Counts the edits of a row that has changed or would be.
    public mutating func add(_ row: RowRecord) {
        let before = Self.object(row.before)
        let after = Self.object(row.after)
        for name in Set((before.members + after.members).map(\.key)).sorted() {
            let column = Member(rawValue: name)?.columnName ?? name
            for edit in Edit.between(before[name], after[name], in: column) {
                count(edit, line: row.line, before[name], after[name])
            }
        }
    }

    private mutating func count(_ edit: Edit, line: Int, _ before: JSONValue?, _ after: JSONValue?) {
        if entries[edit] != nil {
            entries[edit]?.count += 1
        } else if entries.count < Self.limit {
            entries[edit] = Entry(
                edit: edit,
                count: 1,
                exampleLine: line,
                exampleBefore: before,
                exampleAfter: after
            )
        } else {
            othersCount += 1
        }
    }

    private static func object(_ text: String?) -> JSONObject {
        text.flatMap { try? JSONValue(parsing: $0) }?.object ?? JSONObject()
    }
}
