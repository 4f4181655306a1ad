import APIGatewayV2
import AWSCore
import Pacing

/// The protocol types of a group's APIs, as far as they were needed.
enum ProtocolTypes: Sendable {
    case unread
    case read([String: ProtocolType])
    case failed(RowError)
}

/// Reads the integrations of one API and decides its rows on them.
struct LaneReader: Sendable {
    let scope: GroupScope
    let lane: Lane
    let protocols: ProtocolTypes
    let slots: LaneSlots
    /// `nil`: the functions that rows would call are not looked at.
    let check: APICheck?

    /// No decision is acted on that was made from older images: somebody else may have changed the API.
    static let maximumAge = Duration.seconds(30)

    /// Rows that are to be sent, and when the API was read for them.
    struct Decided {
        var plans: [RowPlan] = []
        /// `nil`: nothing was read.
        var readAt: Duration?

        func isStale(at now: Duration) -> Bool { readAt.map { now - $0 >= LaneReader.maximumAge } ?? false }
    }

    private var run: RunContext { scope.run }

    /// Decides rows, and ends those for which nothing is to be sent. In a dry run none is left.
    ///
    /// - Parameter permit: for the call, if there is one; it is spent or given back.
    /// - Throws: `RunControl.Stopped`: the rows that have not ended stay as they are.
    func decide(_ batch: [LaneRow], _ permit: HeldPermit?) async throws -> Decided {
        let rows = try await endForeign(batch, permit)
        if rows.isEmpty { return Decided() }
        guard run.options.readsFirst || rows.contains(where: \.isAmbiguous) else {
            let plans = rows.map { RowPlan(unread: $0) }
            if check != nil || plans.contains(where: { $0.outcome != .planned }) { permit?.giveBack() }
            return Decided(plans: try await settle(plans))
        }
        let readAt = run.gate.timing.now()
        guard let live = try await readAPI(for: rows, permit) else { return Decided() }
        let plans = rows.map { plan($0, live: live[$0.row.target.integrationID]) }
        return Decided(plans: try await settle(plans), readAt: readAt)
    }

    /// Decides a row on what was just read.
    func plan(_ row: LaneRow, live: Integration?) -> RowPlan {
        guard row.row.update.dependsOnProtocol else { return RowPlan(row, live: live, protocolType: nil) }
        return switch protocols {
        case .unread: RowPlan(row, live: live, protocolType: nil)
        case .read(let types): RowPlan(row, live: live, protocolType: types[lane.apiID])
        case .failed(let error): RowPlan(row, failing: error)
        }
    }

    /// Keeps the plans of a dry run; otherwise ends the rows for which nothing is to be sent.
    ///
    /// - Returns: the others.
    private func settle(_ plans: [RowPlan]) async throws -> [RowPlan] {
        let refusals = try await check?.refusals(of: plans) ?? [:]
        var toSend: [RowPlan] = []
        for plan in plans {
            for doubt in plan.doubts { run.tally.warn(line: plan.row.line, "\(doubt)") }
            if run.options.isDryRun {
                try keep(plan)
            } else if case .end(let outcome, let error) = plan.step {
                let after = outcome == .updated ? plan.live : nil
                try await scope.end(plan.laneRow, outcome, error, difference: plan.difference, after: after)
            } else if let error = refusals[plan.row.number] {
                try await scope.end(plan.laneRow, .failed, error)
            } else {
                toSend.append(plan)
            }
        }
        return toSend
    }

    private func keep(_ plan: RowPlan) throws {
        if scope.isStopping { throw RunControl.Stopped() }
        if plan.live?.isManaged == true {
            run.options.onManagedIntegration?(scope.group, lane.apiID, plan.row.target.integrationID)
        }
        run.recorder.record(.plan(PlanEntry(plan, at: run.gate.timing.wallClock())))
        run.tally.count(plan.outcome, in: scope.group.id)
    }

    /// Ends the rows that are meant for another account.
    private func endForeign(_ batch: [LaneRow], _ permit: HeldPermit?) async throws -> [LaneRow] {
        let owner = scope.group.accountID
        var own: [LaneRow] = []
        for row in batch {
            if let wanted = row.row.accountID, wanted != owner {
                permit?.giveBack()
                try await end(row, .wrongAccount(wanted: wanted, owner: owner))
            } else {
                own.append(row)
            }
        }
        return own
    }

    private func end(_ row: LaneRow, _ error: RowError, sent: SentUpdate? = nil) async throws {
        if run.options.isDryRun { return try keep(RowPlan(row, failing: error)) }
        try await scope.end(row, .failed, error, sent: sent)
    }

    /// The live integrations of the API; `nil` when they cannot be had, and then the rows have ended.
    private func readAPI(
        for rows: [LaneRow],
        _ permit: HeldPermit?
    ) async throws -> [String: Integration]? {
        defer { permit?.giveBack() }
        let start = run.gate.timing.now()
        do {
            let live = try await integrations(permit)
            slots.note(seconds: (run.gate.timing.now() - start) / .seconds(1))
            return live
        } catch let error as AWSError {
            try await scope.leaveIfNeeded(error)
            try scope.leaveIfDenied(error, isFirst: !slots.hasAnswered)
            slots.note(seconds: (run.gate.timing.now() - start) / .seconds(1))
            let now = run.gate.timing.wallClock()
            let sent = SentUpdate(startedAt: now, status: error.httpStatus, requestID: error.requestID)
            for row in rows { try await end(row, RowError(error), sent: sent) }
        } catch let error as UnreadableAnswer {
            for row in rows { try await end(row, RowError(error, operation: "GetIntegrations")) }
        }
        return nil
    }

    private func integrations(_ permit: HeldPermit?) async throws -> [String: Integration] {
        var attempts = 0
        while true {
            do {
                return try await run.control.untilStopped {
                    try await scope.spending(permit).integrations(apiID: lane.apiID)
                }
            } catch let error as AWSError where scope.mayGoOn(after: error, attempts: attempts + error.attempts) {
                try await scope.leaveIfNeeded(error)
                attempts += error.attempts
            }
        }
    }
}
