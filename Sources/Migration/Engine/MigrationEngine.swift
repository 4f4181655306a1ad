import APIGatewayV2
import AWSCore
public import Pacing
import Synchronization

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
    private let late: LateGroups
    private let runners = Runners()
    public var tally: Tally { context.tally }
    /// Where the requests of each group wait; empty until the run begins.
    public var gateGroups: [MigrationGroup.ID: RequestGate.Group] {
        Dictionary(runners.all.map { ($0.scope.group.id, $0.scope.gateGroup) }) { first, _ in first }
    }

    /// Lanes in a backoff hold their rows in memory; without a rate, a storm of throttles would start one after the other.
    private static let leastMaximumLanes = 128

    /// - Parameters:
    ///   - groups: those with open rows. The parked ones are left alone.
    ///   - late: further groups, which join the run when their credentials have answered.
    public init(
        checkpoint: Checkpoint,
        groups: [MigrationGroup],
        late: LateGroups? = nil,
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
            tally: Tally(summary: try await checkpoint.summary(), groups: groups + (late?.groups ?? [])),
            limits: WriteLimits(options),
            outages: Outages(),
            settings: RunSettings(options),
            preflight: options.preflight.map {
                Preflight(options: $0, connector: connector, checkpoint: checkpoint, gate: gate)
            },
            deployments: options.deployments.map {
                Deployments($0, connector: connector, checkpoint: checkpoint, gate: gate)
            }
        )
        if options.preflight != nil { try await checkpoint.forgetFindings() }
        self.connector = connector
        self.groups = groups
        self.late = late ?? LateGroups([])
        if late == nil { self.late.finish() }
    }

    /// Returns when every row has ended, or with the reason why not.
    ///
    /// - Throws: `ConfigurationError` and the like when the clients cannot be made; then nothing was sent.
    public func run() async throws -> StopReason? {
        let limits = context.limits
        context.control.onStop { [late] in
            limits.close()
            late.finish()
        }
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
        return context.control.reason?.completed(with: limits.lateEndings) ?? parked()
    }

    private func parked() -> StopReason? {
        let counts = tally.counts
        let groups = groups + late.groups
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
        do {
            try connect(groups, in: runners)
        } catch {
            return error
        }
        await withTaskGroup(of: Void.self) { tasks in
            if context.options.isControllable {
                let listener = ControlListener(run: context) { rate in setRate(rate, of: runners.all) }
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
    private func work(in runners: Runners) async throws {
        // Its waiters are served in turn with those of the groups: one more group begins for each round.
        let admissions = context.gate.makeGroup(rate: nil, burst: 1)
        await StageReturns(run: context).run(in: runners.all.map(\.scope))
        if context.options.isDryRun { return await work(in: runners, wave: nil, admissions) }
        let waves = try await context.checkpoint.waves()
        for wave in waves {
            if wave.openCount > 0 { await work(in: runners, wave: wave.number, admissions) }
            if context.control.reason != nil || runners.all.allSatisfy(\.scope.isStopping) { return }
            if waves.count == 1, context.options.waves.isEmpty, context.options.deployments?.deploys != true {
                continue
            }
            // What has ended is counted in the checkpoint.
            try await context.recorder.commit([])
            let scopes = runners.all.map(\.scope)
            guard try await WaveEnd(run: context, scopes: scopes).pass(wave.number) else { return }
        }
    }

    private func work(in runners: Runners, wave: Int?, _ admissions: RequestGate.Group) async {
        let outages = context.outages
        await withDiscardingTaskGroup { tasks in
            outages.beginWork()
            defer { outages.endWork() }
            /// - Returns: `false` when the run is being stopped; what has begun ends by itself.
            func start(_ runner: GroupRunner, in tasks: inout DiscardingTaskGroup) async -> Bool {
                guard let admission = try? await context.gate.acquire(admissions, .starting) else { return false }
                outages.beginWork()
                tasks.addTask {
                    await runner.work(on: wave, admission)
                    outages.endWork()
                }
                return true
            }
            for runner in runners.all {
                guard await start(runner, in: &tasks) else { return }
            }
            // The first wave waits until everybody has joined.
            for await groups in late.arrivals {
                let joined = await join(groups, runners)
                await StageReturns(run: context).run(in: joined.map(\.scope))
                for runner in joined {
                    guard await start(runner, in: &tasks) else { return }
                }
            }
        }
    }

    /// - Returns: the runners of the groups that are worked on.
    private func join(_ groups: [MigrationGroup], _ runners: Runners) async -> [GroupRunner] {
        do {
            try await context.checkpoint.noteLate(groups)
            for group in groups {
                if let parking = group.parking { context.park(group, parking) }
            }
            return try connect(groups, in: runners)
        } catch {
            context.control.stop(after: error)
            return []
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

    /// Makes one runner a group, those first whose quota has the most to carry. Groups of one account and region share their
    /// tokens, as far as the account is known.
    @discardableResult
    private func connect(_ groups: [MigrationGroup], in runners: Runners) throws -> [GroupRunner] {
        let working = groups.filter { $0.parking == nil }
        let quotas = Dictionary(grouping: working, by: Quota.init)
        let longestFirst = quotas.sorted { ($1.value.openRows, $0.value[0].id) < ($0.value.openRows, $1.value[0].id) }
        let options = context.options
        let made = try longestFirst.flatMap { quota, sharing in
            let shared = runners.shared(by: quota) {
                context.gate.makeGroup(
                    rate: context.settings.rate,
                    maxRate: options.recoveredRate(from: context.settings.rate),
                    burst: options.burst,
                    quota: APIGateway.quota
                )
            }
            let turns = sharing.count > 1 || !late.groups.isEmpty ? shared.turns : nil
            return try sharing.map { group in
                let client = try connector.client(for: .apiGatewayV2, group, throttledBy: shared.gateGroup)
                let scope = GroupScope(
                    run: context,
                    group: group,
                    gateway: APIGateway(
                        client: client.telling { [context] in context.note(refusal: $0, of: group) }
                    ),
                    gateGroup: shared.gateGroup
                )
                let maximum = max(Self.leastMaximumLanes, 2 * context.gate.concurrency)
                return GroupRunner(scope: scope, turns: turns, slots: LaneSlots(rate: options.rate, maximum: maximum))
            }
        }
        runners.add(made)
        return made
    }
}

/// The runners of a run, and what those of one account and region share.
private final class Runners: Sendable {
    struct Shared {
        var gateGroup: RequestGate.Group
        var turns: LaneTurns
    }

    private struct State {
        var all: [GroupRunner] = []
        var shared: [Quota: Shared] = [:]
    }

    private let state = Mutex(State())

    var all: [GroupRunner] { state.withLock(\.all) }

    func add(_ runners: [GroupRunner]) { state.withLock { $0.all += runners } }

    /// - Parameter make: called by one caller at a time: groups join one after the other.
    func shared(by quota: Quota, _ make: () -> RequestGate.Group) -> Shared {
        if let known = state.withLock({ $0.shared[quota] }) { return known }
        let shared = Shared(gateGroup: make(), turns: LaneTurns())
        state.withLock { $0.shared[quota] = shared }
        return shared
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
