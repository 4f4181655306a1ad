/// What applying takes: calls, and time at the quota of the slowest account and region.
public struct PlanEffort: Sendable, Equatable {
    /// The work of one account and region.
    public struct Group: Sendable, Equatable {
        public var apis: Int
        public var rows: Int

        public init(apis: Int, rows: Int) {
            self.apis = apis
            self.rows = rows
        }

        /// Every API is read once more just before it is changed, and so is the list of the APIs.
        var calls: Int { 1 + apis + rows }
    }

    public var groups: [Group]
    /// Calls/s of a group; `nil`: unlimited.
    public var rate: Double?
    /// Calls that a group may send at once in the beginning.
    public var burst: Int
    /// Seconds in which nothing is sent: the bakes.
    public var waits = 0.0

    public init(groups: [Group], rate: Double?, burst: Int) {
        self.groups = groups
        self.rate = rate
        self.burst = burst
    }

    public var calls: Int { groups.reduce(0) { $0 + $1.calls } }

    /// How long the slowest group takes.
    public var seconds: Double {
        guard let rate else { return waits }
        return waits + (groups.map { Double(max(0, $0.calls - burst)) / rate }.max() ?? 0)
    }

    /// About how many rows are left when a run has to end by then.
    func rowsLeft(after seconds: Double) -> Int {
        guard let rate else { return 0 }
        return groups.reduce(0) { sum, group in
            let calls = Double(burst) + seconds * rate
            return sum + min(group.rows, max(0, group.calls - Int(min(calls, 1e9))))
        }
    }
}

/// The time that there is for a run, and whether it is enough.
public struct PlanWindow: Sendable {
    /// `--max-duration 2h`.
    public var option: String
    public var seconds: Double

    public init(option: String, seconds: Double) {
        self.option = option
        self.seconds = seconds
    }

    public func isEnough(for effort: PlanEffort) -> Bool { effort.seconds <= seconds }

    /// `nil` where nobody can tell: without a rate the service decides.
    public func words(for effort: PlanEffort) -> String? {
        guard let rate = effort.rate else { return nil }
        let pace =
            "about \(Quantity.duration(effort.seconds)) at \(Self.text(rate)) calls/s for each account and region"
        if isEnough(for: effort) { return "\(option) is enough: it takes \(pace)" }
        // Bakes are between the rows: how many come before them is not known here.
        let rows = effort.waits > 0 ? "some rows" : "about \(Quantity.count(effort.rowsLeft(after: seconds), "row"))"
        let left = "\(rows) would be left for another time"
        return "\(option) is not enough: it takes \(pace); \(left)"
    }

    private static func text(_ rate: Double) -> String { rate == rate.rounded() ? "\(Int(rate))" : "\(rate)" }
}
