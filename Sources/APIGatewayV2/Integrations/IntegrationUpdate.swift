/// The members of `UpdateIntegration` that a row sets. Everything else stays as it is: the service merges.
public struct IntegrationUpdate: Sendable, Equatable {
    public enum Change: Sendable, Equatable {
        case set(MemberValue)
        case clear
    }

    public var changes: MemberMap<Change>

    public init(_ changes: MemberMap<Change> = [:]) {
        self.changes = changes
    }

    public var isEmpty: Bool { changes.isEmpty }

    /// In the order of the model.
    public var members: [Member] { changes.keys }

    /// The members of which something that is live is removed: the whole value, or keys of a map.
    public var clearedMembers: [Member] {
        changes.lazy.filter { member, change in
            switch change {
            case .clear: true
            case .set(.map(let map)): map.values.contains(where: \.isEmpty) || member == .tlsConfig && map.isEmpty
            case .set(.statusMap(let map)): map.values.contains { $0.isEmpty || $0.values.contains(where: \.isEmpty) }
            case .set(.string(let text)): text.isEmpty
            case .set(.integer): false
            }
        }
        .map(\.key)
    }

    /// The members whose wanted value `integration` does not have. Empty: there is nothing to send, or all took effect.
    public func unmetMembers(in integration: Integration) -> [Member] {
        changes.filter { !Self.holds($0.value, of: $0.key, in: integration.values[$0.key]) }.keys
    }

    private static func holds(_ change: Change, of member: Member, in live: MemberValue?) -> Bool {
        switch change {
        case .clear: live.map(\.isEmpty) ?? true
        // A structure is replaced, so {} empties it; maps are merged, and merging nothing changes nothing.
        case .set(.map(let wanted)) where wanted.isEmpty: member != .tlsConfig || live.map(\.isEmpty) ?? true
        case .set(let wanted): wanted.isMet(by: live, in: member)
        }
    }
}
