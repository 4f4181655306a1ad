import Records

/// A value that has an order: a number, or a string by its Unicode scalars.
enum Orderable {
    case number(Number)
    case string(String)

    enum Order {
        case less, same, greater

        init?<Value: Comparable>(_ left: Value, _ right: Value) {
            if left < right {
                self = .less
            } else if left > right {
                self = .greater
            } else if left == right {
                self = .same
            } else {
                return nil
            }
        }

        var isLess: Bool { self == .less }
        var isGreater: Bool { self == .greater }
    }

    init?(_ value: JSONValue) {
        switch value {
        case .number(let lexeme): self = .number(Number(lexeme))
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    /// Nil for a number and a string.
    func order(to other: Orderable) -> Order? {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.order(to: right)
        case (.string(let left), .string(let right)):
            if left.utf8.lexicographicallyPrecedes(right.utf8) {
                .less
            } else {
                right.utf8.lexicographicallyPrecedes(left.utf8) ? .greater : .same
            }
        default: nil
        }
    }

    func isComparable(to other: Orderable) -> Bool {
        typeName == other.typeName
    }

    var typeName: String {
        switch self {
        case .number: "number"
        case .string: "string"
        }
    }
}
