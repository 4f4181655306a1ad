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
    private let context: RunContext
    private let connector: any Connector
    private let groups: [MigrationGroup]
    public var tally: Tally { context.tally }

    /// Lanes in a backoff hold their rows in memory; without a rate, a storm of throttles would start one after the other.
    private static let leastMaximumLanes = 128

    /// - Parameter groups: those with open rows. The parked ones are left alone.
    public init(
        checkpoint: Checkpoint,
        groups: [MigrationGroup],
        connector: any Connector,
        gate: RequestGate,
        control: RunControl,
        options: EngineOptions
    ) async throws {
        context = RunContext(
            checkpoint: checkpoint,
            info: try await checkpoint.info(),
            options: options,
            gate: gate,
            control: control,
            recorder: Recorder(checkpoint, concurrency: gate.concurrency, timing: gate.timing),
            tally: Tally(summary: try await checkpoint.summary(), groups: groups),
            limits: WriteLimits(options),
            settings: RunSettings(options)
        )
        self.connector = connector
        self.groups = groups
    }

    /// Returns when every row has ended, or with the reason why not.
    ///
    /// - Throws: `ConfigurationError` and the like when the clients cannot be made; then nothing was sent.
    public func run() async throws -> StopReason? {
        let limits = context.limits
        context.control.onStop { limits.close() }
        async let recording: Void = record()
        let failure = await withTaskGroup(of: (any Error)?.self) { tasks in
            tasks.addTask { await work() }
            tasks.addTask {
                await context.control.waitForAbort()
                return nil
            }
            // Whichever ends first: all rows are done, or the run is given up.
            let failure = await tasks.next() ?? nil
            tasks.cancelAll()
            return failure
        }
        context.recorder.finish()
        await recording
        if let failure, context.control.reason == nil { throw failure }
        return context.control.reason ?? parked()
    }

    private func parked() -> StopReason? {
        let counts = tally.counts
        let parked = groups.compactMap { counts.open[$0.id, default: 0] > 0 ? counts.parked[$0.id] : nil }
        return parked.isEmpty ? nil : .parked(parked, of: groups.count)
    }

    /// Ends the run at the end of its window, if it has one: what is in flight finishes, and then `work` returns.
    private func stopInTime() async {
        guard let left = context.options.endsAt.map({ $0 - context.gate.timing.wallClock() }) else { return }
        if left > 0 { try? await context.gate.sleep(for: .seconds(left)) }
        if !Task.isCancelled { context.control.stop(.outOfTime) }
    }

    /// - Returns: why the work could not begin.
    private func work() async -> (any Error)? {
        let runners: [GroupRunner]
        do {
            runners = try connect()
        } catch {
            return error
        }
        await withTaskGroup(of: Void.self) { tasks in
            if context.options.isControllable {
                let listener = ControlListener(run: context) { rate in setRate(rate, of: runners) }
                tasks.addTask { await listener.listen() }
            }
            tasks.addTask { await stopInTime() }
            defer { tasks.cancelAll() }
            do {
                try await work(in: runners)
            } catch {
                context.control.stop(after: error)
            }
        }
        return nil
    }

    /// Wave by wave; a plan looks at all rows at once.
    private func work(in runners: [GroupRunner]) async throws {
        // Its waiters are served in turn with those of the groups: one more group begins for each round.
        let admissions = context.gate.makeGroup(rate: nil, burst: 1)
        if context.options.isDryRun { return await work(in: runners, wave: nil, admissions) }
        let waves = try await context.checkpoint.waves()
        for wave in waves {
            if wave.openCount > 0 { await work(in: runners, wave: wave.number, admissions) }
            if context.control.reason != nil || runners.allSatisfy(\.scope.isStopping) { return }
            if waves.count == 1, context.options.waves.isEmpty { continue }
            // What has ended is counted in the checkpoint.
            try await context.recorder.commit([])
            guard try await WaveEnd(run: context).pass(wave.number) else { return }
        }
    }

    private func work(in runners: [GroupRunner], wave: Int?, _ admissions: RequestGate.Group) async {
        await withDiscardingTaskGroup { tasks in
            for runner in runners {
                // Thrown when the run is being stopped; what has begun ends by itself.
                guard let admission = try? await context.gate.acquire(admissions, .starting) else { return }
                tasks.addTask { await runner.work(on: wave, admission) }
            }
        }
    }

    private func setRate(_ rate: Double?, of runners: [GroupRunner]) {
        context.settings.rate = rate
        for group in Set(runners.map(\.scope.gateGroup)) {
            context.gate.setRate(rate, maxRate: context.options.recoveredRate(from: rate), of: group)
        }
        for runner in runners { runner.slots.setRate(rate) }
    }

    private func record() async {
        do {
            try await context.recorder.run()
        } catch {
            context.control.stop(.checkpoint(error))
        }
    }

    /// One runner a group, those first whose quota has the most to carry. Groups of one account and region share their
    /// tokens, as far as the account is known.
    private func connect() throws -> [GroupRunner] {
        let working = groups.filter { $0.parking == nil }
        let quotas = Dictionary(grouping: working, by: Quota.init)
        let longestFirst = quotas.values.sorted { ($1.openRows, $0[0].id) < ($0.openRows, $1[0].id) }
        let options = context.options
        return try longestFirst.flatMap { sharing in
            let gateGroup = context.gate.makeGroup(
                rate: options.rate,
                maxRate: options.recoveredRate(from: options.rate),
                burst: options.burst
            )
            let turns = sharing.count > 1 ? LaneTurns() : nil
            return try sharing.map { group in
                let client = try connector.client(for: .apiGatewayV2, group, throttledBy: gateGroup)
                let scope = GroupScope(
                    run: context,
                    group: group,
                    gateway: APIGateway(client: client),
                    gateGroup: gateGroup
                )
                let maximum = max(Self.leastMaximumLanes, 2 * context.gate.concurrency)
                return GroupRunner(scope: scope, turns: turns, slots: LaneSlots(rate: options.rate, maximum: maximum))
            }
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
