public import Migration

/// What became of the permissions that a run gave and that its rollback was to take back.
public struct RevocationSection: Sendable {
    private let endings: [Revocation.Entry]

    public init(_ endings: [Revocation.Entry]) {
        self.endings = endings
    }

    /// Whether none is left in a policy.
    public var isComplete: Bool { endings.allSatisfy { $0.ending == .revoked } }

    public var lines: [StyledLine] {
        if endings.isEmpty { return ["Permissions: the run gave none"] }
        let revoked = endings.count { $0.ending == .revoked }
        let rest = endings.compactMap(line)
        let more = rest.count - Self.shownLines
        return ["Permissions: \(revoked) of \(endings.count) taken back"] + rest.prefix(Self.shownLines)
            + (more > 0 ? ["  … and \(more) more that were not"] : [])
    }

    /// Permissions that are named one by one.
    private static let shownLines = 20

    private func line(_ entry: Revocation.Entry) -> StyledLine? {
        let name = "\(entry.grant.statementID) of \(entry.grant.function)"
        return switch entry.ending {
        case .revoked: nil
        case .kept: "  kept, since rows of the API are not back: \(name)"
        case .inUse(let integration): "  kept, since integration \(integration) of the API calls it too: \(name)"
        case .failed(let reason): "  not taken back: \(name): \(reason)"
        }
    }
}
