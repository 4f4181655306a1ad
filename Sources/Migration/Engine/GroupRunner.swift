import APIGatewayV2
import AWSCore
import Pacing

/// Starts the lanes of one group.
struct GroupRunner: Sendable {
    let engine: MigrationEngine
    let group: MigrationGroup
    let gateway: APIGateway
    let gateGroup: RequestGate.Group
    /// Shared with the other groups of the account and region; `nil`: there are none.
    let turns: LaneTurns?

    /// Lanes that are looked up at once.
    private static let lanesAhead = 32
    /// Lanes in a backoff hold their rows in memory. At the usual rates there are never so many; without a rate, a storm of
    /// throttles would start one lane after the other.
    private static let leastMaximumLanes = 128

    /// Whether nothing more is to be begun: the run is being stopped, or the group is parked.
    var isStopping: Bool { engine.gate.isDraining || engine.tally.isParked(group.id) }

    /// - Parameter admission: a slot of the pool, given back when the first lanes are known: then the group waits in its own
    ///   name.
    func run(_ admission: RequestGate.Permit) async {
        do {
            let first = try await firstLanes(admission)
            let protocols = try await protocolTypes()
            // Leaving a group waits for its children; an error thrown out of it would cancel them, and with them requests
            // in flight.
            await withTaskGroup(of: Void.self) { lanes in
                do {
                    try await start(first, protocols, in: &lanes)
                } catch {
                    engine.control.stop(after: error)
                }
            }
        } catch {
            engine.control.stop(after: error)
        }
    }

    private func firstLanes(_ admission: RequestGate.Permit) async throws -> [Lane] {
        defer { engine.gate.release(admission, unused: true) }
        return try await lanes(after: 0)
    }

    private func lanes(after last: Int64) async throws -> [Lane] {
        try await engine.checkpoint.openLanes(in: group.id, after: last, limit: Self.lanesAhead)
    }

    private func start(
        _ first: [Lane],
        _ protocols: ProtocolTypes,
        in tasks: inout TaskGroup<Void>
    ) async throws {
        let maximumLanes = max(Self.leastMaximumLanes, 2 * engine.gate.concurrency)
        var underWay = 0
        var next = first
        while let last = next.last {
            for lane in next {
                if underWay == maximumLanes {
                    await tasks.next()
                    underWay -= 1
                }
                let permit = try await engine.gate.acquire(gateGroup, .starting)
                if isStopping {
                    engine.gate.release(permit, unused: true)
                    return
                }
                let worker = LaneWorker(runner: self, lane: lane, protocols: protocols)
                tasks.addTask { await worker.run(permit) }
                underWay += 1
            }
            // Fewer than asked for were the last ones: most groups are read once.
            next = next.count < Self.lanesAhead ? [] : try await lanes(after: last.id)
        }
    }

    /// Ends the work on a row that the error does not concern: the run is being stopped, or nothing is accepted that is
    /// signed with the group's credentials, and then the group is parked.
    ///
    /// - Throws: `RunControl.Stopped`: the row stays as it is.
    func leaveIfNeeded(_ error: AWSError) throws {
        if error.isCredentialsRefused {
            engine.park(group, Parking(error))
        } else if !error.isDrained {
            return
        }
        throw RunControl.Stopped()
    }

    private func protocolTypes() async throws -> ProtocolTypes {
        guard group.needsProtocol, engine.options.readsFirst else { return .unread }
        do {
            let apis = try await gateway.apis()
            let known = apis.compactMap { api in api.protocolType.map { (api.id, $0) } }
            return .read(Dictionary(known) { first, _ in first })
        } catch let error as AWSError {
            try leaveIfNeeded(error)
            return .failed(RowError(error))
        } catch let error as UnreadableAnswer {
            return .failed(RowError(error, operation: "GetApis"))
        }
    }
}

/// The protocol types of a group's APIs, as far as they were needed.
enum ProtocolTypes: Sendable {
    case unread
    case read([String: ProtocolType])
    case failed(RowError)
}
