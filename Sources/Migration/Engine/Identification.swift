import AWSCore

/// What was found out about one set of credentials before anything is sent.
public struct Identification: Sendable {
    public enum Finding: Sendable {
        case known(Identity)
        /// Nobody says whose they are, for this reason. They are used all the same, but not for a group with rows that name
        /// their account.
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
            group.accountID = credentials.accountID
            switch finding {
            case .known(let identity): group.accountID = identity.caller.account
            case .parked(let parking): group.parking = parking
            case .unknown(let reason): if group.needsIdentity { group.parking = .unknownAccount(reason) }
            }
            return group
        }
    }
}

extension MigrationGroup {
    /// Whether rows name their account and it is not known without asking: a role's ARN says it.
    var needsIdentity: Bool { hasAccountGuard && credentials.accountID == nil }
}
