import APIGatewayV2

/// The rows of one account and region: credentials, and what was learned of them.
public struct MigrationGroup: Sendable, Hashable, Identifiable {
    public var id: Int64
    /// Empty: the default credentials.
    public var profile: String
    public var region: String
    public var accountID: String?
    /// Whether a row sets a member whose limits need the API's protocol type.
    public var needsProtocol: Bool
    /// Rows that have not ended.
    public var openRows: Int
}

/// The rows of one API: at most one write in flight.
struct Lane: Sendable {
    var id: Int64
    var apiID: String
}

/// A row that is to be worked on.
struct LaneRow: Sendable {
    var row: Row
    /// It was leased by a process that died, or its answer was lost: whether it was applied is unknown.
    var isAmbiguous: Bool
    /// The before image that an earlier lease stored.
    var beforeImage: Integration?
}
