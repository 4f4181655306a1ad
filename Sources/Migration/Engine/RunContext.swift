import APIGatewayV2
import AWSCore
import Pacing
import Records
import Synchronization

/// What the workers of a run share: where they wait, where they write, and what ends them.
struct RunContext: Sendable {
    let checkpoint: Checkpoint
    let info: RunInfo
    let options: EngineOptions
    let gate: RequestGate
    let control: RunControl
    let recorder: Recorder
    let tally: Tally
    let limits: WriteLimits
    let outages: Outages
    let settings: RunSettings
    let preflight: Preflight?
    /// `nil`: nobody looks at stages.
    let deployments: Deployments?

    /// Records how a row ended.
    func end(
        _ laneRow: LaneRow,
        in group: MigrationGroup,
        _ outcome: Outcome,
        _ error: RowError? = nil,
        sent: SentUpdate? = nil,
        difference: RowDifference? = nil,
        after: Integration? = nil
    ) {
        let now = gate.timing.wallClock()
        let end = RowEnd(
            outcome: outcome,
            httpStatus: sent?.status,
            error: error,
            requestID: sent?.requestID,
            attempts: sent?.attempts ?? 0,
            startedAt: sent?.startedAt ?? now,
            endedAt: now,
            before: difference?.before,
            after: difference?.after,
            afterImage: sent?.image ?? after.map { JSONWriter().bytes($0.json) }
        )
        recorder.record(.end(row: laneRow.row.number, end))
        tally.count(outcome, in: group.id)
    }

    /// Leaves a group alone from now on; its rows stay pending.
    ///
    /// - Returns: whether it was not parked yet.
    @discardableResult
    func park(_ group: MigrationGroup, _ parking: Parking) -> Bool {
        guard tally.park(group.id, parking) else { return false }
        recorder.record(.park(group: group.id, parking))
        limits.close(group.id)
        return true
    }

    /// Parks a group whose requests would all be refused like this one, before this one's slot is free for the next.
    func note(refusal error: AWSError, of group: MigrationGroup) {
        let isOfAll = error.isCredentialsRefused || (error.isDeniedUpdate && !limits.deny(group.id))
        if isOfAll { park(group, Parking(error)) }
    }

    /// Works on a group again that was parked because it could not be reached.
    func unpark(_ group: MigrationGroup) {
        tally.unpark(group.id)
        recorder.record(.unpark(group: group.id))
        limits.open(group.id)
    }

    /// Gives back rows that were leased and not sent. An ambiguous one stays leased: what an earlier session sent is still
    /// unknown.
    func release(_ rows: [LaneRow]) {
        let unsent = rows.filter { !$0.isAmbiguous }.map(\.row.number)
        if !unsent.isEmpty { recorder.record(.release(rows: unsent)) }
    }

    /// Acts on a limit that has been passed.
    func act(on trip: WriteLimits.Trip?, in group: MigrationGroup) {
        switch trip {
        case nil: break
        case .run(let reason): control.stop(reason)
        case .group(let parking): park(group, parking)
        }
    }
}

/// What can be changed while a run goes on, apart from the gate's own settings.
final class RunSettings: Sendable {
    private let state: Mutex<Double?>

    init(_ options: EngineOptions) {
        state = Mutex(options.rate)
    }

    /// Requests/s of a group; `nil`: unlimited.
    var rate: Double? {
        get { state.withLock(\.self) }
        set { state.withLock { $0 = newValue } }
    }
}

/// One group and what its workers reach it with. An object, since every row passes it on several times.
final class GroupScope: Sendable {
    let run: RunContext
    let group: MigrationGroup
    let gateway: APIGateway
    /// The tokens of the account and region.
    let gateGroup: RequestGate.Group

    init(run: RunContext, group: MigrationGroup, gateway: APIGateway, gateGroup: RequestGate.Group) {
        self.run = run
        self.group = group
        self.gateway = gateway
        self.gateGroup = gateGroup
    }

    /// The operations, whose first request spends the permit, if there is one.
    func spending(_ permit: HeldPermit?) -> APIGateway { permit.map { gateway.spending($0) } ?? gateway }

    /// Whether nothing more is to be begun: the run is being stopped, or the group is parked.
    var isStopping: Bool { run.gate.isDraining || run.tally.isParked(group.id) }

    /// Ends a row for which no update was sent in this session.
    ///
    /// - Throws: `RunControl.Stopped` when the run is being stopped or the group is parked: the row stays as it is.
    func end(
        _ row: LaneRow,
        _ outcome: Outcome,
        _ error: RowError?,
        sent: SentUpdate? = nil,
        difference: RowDifference? = nil,
        after: Integration? = nil
    ) async throws {
        if isStopping { throw RunControl.Stopped() }
        // A failure counts against the limits like one that a write has, so it waits for its turn among them.
        if outcome == .failed { try await run.limits.admit(group.id) }
        let trip = run.limits.settle(group.id, .unsent(outcome))
        run.end(row, in: group, outcome, error, sent: sent, difference: difference, after: after)
        run.act(on: trip, in: group)
    }

    /// Whether a call that was given up early, since nothing answered, has tries left. Where something answers at its address
    /// after that, the network is back, or one API hangs alone.
    ///
    /// - Parameter attempts: of the call so far.
    func mayGoOn(after error: AWSError, attempts: Int) -> Bool {
        error.unreachableSince != nil && attempts < gateway.client.maxAttempts
    }

    /// Ends the work on a row that the error does not concern: the run is being stopped, or no request of the group gets
    /// anywhere, and then the group is parked.
    ///
    /// - Throws: `RunControl.Stopped`: the row stays as it is.
    func leaveIfNeeded(_ error: AWSError) async throws {
        if error.isCredentialsOutage {
            park(Parking(error), unreachable: .credentials(of: group.id))
        } else if error.isCredentialsRefused {
            run.park(group, Parking(error))
        } else if error.isUntrusted {
            run.park(group, .untrusted(error))
        } else if let moment = error.unreachableSince, try await !isAnswered(after: error) {
            park(.unreachable(error, since: moment), unreachable: .address(gateway.client.endpoint.authority))
        } else if !error.isDrained {
            return
        }
        throw RunControl.Stopped()
    }

    /// A request that was sent and not answered may have met the one API that is in trouble: another one is tried. Where no
    /// connection came about, it is the same for all.
    private func isAnswered(after error: AWSError) async throws -> Bool {
        // Without a try of its own the call has waited for others, whose address was asked.
        let wasSent = error.attempts > 0 && error.transport?.requestMayHaveBeenProcessed == true
        guard wasSent, !isStopping else { return false }
        return try await run.control.untilStopped { [gateway] in try await gateway.isAnswered() }
    }

    /// Parks the group for as long as a place does not answer.
    private func park(_ parking: Parking, unreachable place: Outages.Place) {
        guard run.park(group, parking) else { return }
        let now = run.gate.timing.now()
        // A group that nobody gives credentials to is parked before the run begins.
        let hasWorked = place == .credentials(of: group.id) || gateway.client.hasBeenAnswered
        let patience = hasWorked ? Outages.patience : .zero
        run.outages.report(group.id, Outages.Wait(place: place, patienceEnd: now + patience), now: now)
    }

    /// Parks the group when its first read is refused for want of permission: the others would be too.
    ///
    /// - Throws: `RunControl.Stopped`: the row stays as it is.
    func leaveIfDenied(_ error: AWSError, isFirst: Bool) throws {
        guard isFirst, error.isPermissionDenied else { return }
        run.park(group, Parking(error))
        throw RunControl.Stopped()
    }
}
