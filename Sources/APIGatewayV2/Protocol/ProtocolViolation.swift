/// A value that does not go with this kind of API or integration.
public struct ProtocolViolation: Error, Sendable, Equatable {
    public var member: Member
    public var problem: String
    /// Whether the service is known to refuse it. Of what only its manual rules out nobody has seen the answer.
    public var isKnown: Bool
}

extension ProtocolViolation: CustomStringConvertible {
    public var description: String { "\(member.columnName): \(problem)" }
}
