import APIGatewayV2
import AWSCore
import Pacing
import Synchronization

/// Starts the lanes of one group.
struct GroupRunner: Sendable {
    let scope: GroupScope
    /// Shared with the other groups of the account and region; `nil`: there are none.
    let turns: LaneTurns?
    let slots: LaneSlots
    private let protocols = ProtocolCache()

    init(scope: GroupScope, turns: LaneTurns?, slots: LaneSlots) {
        self.scope = scope
        self.turns = turns
        self.slots = slots
    }

    /// Lanes that are looked up at once.
    private static let lanesAhead = 32

    private var run: RunContext { scope.run }

    /// - Parameters:
    ///   - wave: `nil`: all of them.
    ///   - admission: a slot of the pool, given back when the first lanes are known: then the group waits in its own name.
    func work(on wave: Int?, _ admission: RequestGate.Permit) async {
        do {
            let first: [Lane]
            do {
                defer { run.gate.release(admission, unused: true) }
                first = try await lanes(of: wave, after: 0)
            }
            await work(through: first, of: wave)
            while try await isReachedAgain() {
                run.unpark(scope.group)
                // What has become of the rows so far is read with them.
                try await run.recorder.commit([])
                await work(through: try await lanes(of: wave, after: 0), of: wave)
            }
        } catch {
            run.control.stop(after: error)
        }
    }

    /// Works on the lanes, and those that come after them, until they have ended or the group is parked.
    private func work(through first: [Lane], of wave: Int?) async {
        if first.isEmpty || scope.isStopping { return }
        // Leaving a group waits for its children; an error thrown out of it would cancel them, and with them requests in
        // flight.
        await withDiscardingTaskGroup { lanes in
            do {
                try await start(first, of: wave, try await protocolTypes(), in: &lanes)
            } catch {
                run.control.stop(after: error)
            }
        }
    }

    /// Waits for a network or a source of credentials that does not answer, if that is why the group is parked.
    ///
    /// - Returns: `false`: the group has ended, or it is given up.
    private func isReachedAgain() async throws -> Bool {
        try await run.outages.waitForReturn(of: scope.group.id, through: run.gate) { place in
            try await run.control.untilStopped {
                switch place {
                case .address: try await scope.gateway.isAnswered()
                case .credentials: try await scope.gateway.client.isGivenCredentials()
                }
            }
        }
    }

    private func lanes(of wave: Int?, after last: Int64) async throws -> [Lane] {
        try await run.checkpoint.openLanes(
            in: scope.group.id,
            wave: wave,
            after: last,
            limit: Self.lanesAhead,
            of: run.info
        )
    }

    private func start(
        _ first: [Lane],
        of wave: Int?,
        _ protocols: ProtocolTypes,
        in tasks: inout DiscardingTaskGroup
    ) async throws {
        var next = first
        while let last = next.last {
            for lane in next {
                await slots.enter()
                await run.control.waitWhileHeld()
                let permit: HeldPermit
                do {
                    permit = try await scope.gateway.client.acquire(.starting)
                } catch {
                    slots.leave()
                    throw error
                }
                if scope.isStopping {
                    permit.giveBack()
                    slots.leave()
                    return
                }
                let reader = LaneReader(
                    scope: scope,
                    lane: lane,
                    protocols: protocols,
                    slots: slots,
                    check: run.preflight.map { APICheck($0, lane, scope) }
                )
                tasks.addTask {
                    await LaneWorker(reader: reader, wave: wave, turns: turns).work(permit)
                    slots.leave()
                }
            }
            // Fewer than asked for were the last ones: most groups are read once.
            next = next.count < Self.lanesAhead ? [] : try await lanes(of: wave, after: last.id)
        }
    }

    private func protocolTypes() async throws -> ProtocolTypes {
        if let known = protocols.known { return known }
        let read = try await readProtocolTypes()
        protocols.known = read
        return read
    }

    private func readProtocolTypes() async throws -> ProtocolTypes {
        let isShown = run.options.isDryRun && run.options.onAPIs != nil
        guard scope.group.needsProtocol || isShown, run.options.readsFirst else { return .unread }
        do {
            let apis = try await run.control.untilStopped { try await scope.gateway.apis() }
            if isShown { run.options.onAPIs?(scope.group, apis) }
            let known = apis.compactMap { api in api.protocolType.map { (api.id, $0) } }
            return .read(Dictionary(known) { first, _ in first })
        } catch let error as AWSError {
            try await scope.leaveIfNeeded(error)
            // Names that are only to be shown can be done without.
            return scope.group.needsProtocol ? .failed(RowError(error)) : .unread
        } catch let error as UnreadableAnswer {
            return scope.group.needsProtocol ? .failed(RowError(error, operation: "GetApis")) : .unread
        }
    }
}

/// What one wave has found out for the next ones.
private final class ProtocolCache: Sendable {
    private let state = Mutex<ProtocolTypes?>(nil)

    var known: ProtocolTypes? {
        get { state.withLock(\.self) }
        set { state.withLock { $0 = newValue } }
    }
}
