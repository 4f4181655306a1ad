/// What a change does to a value, apart from where: 192 URIs that get `-v2` are one edit.
public struct PlanEdit: Sendable, Hashable {
    /// The member, with the key of a map.
    public var name: String
    public var part: Part

    public enum Part: Sendable, Hashable {
        /// The whole value before and after; `nil`: not set.
        case value(before: String?, after: String?)
        /// What a text loses and gets, between a beginning and an end that stay.
        case text(removed: String, added: String)
    }

    public init(_ change: ValueChange) {
        name = change.name
        if let before = change.before, let after = change.after {
            let difference = TextDifference(before, after)
            part =
                difference.areVersions
                ? .text(removed: difference.removed, added: difference.added)
                : .value(before: before, after: after)
        } else {
            part = .value(before: change.before, after: change.after)
        }
    }
}

/// The edits of a plan, each with its count and the first row that has it.
public struct PlanEdits: Sendable {
    public struct Entry: Sendable {
        public var edit: PlanEdit
        public var count: Int
        /// The line of the first row that has it, and its change.
        public var line: Int
        public var example: ValueChange
    }

    /// Rows of which every one has an edit of its own: after so many, memory must not grow any more.
    private static let limit = 20_000
    /// And so many of one member: its edits must not take the place of another's.
    private static let limitPerName = 1000

    private var kinds: [String: Int] = [:]

    private var places: [PlanEdit: Int] = [:]
    private var list: [Entry] = []
    /// Changes whose edits are too many to be told apart, by the name of what they change.
    private(set) var uncountedByName: [String: Int] = [:]
    public var uncounted: Int { uncountedByName.values.reduce(0, +) }

    mutating func add(_ change: ValueChange, line: Int) {
        let edit = PlanEdit(change)
        if let place = places[edit] {
            list[place].count += 1
        } else if list.count < Self.limit, kinds[change.name, default: 0] < Self.limitPerName {
            kinds[change.name, default: 0] += 1
            places[edit] = list.count
            list.append(Entry(edit: edit, count: 1, line: line, example: change))
        } else {
            uncountedByName[change.name, default: 0] += 1
        }
    }

    /// The most frequent first, then by their first rows.
    public var entries: [Entry] {
        list.sorted { ($1.count, $0.line, $0.edit.name) < ($0.count, $1.line, $1.edit.name) }
    }
}
