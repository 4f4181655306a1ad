/// What the requests of a gate do at one moment, for a status line.
public struct GateSnapshot: Sendable, Hashable {
    public struct Group: Sendable, Hashable {
        public var group: RequestGate.Group
        /// Requests a second that the group may send now; `nil`: no limit.
        public var rate: Double?
        public var waiting: WaitCounts
    }

    /// Requests in flight, all groups together.
    public var inFlight: Int
    /// In the order in which they were made.
    public var groups: [Group]

    /// All groups together.
    public var waiting: WaitCounts {
        groups.reduce(into: WaitCounts()) { $0 += $1.waiting }
    }
}
