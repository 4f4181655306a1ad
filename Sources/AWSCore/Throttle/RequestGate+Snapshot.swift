import Synchronization

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
                        waiting: shared.state.waiting(group: index)
                    )
                }
            )
        }
    }

    /// Counts a request of the group as waiting for something that the gate knows nothing of, as long as `body` runs.
    func whileWaiting<Value>(
        in group: Group,
        for reason: WaitReason,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        let pause = GateState.Pause(group: group.index, reason: reason)
        shared.withLock { $0.state.beginWait(pause) }
        defer { shared.withLock { $0.state.endWait(pause) } }
        return try await body()
    }
}
