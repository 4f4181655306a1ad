import AWSCore

/// What was found out about one set of credentials before anything is sent.
public struct Identification: Sendable {
    public enum Finding: Sendable {
        case known(Identity)
        /// STS could not be asked, for this reason. The credentials are used all the same, except for a group with rows that
        /// name their account.
        case unknown(reason: String)
        case parked(Parking)
    }

    public var credentials: CredentialSet
    public var finding: Finding
    /// The groups that use them, with what was found out.
    public var groups: [MigrationGroup]

    public init(credentials: CredentialSet, finding: Finding, groups: [MigrationGroup]) {
        self.credentials = credentials
        self.finding = finding
        self.groups = groups.map { group in
            var group = group
            group.accountID = credentials.accountID ?? group.accountID
            switch finding {
            case .known(let identity): group.accountID = identity.caller.account
            case .parked(let parking): group.parking = parking
            case .unknown(let reason): if group.needsIdentity { group.parking = .unknownAccount(reason) }
            }
            return group
        }
    }
}

/// A group that was worked on in one account, and whose credentials now belong to another.
public struct AccountConflict: Sendable {
    /// As the checkpoint has it.
    public var group: MigrationGroup
    public var begunIn: String
    public var found: String

    /// - Parameter groups: as the checkpoint has them, before anybody was asked.
    public static func all(in groups: [MigrationGroup], _ found: [Identification]) -> [AccountConflict] {
        let accounts = Dictionary(found.flatMap(\.groups).map { ($0.id, $0.accountID) }) { first, _ in first }
        return groups.compactMap { group in
            guard let begunIn = group.accountID, let now = accounts[group.id] ?? nil, now != begunIn else { return nil }
            return AccountConflict(group: group, begunIn: begunIn, found: now)
        }
    }
}

extension MigrationGroup {
    /// Whether rows name their account and it is not known without asking: a role's ARN says it.
    var needsIdentity: Bool { hasAccountGuard && credentials.accountID == nil }
}
