/// The rows of one account and region: credentials, and what was learned of them.
public struct MigrationGroup: Sendable, Hashable, Identifiable {
    public var id: Int64
    public var credentials: CredentialSet
    public var region: String
    public var accountID: String?
    /// Whether a row sets a member whose limits need the API's protocol type.
    public var needsProtocol: Bool
    /// Whether a row names the account that it is meant for.
    public var hasAccountGuard: Bool
    /// Rows that have not ended.
    public var openRows: Int
    /// `nil`: the group is worked on.
    public var parking: Parking?

    public init(
        id: Int64,
        credentials: CredentialSet,
        region: String,
        accountID: String? = nil,
        needsProtocol: Bool = false,
        hasAccountGuard: Bool = false,
        openRows: Int,
        parking: Parking? = nil
    ) {
        self.id = id
        self.credentials = credentials
        self.region = region
        self.accountID = accountID
        self.needsProtocol = needsProtocol
        self.hasAccountGuard = hasAccountGuard
        self.openRows = openRows
        self.parking = parking
    }

    /// For a person: `profile prod, eu-west-1 (account 123456789012)`.
    public var name: String {
        let place = "\(credentials.name), \(region)"
        // A role's ARN says it already.
        guard let accountID, credentials.roleARN == nil else { return place }
        return "\(place) (account \(accountID))"
    }
}
