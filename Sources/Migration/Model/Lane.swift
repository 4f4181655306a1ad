import APIGatewayV2

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
