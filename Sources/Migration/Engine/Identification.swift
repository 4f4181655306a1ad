import AWSCore

/// What was found out about one set of credentials before anything is sent.
public struct Identification: Sendable {
    public enum Finding: Sendable {
        case known(Identity)
        /// Nobody says whose they are, for this reason. They may be used all the same.
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
            case .unknown: break
            }
            return group
        }
    }
}
