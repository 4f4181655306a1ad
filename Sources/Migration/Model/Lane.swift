import APIGatewayV2

/// The rows of one API: at most one write in flight.
struct Lane: Sendable {
    var id: Int64
    var apiID: String
    /// All its open rows, where they were read with the lane.
    var rows: [LaneRow]?

    init(id: Int64, apiID: String) {
        self.id = id
        self.apiID = apiID
    }
}

/// A row that is to be worked on. An object, since it is passed on many times.
final class LaneRow: Sendable {
    let row: Row
    /// It was leased by a process that died, or its answer was lost: whether it was applied is unknown.
    let isAmbiguous: Bool
    /// The before image that an earlier lease stored.
    let beforeImage: Integration?
    /// What the run's plan says of the row; `nil`: the run has no plan.
    let planned: PlannedRow?

    init(row: Row, isAmbiguous: Bool, beforeImage: Integration? = nil, planned: PlannedRow? = nil) {
        self.row = row
        self.isAmbiguous = isAmbiguous
        self.beforeImage = beforeImage
        self.planned = planned
    }
}

/// What a plan says of a row, as far as the session that sends it has to know.
struct PlannedRow: Sendable, Equatable {
    /// `nil`: the plan did not come to the row.
    var outcome: Outcome?
    /// The values of the members that the row changes or expects, as JSON; `nil`: the integration could not be read.
    var values: String?
}
