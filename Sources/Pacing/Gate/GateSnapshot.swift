import Synchronization

/// What a request waits for before it leaves.
public enum WaitReason: Int, Sendable, CaseIterable {
    /// A token of its group.
    case quota
    /// A slot of the pool: too many requests of all groups are in flight.
    case slot
    /// The end of the pause after a throttle.
    case throttle
    /// The end of the pause after another write to the same thing.
    case conflict
    /// The end of the pause after a failure of the network or of the server.
    case fault
    /// Credentials to sign with.
    case credentials
    /// What others find out: whether anything answers at the address.
    case address
}

/// How many requests wait, for each reason.
public struct WaitCounts: Sendable, Hashable {
    private var counts = SIMD8<Int32>()

    public init() {}

    public subscript(reason: WaitReason) -> Int {
        get { Int(counts[reason.rawValue]) }
        set { counts[reason.rawValue] = Int32(clamping: newValue) }
    }

    public var total: Int { Int(counts.wrappedSum()) }

    public static func += (left: inout WaitCounts, right: WaitCounts) {
        left.counts &+= right.counts
    }
}

/// What the requests of a gate do at one moment, for a status line.
public struct GateSnapshot: Sendable, Hashable {
    public struct Group: Sendable, Hashable {
        public var group: RequestGate.Group
        /// Requests a second that the group may send now; `nil`: no limit.
        public var rate: Double?
        /// Whether throttles have slowed it down.
        public var isSlowed: Bool
        public var waiting: WaitCounts
    }

    /// Requests in flight, all groups together.
    public var inFlight: Int
    /// In the order in which they were made.
    public var groups: [Group]

    /// The same of one group alone; `nil`: there is no such group.
    public func only(_ group: RequestGate.Group) -> GateSnapshot? {
        groups.first { $0.group == group }.map { GateSnapshot(inFlight: inFlight, groups: [$0]) }
    }

    /// All groups together.
    public var waiting: WaitCounts {
        groups.reduce(into: WaitCounts()) { $0 += $1.waiting }
    }
}

extension RequestGate {
    /// What the requests of every group wait for, and how fast each may send. A few nanoseconds a group.
    public func snapshot() -> GateSnapshot {
        let now = now
        return shared.withLock { shared in
            GateSnapshot(
                inFlight: shared.state.inFlight,
                groups: shared.state.groupIndices.map { index in
                    GateSnapshot.Group(
                        group: Group(index: index),
                        rate: shared.state.rate(group: index, now: now),
                        isSlowed: shared.state.isSlowed(group: index, now: now),
                        waiting: shared.state.waiting(group: index)
                    )
                }
            )
        }
    }
}
