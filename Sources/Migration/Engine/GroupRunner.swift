import APIGatewayV2
import AWSCore

/// Starts the lanes of one group.
struct GroupRunner: Sendable {
    let engine: MigrationEngine
    let group: MigrationGroup
    let gateway: APIGateway
    let gateGroup: RequestGate.Group

    /// Lanes that are looked up at once.
    private static let lanesAhead = 32
    /// Lanes in a backoff hold their rows in memory. At the usual rates there are never so many; without a rate, a storm of
    /// throttles would start one lane after the other.
    private static let leastMaximumLanes = 128

    func run() async {
        do {
            let protocols = try await protocolTypes()
            // Leaving a group waits for its children; an error thrown out of it would cancel them, and with them requests
            // in flight.
            await withTaskGroup(of: Void.self) { lanes in
                do {
                    try await startLanes(protocols, in: &lanes)
                } catch {
                    engine.control.stop(after: error)
                }
            }
        } catch {
            engine.control.stop(after: error)
        }
    }

    private func startLanes(_ protocols: ProtocolTypes, in tasks: inout TaskGroup<Void>) async throws {
        let maximumLanes = max(Self.leastMaximumLanes, 2 * engine.gate.concurrency)
        var underWay = 0
        var last: Int64 = 0
        while true {
            let lanes = try await engine.checkpoint.openLanes(in: group.id, after: last, limit: Self.lanesAhead)
            if lanes.isEmpty { return }
            for lane in lanes {
                if underWay == maximumLanes {
                    await tasks.next()
                    underWay -= 1
                }
                let permit = try await engine.gate.acquire(gateGroup, .starting)
                let worker = LaneWorker(runner: self, lane: lane, protocols: protocols)
                tasks.addTask { await worker.run(permit) }
                underWay += 1
                last = lane.id
            }
        }
    }

    /// Stops the run when the error concerns the run and not the row.
    ///
    /// - Throws: `RunControl.Stopped`.
    func stopIfNeeded(_ error: AWSError) throws {
        if error.isDrained { throw RunControl.Stopped() }
        if error.isCredentialsRefused {
            engine.control.stop(.credentialsRefused(profile: group.profile, error))
            throw RunControl.Stopped()
        }
    }

    private func protocolTypes() async throws -> ProtocolTypes {
        guard group.needsProtocol, engine.options.readsFirst else { return .unread }
        do {
            let apis = try await gateway.apis()
            let known = apis.compactMap { api in api.protocolType.map { (api.id, $0) } }
            return .read(Dictionary(known) { first, _ in first })
        } catch let error as AWSError {
            try stopIfNeeded(error)
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
