import APIGatewayV2
import AWSCore
import Pacing

/// Sends the update of one leased row and records what became of it.
struct RowSender {
    let reader: LaneReader
    let laneRow: LaneRow

    private var scope: GroupScope { reader.scope }
    private var run: RunContext { scope.run }
    private var target: Target { laneRow.row.target }

    /// How often an update is sent whose answer cannot be read and which does not show in the live state.
    private static let maximumRounds = 2

    /// - Parameters:
    ///   - plan: the row's, with a step that sends.
    ///   - readAt: when what it was made from was read; `nil`: nothing was.
    ///   - permit: for the first request; it is spent or given back.
    /// - Returns: what became of the row, for the limits.
    /// - Throws: `RunControl.Stopped` or `CancellationError` when the work is being stopped and the row has not ended.
    func send(_ plan: RowPlan, readAt: Duration?, taking permit: HeldPermit) async throws -> WriteLimits.Ending {
        defer { permit.giveBack() }
        var (plan, readAt) = (plan, readAt)
        var sent = SentUpdate(startedAt: run.gate.timing.wallClock())
        var unreadable = 0
        while true {
            guard case .send(let body) = plan.step else { return end(plan, sent) }
            do {
                let answer = try await scope.spending(permit).updateIntegration(
                    apiID: target.apiID,
                    integrationID: target.integrationID,
                    body: body,
                    notAfter: readAt.map { $0 + LaneReader.maximumAge }
                )
                sent.add(answer.response)
                switch answer.value {
                case .success(let after):
                    sent.image = answer.response.body
                    return end(plan.error(in: after), sent, plan, after: after)
                case .failure(let problem):
                    unreadable += 1
                    let now = try await liveState()
                    if let now, plan.isApplied(in: now.integration) {
                        return end(plan.error(in: now.integration), sent, plan, after: now.integration)
                    }
                    if unreadable == Self.maximumRounds {
                        return end(RowError(problem, operation: "UpdateIntegration"), sent, plan)
                    }
                    if let now {
                        plan = reader.plan(ambiguousRow(plan), live: now.integration)
                        readAt = now.readAt
                    }
                }
            } catch let error as AWSError {
                // An earlier round was answered with a success that could not be read: what became of it is not known.
                let isKnownUnsent = sent.attempts == 0 && !error.mayHaveBeenProcessed
                sent.add(error)
                if scope.mayGoOn(after: error, attempts: sent.attempts) {
                    // Something answers again, so that the row is sent like one that has become too old.
                    try await leaveIfNeeded(error, isKnownUnsent: isKnownUnsent)
                } else if !error.isOutdated {
                    return try await end(error, sent, plan, isKnownUnsent: isKnownUnsent)
                }
                guard let now = try await liveState() else { return end(RowError(error), sent, plan) }
                plan = reader.plan(isKnownUnsent ? laneRow : ambiguousRow(plan), live: now.integration)
                readAt = now.readAt
                if isKnownUnsent { try await keep(now.integration) }
            }
        }
    }

    /// The row once it may have been applied: then values that hold are its own.
    private func ambiguousRow(_ plan: RowPlan) -> LaneRow {
        LaneRow(
            row: laneRow.row,
            isAmbiguous: true,
            beforeImage: laneRow.beforeImage ?? plan.live,
            planned: laneRow.planned
        )
    }

    /// The image that the row is now decided on takes the place of the one that has become too old.
    private func keep(_ image: Integration) async throws {
        if laneRow.isAmbiguous { return }
        let row = laneRow.row.number
        try await run.recorder.commit([.release(rows: [row]), .lease(row: row, beforeImage: image)])
    }

    private func end(
        _ error: AWSError,
        _ sent: SentUpdate,
        _ plan: RowPlan,
        isKnownUnsent: Bool
    ) async throws -> WriteLimits.Ending {
        try await leaveIfNeeded(error, isKnownUnsent: isKnownUnsent)
        if error.mayHaveBeenProcessed, let now = try await liveState(), plan.isApplied(in: now.integration) {
            return end(plan.error(in: now.integration), sent, plan, after: now.integration)
        }
        _ = end(RowError(error), sent, plan)
        return error.isPermissionDenied ? .denied : .failed
    }

    /// Gives the row back where the work on it ends without an outcome, if nothing of it was sent.
    private func leaveIfNeeded(_ error: AWSError, isKnownUnsent: Bool) async throws {
        do {
            try await scope.leaveIfNeeded(error)
            // It is all of them: the refusal, or another one, has parked the group.
            if error.isPermissionDenied, run.tally.isParked(scope.group.id) { throw RunControl.Stopped() }
        } catch {
            if isKnownUnsent { run.release([laneRow]) }
            throw error
        }
    }

    /// The live integration, and when it was read; `nil` when it cannot be, and when it is not there.
    private func liveState() async throws -> (integration: Integration, readAt: Duration)? {
        let readAt = run.gate.timing.now()
        do {
            let all = try await scope.gateway.integrations(apiID: target.apiID)
            return all[target.integrationID].map { ($0, readAt) }
        } catch let error as AWSError {
            try await scope.leaveIfNeeded(error)
            return nil
        } catch is UnreadableAnswer {
            return nil
        }
    }

    private func end(
        _ error: RowError?,
        _ sent: SentUpdate,
        _ plan: RowPlan,
        after: Integration? = nil
    ) -> WriteLimits.Ending {
        // What has changed is told against the image from before the first try of any session.
        let before = laneRow.beforeImage ?? plan.live
        let outcome: Outcome = error == nil ? .updated : .failed
        let difference = after.map { RowDifference(of: plan.update, before: before, after: $0) }
        run.end(laneRow, in: scope.group, outcome, error, sent: sent, difference: difference, after: after)
        return error == nil ? .succeeded : .failed
    }

    /// Looked at again, the row turned out to have nothing left to send.
    private func end(_ plan: RowPlan, _ sent: SentUpdate) -> WriteLimits.Ending {
        let after = plan.outcome == .updated ? plan.live : nil
        run.end(
            laneRow,
            in: scope.group,
            plan.outcome,
            plan.error,
            sent: sent,
            difference: plan.difference,
            after: after
        )
        return plan.outcome == .failed ? .failed : .succeeded
    }
}

extension RowPlan {
    /// Whether every value that was sent is there: a lost answer was a success.
    fileprivate func isApplied(in live: Integration) -> Bool { update.unmetMembers(in: live).isEmpty }

    /// Why the row has failed although the service answered with a success.
    fileprivate func error(in after: Integration) -> RowError? {
        if let member = update.unmetMembers(in: after).first {
            return .notApplied(member, wanted: update.changes[member], live: after.values[member])
        }
        return notRestorable.isEmpty ? nil : .notRestorable(notRestorable)
    }
}

extension SentUpdate {
    fileprivate mutating func add(_ response: AWSResponse) {
        attempts += response.attempts
        (status, requestID) = (response.status, response.requestID)
    }

    fileprivate mutating func add(_ error: AWSError) {
        attempts += error.attempts
        (status, requestID) = (error.httpStatus, error.requestID)
    }
}

extension AWSError {
    private static let denials: Set<String> = [
        "AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError",
    ]

    /// An update was refused for want of permission.
    var isDeniedUpdate: Bool { operation == "UpdateIntegration" && isPermissionDenied }

    /// The credentials are good and may not do this.
    var isPermissionDenied: Bool { httpStatus.map { (400..<500).contains($0) } == true && Self.denials.contains(code) }
}
