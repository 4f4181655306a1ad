import APIGatewayV2
import AWSCore
import Pacing

/// Works on the rows of one API, one after the other: decides a batch of them, leases those that are to be sent, sends them.
struct LaneWorker: Sendable {
    let reader: LaneReader
    /// `nil`: the rows of all waves.
    let wave: Int?
    /// Shared with the other groups of the account and region; `nil`: there are none.
    let turns: LaneTurns?

    private var scope: GroupScope { reader.scope }
    private var run: RunContext { reader.scope.run }
    private var lane: Lane { reader.lane }

    /// - Parameter permit: for the first request of the lane.
    func work(_ permit: HeldPermit) async {
        defer { permit.giveBack() }
        do {
            try await takeTurn(permit)
            defer { turns?.leave(lane.apiID) }
            var last = 0
            while !scope.isStopping {
                let rows: [LaneRow]
                if last == 0, let known = lane.rows {
                    rows = known
                } else {
                    rows = try await run.checkpoint.openRows(of: lane, in: wave, after: last, of: run.info)
                }
                guard let end = rows.last else { break }
                last = end.row.number
                try await work(on: rows, permit)
                if !run.options.isDryRun { run.recorder.record(.close(lane: lane.id, lastRow: last)) }
                // Fewer than asked for were the last ones: most lanes are read once.
                if rows.count < Checkpoint.batchSize { break }
            }
        } catch {
            run.control.stop(after: error)
        }
    }

    /// Waits until no lane of another group works on the API.
    private func takeTurn(_ permit: HeldPermit) async throws {
        guard let turns, !turns.enterAtOnce(lane.apiID) else { return }
        permit.giveBack()
        try await turns.enter(lane.apiID)
    }

    private func work(on batch: [LaneRow], _ permit: HeldPermit) async throws {
        var decided = try await reader.decide(batch, permit)
        if decided.plans.isEmpty { return }
        if let deployments = run.deployments {
            permit.giveBack()
            try await deployments.lookBeforeWriting(lane, scope)
        }
        try await lease(decided)
        var rest = decided.plans[...]
        do {
            while !rest.isEmpty {
                let next = try await prepare(permit)
                if decided.isStale(at: run.gate.timing.now()) {
                    settle(.open)
                    // Nothing was sent on the old images, so they are no before images.
                    run.release(rest.map(\.laneRow))
                    decided = try await reader.decide(rest.map(\.laneRow), next)
                    rest = decided.plans[...]
                    try await lease(decided)
                } else if let plan = rest.popFirst() {
                    try await send(plan, decided.readAt, next)
                }
            }
        } catch {
            run.release(rest.map(\.laneRow))
            throw error
        }
    }

    /// Waits until a write may begin, and for the permit here and not in the client: the limits or the group may have come to
    /// an end in the meantime, or the run may have been paused, and then whoever waits sends nothing and hands the token on at
    /// once.
    ///
    /// - Parameter first: the permit that the lane began with, if it is not spent yet.
    /// - Throws: `RunControl.Stopped` and what `acquire` throws, when nothing more is to be sent.
    private func prepare(_ first: HeldPermit) async throws -> HeldPermit {
        if !run.limits.admitAtOnce(scope.group.id) {
            first.giveBack()
            try await run.limits.admit(scope.group.id)
        }
        do {
            while true {
                let permit = first.isHeld ? first : try await scope.gateway.client.acquire()
                if scope.isStopping {
                    permit.giveBack()
                    throw RunControl.Stopped()
                }
                if run.control.holders.isEmpty { return permit }
                permit.giveBack()
                await run.control.waitWhileHeld()
            }
        } catch {
            settle(.open)
            throw error
        }
    }

    private func send(_ plan: RowPlan, _ readAt: Duration?, _ permit: HeldPermit) async throws {
        let start = run.gate.timing.now()
        do {
            let sender = RowSender(reader: reader, laneRow: plan.laneRow)
            settle(try await sender.send(plan, readAt: readAt, taking: permit))
        } catch {
            settle(.open)
            throw error
        }
        reader.slots.note(seconds: (run.gate.timing.now() - start) / .seconds(1))
    }

    private func settle(_ ending: WriteLimits.Ending) {
        run.act(on: run.limits.settle(scope.group.id, ending), in: scope.group)
    }

    /// Marks rows as about to be sent, with the images from before, so that both survive a crash.
    private func lease(_ decided: LaneReader.Decided) async throws {
        if decided.plans.isEmpty { return }
        if decided.readAt != nil {
            try await run.recorder.commit(
                decided.plans.map { .lease(row: $0.row.number, beforeImage: $0.live) }
            )
        } else if let last = decided.plans.last {
            try await run.recorder.commit([.leaseBatch(lane: lane.id, wave: wave, lastRow: last.row.number)])
        }
    }
}
