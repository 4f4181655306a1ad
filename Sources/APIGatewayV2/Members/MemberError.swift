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
