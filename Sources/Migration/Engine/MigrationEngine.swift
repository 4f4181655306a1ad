import APIGatewayV2
import AWSCore
public import Pacing

/// Works on the open rows of a checkpoint until none is left that can be worked on, or the run is stopped.
///
/// One task a group starts lanes, one task a lane works on its rows in order. Every request passes the gate, which hands
/// out the tokens of the groups and the slots of the pool; a new lane starts only when the gate has something to give
/// that no lane under way is waiting for. So the number of lanes under way follows what the quota can carry.
///
/// Groups start one after the other too, the longest first, each when the gate has served every group that waits once. So
/// a long group among thousands of short ones gets its turn as often as its quota allows, and the short ones fill the
/// pool beside it: the run takes about as long as its longest group.
public struct MigrationEngine: Sendable {
    let checkpoint: Checkpoint
    let connector: any Connector
    let gate: RequestGate
    let control: RunControl
    let options: EngineOptions
    let recorder: Recorder
    let schema: ManifestSchema
    private let groups: [MigrationGroup]
    public let tally: Tally

    /// - Parameter groups: those with open rows. The parked ones are left alone.
    public init(
        checkpoint: Checkpoint,
        groups: [MigrationGroup],
        connector: any Connector,
        gate: RequestGate,
        control: RunControl,
        options: EngineOptions
    ) async throws {
        self.checkpoint = checkpoint
        self.connector = connector
        self.gate = gate
        self.control = control
        self.options = options
        recorder = Recorder(checkpoint, concurrency: gate.concurrency, timing: gate.timing)
        schema = try await checkpoint.info().schema
        self.groups = groups
        tally = Tally(summary: try await checkpoint.summary(), groups: groups)
    }

    /// Returns when every row has ended, or with the reason why not.
    ///
    /// - Throws: `ConfigurationError` and the like when the clients cannot be made; then nothing was sent.
    public func run() async throws -> StopReason? {
        async let recording: Void = record()
        let failure = await withTaskGroup(of: (any Error)?.self) { tasks in
            tasks.addTask { await work() }
            tasks.addTask {
                await control.waitForAbort()
                return nil
            }
            // Whichever ends first: all rows are done, or the run is given up.
            let failure = await tasks.next() ?? nil
            tasks.cancelAll()
            return failure
        }
        recorder.finish()
        await recording
        if let failure, control.reason == nil { throw failure }
        return control.reason ?? parked()
    }

    private func parked() -> StopReason? {
        let counts = tally.counts
        let parked = groups.compactMap { counts.open[$0.id, default: 0] > 0 ? counts.parked[$0.id] : nil }
        return parked.isEmpty ? nil : .parked(parked, of: groups.count)
    }

    /// - Returns: why the work could not begin.
    private func work() async -> (any Error)? {
        do {
            let runners = try connect()
            // Its waiters are served in turn with those of the groups: one more group begins for each round.
            let admissions = gate.makeGroup(rate: nil, burst: 1)
            await withDiscardingTaskGroup { tasks in
                for runner in runners {
                    // Thrown when the run is being stopped; what has begun ends by itself.
                    guard let admission = try? await gate.acquire(admissions, .starting) else { return }
                    tasks.addTask { await runner.run(admission) }
                }
            }
            return nil
        } catch {
            return error
        }
    }

    private func record() async {
        do {
            try await recorder.run()
        } catch {
            control.stop(.checkpoint(error))
        }
    }

    /// One runner a group, those first whose quota has the most to carry. Groups of one account and region share their
    /// tokens, as far as the account is known.
    private func connect() throws -> [GroupRunner] {
        let working = groups.filter { $0.parking == nil }
        let quotas = Dictionary(grouping: working, by: Quota.init)
        let longestFirst = quotas.values.sorted { ($1.openRows, $0[0].id) < ($0.openRows, $1[0].id) }
        return try longestFirst.flatMap { sharing in
            let gateGroup = gate.makeGroup(rate: options.rate, maxRate: options.recoveredRate, burst: options.burst)
            let turns = sharing.count > 1 ? LaneTurns() : nil
            return try sharing.map { group in
                let client = try connector.client(for: .apiGatewayV2, group, throttledBy: gateGroup)
                let gateway = APIGateway(client: client)
                return GroupRunner(engine: self, group: group, gateway: gateway, gateGroup: gateGroup, turns: turns)
            }
        }
    }

    /// Leaves a group alone from now on; its rows stay pending.
    func park(_ group: MigrationGroup, _ parking: Parking) {
        if tally.park(group.id, parking) { recorder.record(.park(group: group.id, parking)) }
    }

    /// Records how a row ended, and stops the run when too many have failed.
    func end(_ row: Row, in group: MigrationGroup, _ end: RowEnd) {
        recorder.record(.end(row: row.number, end))
        let (ended, failed) = tally.count(end.outcome, in: group.id)
        if let limit = options.failureLimit, limit.isExceeded(failed: failed, ended: ended) {
            control.stop(.tooManyFailures(count: failed))
        }
    }
}

/// What groups share tokens by: the account and region, or where the account is not known the group itself.
private enum Quota: Hashable {
    case account(String, region: String)
    case group(MigrationGroup.ID)

    init(_ group: MigrationGroup) {
        self = group.accountID.map { .account($0, region: group.region) } ?? .group(group.id)
    }
}

extension [MigrationGroup] {
    fileprivate var openRows: Int { reduce(0) { $0 + $1.openRows } }
}
