import Records

/// Why an expression cannot be compiled or evaluated, and where.
public struct JMESPathError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of errors that the specification names.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        private enum Code: String {
            case syntax
            case unknownFunction = "unknown-function"
            case invalidArity = "invalid-arity"
            case invalidType = "invalid-type"
            case invalidValue = "invalid-value"
        }

        private let code: Code

        /// The expression is none of the language.
        public static let syntax = Kind(code: .syntax)
        /// There is no function of that name.
        public static let unknownFunction = Kind(code: .unknownFunction)
        /// The function takes another number of arguments.
        public static let invalidArity = Kind(code: .invalidArity)
        /// A value has a type that the function or comparison does not take.
        public static let invalidType = Kind(code: .invalidType)
        /// A value has the right type and is still not allowed.
        public static let invalidValue = Kind(code: .invalidValue)

        /// The name in the specification.
        public var description: String { code.rawValue }
    }

    public let kind: Kind
    /// How many characters (Unicode scalars) of the expression stand before the place.
    public let offset: Int
    /// What is wrong, without the expression.
    public let message: String
    /// The expression.
    public let expression: String

    init(_ kind: Kind, at offset: Int, of expression: String, _ message: String) {
        self.kind = kind
        self.offset = offset
        self.message = message
        self.expression = expression
    }

    /// The kind of mistake, with no dynamic text: reports group by it.
    public var shortDescription: String { "JMESPath: \(kind)" }

    /// The message, then the expression with a mark under the place; of a long expression only what is near. The mark is
    /// left out where it would not stand under the place, as in an expression of several lines.
    public var description: String {
        let scalars = expression.unicodeScalars
        let first = max(0, offset - Self.shownAround)
        let near = scalars.dropFirst(first).prefix(2 * Self.shownAround)
        let opening = first > 0 ? "…" : ""
        let closing = first + near.count < scalars.count ? "…" : ""
        let shown = Printable.text(String(near))
        let summary = "\(message), at column \(offset + 1):\n\(opening)\(shown)\(closing)"
        guard shown == String(near) else { return summary }
        return summary + "\n" + String(repeating: " ", count: opening.count + offset - first) + "^"
    }

    /// How many characters are shown before and after the place.
    private static let shownAround = 100
}
