/// A value that the service is known to refuse on this kind of API or integration.
public struct ProtocolViolation: Error, Sendable, Equatable {
    public var member: Member
    public var problem: String
}

extension ProtocolViolation: CustomStringConvertible {
    public var description: String { "\(member.columnName): \(problem)" }
}
