public import APIGatewayV2

/// What the live value of a member has to be for a row to be sent.
public enum Expectation: Sendable, Equatable {
    /// The whole member has this value.
    case equals(MemberValue)
    /// These keys of a map have these values; "" and {} mean that the key is not there. Other keys do not matter.
    case keys(MemberValue)
    /// The member is not set.
    case absent

    /// Whether the live value of `member` is the one that is expected.
    public func isMet(by live: MemberValue?, in member: Member) -> Bool {
        if member == .integrationURI, case .equals(let value) = self, !value.isEmpty, live != nil {
            return value.isMet(by: live, in: member)
        }
        return isMet(by: live)
    }

    public func isMet(by live: MemberValue?) -> Bool {
        let isLiveEmpty = live?.isEmpty ?? true
        return switch self {
        case .absent: isLiveEmpty
        case .equals(let value): value.isEmpty ? isLiveEmpty : value.withoutEmptyKeys == live?.withoutEmptyKeys
        case .keys(let value): value.isMet(by: live)
        }
    }
}

extension Expectation {
    init(_ joined: MemberCollector.Joined) {
        switch joined.value {
        case nil: self = .absent
        case .some(let value): self = joined.isWhole ? .equals(value) : .keys(value)
        }
    }
}

extension MemberValue {
    /// A key with an empty text and a status without keys say the same as no key and no status.
    fileprivate var withoutEmptyKeys: MemberValue {
        switch self {
        case .map(let map): .map(map.filter { !$0.value.isEmpty })
        case .statusMap(let map):
            .statusMap(map.mapValues { $0.filter { !$0.value.isEmpty } }.filter { !$0.value.isEmpty })
        case .string, .integer: self
        }
    }
}
