import APIGatewayV2
public import AWSCore

/// Works on the open rows of a checkpoint until none is left or the run is stopped.
///
/// One task a group starts lanes, one task a lane works on its rows in order. Every request passes the gate, which hands
/// out the tokens of the groups and the slots of the pool; a new lane starts only when the gate has something to give
/// that no lane under way is waiting for. So the number of lanes under way follows what the quota can carry.
public struct MigrationEngine: Sendable {
    let checkpoint: Checkpoint
    let connector: any Connector
    let gate: RequestGate
    let control: RunControl
    let options: EngineOptions
    let recorder: Recorder
    let schema: ManifestSchema
    let hasAccountGuard: Bool
    let groups: [MigrationGroup]
    public let tally: Tally

    public init(
        checkpoint: Checkpoint,
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
        let info = try await checkpoint.info()
        schema = info.schema
        hasAccountGuard = info.hasAccountGuard
        groups = try await checkpoint.groups().filter { $0.openRows > 0 }
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
        return control.reason
    }

    /// - Returns: why the work could not begin.
    private func work() async -> (any Error)? {
        do {
            let runners = try await connect()
            await withDiscardingTaskGroup { tasks in
                for runner in runners { tasks.addTask { await runner.run() } }
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

    /// One runner a group. Groups of one account and region share their tokens, as far as the account is known.
    private func connect() async throws -> [GroupRunner] {
        var gateGroups: [String: RequestGate.Group] = [:]
        var accounts: [String: String] = [:]
        var runners: [GroupRunner] = []
        for var group in groups {
            if hasAccountGuard {
                if accounts[group.profile] == nil {
                    let identity = try await connector.identity(profile: group.profile, region: group.region)
                    accounts[group.profile] = identity.account
                }
                group.accountID = accounts[group.profile]
                if let account = group.accountID { try await checkpoint.noteAccount(account, of: group.id) }
            }
            let quota = group.accountID.map { "account \($0) \(group.region)" } ?? "group \(group.id)"
            let gateGroup = gateGroups[quota] ?? gate.makeGroup(rate: options.rate, burst: options.burst)
            gateGroups[quota] = gateGroup
            let gateway = try connector.gateway(for: group, throttledBy: gateGroup)
            runners.append(GroupRunner(engine: self, group: group, gateway: gateway, gateGroup: gateGroup))
        }
        return runners
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
