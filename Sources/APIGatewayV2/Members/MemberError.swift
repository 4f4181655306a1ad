import Records

/// A value that a member cannot hold.
public struct MemberError: Error, Sendable, Equatable {
    /// The offending value or key as it stood in the input.
    public var value: String
    /// What is wrong with it, in words.
    public var problem: String
    /// What may stand there.
    public var allowed: String

    public init(value: String, problem: String, allowed: String) {
        self.value = value
        self.problem = problem
        self.allowed = allowed
    }
}

extension MemberError: CustomStringConvertible {
    public var description: String { "\(Quoted(value)) \(problem); allowed: \(allowed)" }
}

/// A text from the input as messages show it: in quotes, cut, and with nothing in it that a terminal would obey.
public struct Quoted: Sendable, Equatable, CustomStringConvertible {
    /// Longer texts are cut, so that a message stays readable.
    public static let limit = 80

    public let description: String

    public init(_ text: String) {
        description = "'\(Self.readable(text))'"
    }

    /// The text without its quotes: at most `limit` scalars, then `…`; control characters as escapes.
    public static func readable(_ text: String) -> String { Printable.text(text, limit: limit) }
}
