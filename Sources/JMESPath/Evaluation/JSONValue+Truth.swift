import Records

extension JSONValue {
    /// Whether conditions take the value for true: everything but null, false, and empty strings, arrays and objects.
    var isTrueLike: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

    /// Whether both are the same value however they are written: `1` is `1.0`, and members have no order.
    func isEqual(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            left == right || Number(left).order(to: Number(right)) == .same
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.members.allSatisfy { member in right[member.key]?.isEqual(to: member.value) ?? false }
        default: self == other
        }
    }
}
