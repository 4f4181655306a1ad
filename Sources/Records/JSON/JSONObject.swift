/// The members of a JSON object, in the order in which they were written.
///
/// Keys are different as long as `members` is not given equal ones. Two objects are equal when they hold the same
/// members: the order does not count. Looking a key up takes time in proportion to the number of members.
public struct JSONObject: Sendable {
    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        public static func == (left: Member, right: Member) -> Bool {
            left.key.isSame(as: right.key) && left.value == right.value
        }
    }

    public var members: [Member]

    public init(members: [Member]) {
        self.members = members
    }

    public init(_ members: [(key: String, value: JSONValue)] = []) {
        self.members = members.map { Member(key: $0.key, value: $0.value) }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }

    /// The value of a key. Setting puts a new key at the end; setting nil removes the key.
    public subscript(key: String) -> JSONValue? {
        get {
            members.first { $0.key.isSame(as: key) }?.value
        }
        set {
            let index = members.firstIndex { $0.key.isSame(as: key) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Equatable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members == right.members { return true }
        // Sorted by their bytes, which unlike `String`'s order tells all different keys apart.
        return left.sortedMembers() == right.sortedMembers()
    }

    private func sortedMembers() -> [Member] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
