/// A map can only be cleared by naming its live keys, and nothing was read.
public struct InexpressibleChange: Error, Sendable, Equatable {
    public var member: Member

    public var shortDescription: String { "a map cannot be cleared without reading it first" }
}

extension InexpressibleChange: CustomStringConvertible {
    public var description: String { "\(member.columnName): \(shortDescription)" }
}
