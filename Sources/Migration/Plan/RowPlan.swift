import APIGatewayV2
import Records

/// What is to be done with a row, given the live state. Pure: a plan keeps and shows it, a sender carries it out.
struct RowPlan: Sendable {
    enum Step: Sendable {
        /// Nothing to send: the row has ended.
        case end(Outcome, RowError?)
        case send(body: JSONValue)
    }

    let laneRow: LaneRow
    /// What is sent: the row's update without the members that no request can take back.
    let update: IntegrationUpdate
    /// Members that the row would unset and that no request can.
    let notRestorable: [Member]
    /// The integration as it was just read; `nil` when nothing was read, and when the API has none of that id.
    let live: Integration?
    let step: Step
    /// What the service may refuse. It is sent all the same, and is for a warning.
    let doubts: [ProtocolViolation]

    var row: Row { laneRow.row }

    /// - Parameters:
    ///   - live: the integration as it was just read, `nil` when the API has none of that id.
    ///   - protocolType: `nil` when unknown, or when the row does not depend on it.
    init(_ laneRow: LaneRow, live: Integration?, protocolType: ProtocolType?) {
        let doubts = live.flatMap { live in protocolType.map { laneRow.row.update.violations(on: $0, before: live) } }
        self.laneRow = laneRow
        self.live = live
        self.doubts = doubts?.filter { !$0.isKnown } ?? []
        (update, notRestorable) = laneRow.row.restorable(live)
        step = Self.step(laneRow, update, notRestorable, live: live, violation: doubts?.first(where: \.isKnown))
    }

    /// Of a row that is sent without reading first.
    init(unread laneRow: LaneRow) {
        self.laneRow = laneRow
        live = nil
        doubts = []
        (update, notRestorable) = laneRow.row.restorable(nil)
        step = update.isEmpty ? .end(.failed, .nothingToRestore) : Self.sending(update, before: nil)
    }

    /// Of a row that cannot be decided.
    init(_ laneRow: LaneRow, failing error: RowError) {
        self.laneRow = laneRow
        live = nil
        doubts = []
        (update, notRestorable) = (laneRow.row.update, [])
        step = .end(.failed, error)
    }

    private static func step(
        _ laneRow: LaneRow,
        _ update: IntegrationUpdate,
        _ notRestorable: [Member],
        live: Integration?,
        violation: ProtocolViolation?
    ) -> Step {
        let row = laneRow.row
        if row.update.isEmpty { return .end(.failed, .nothingToRestore) }
        guard let live else { return .end(.failed, .notFound(row.target)) }
        if update.unmetMembers(in: live).isEmpty {
            if !notRestorable.isEmpty { return .end(.failed, .notRestorable(notRestorable)) }
            // An ambiguous row whose values hold was applied before the crash.
            return .end(laneRow.isAmbiguous ? .updated : .unchanged, nil)
        }
        if let error = row.drift(in: live) ?? laneRow.planDrift(in: live) { return .end(.drifted, error) }
        if let violation { return .end(.failed, .invalid(violation)) }
        if let planned = laneRow.planned, planned.outcome != .planned { return .end(.drifted, .notPlanned) }
        return sending(update, before: live)
    }

    private static func sending(_ update: IntegrationUpdate, before: Integration?) -> Step {
        do {
            return .send(body: try update.body(before: before))
        } catch {
            return .end(.failed, .needsRead(error.member))
        }
    }

    /// How the row stands in a plan.
    var outcome: Outcome {
        switch step {
        case .end(let outcome, _): outcome
        case .send: .planned
        }
    }

    var error: RowError? {
        if case .end(_, let error) = step { error } else { nil }
    }

    /// The members that change, or have changed: an ambiguous row that was applied is held against the image from before.
    var difference: RowDifference? {
        guard let live else { return nil }
        switch step {
        case .send: return RowDifference(of: update, before: live, after: live.applying(update))
        case .end(.updated, _): return RowDifference(of: row.update, before: laneRow.beforeImage, after: live)
        case .end: return nil
        }
    }

    /// The live values of the members that the row changes or expects, as JSON: what a plan stands on.
    var values: String? { live.map { $0.text(of: row.concernedMembers) } }
}

extension Row {
    /// The members that the row changes or expects, in the order of the model.
    var concernedMembers: [Member] { Set(update.changes.keys).union(expectations.keys).sorted() }

    /// What can be sent of the update, and the members that stay as they are.
    fileprivate func restorable(_ live: Integration?) -> (IntegrationUpdate, [Member]) {
        let lost = notRestorable.filter { live?.values[$0].map { !$0.isEmpty } ?? true }
        return (IntegrationUpdate(update.changes.filter { !lost.contains($0.key) }), lost)
    }

    /// Why a live value is not the one that the row expects.
    fileprivate func drift(in live: Integration) -> RowError? {
        let drifted = expectations.keys.first { expectations[$0]?.isMet(by: live.values[$0], in: $0) == false }
        return drifted.map { .drifted($0, live: live.values[$0]) }
    }
}

extension LaneRow {
    /// Why a live value is no longer the one that the row was planned with.
    fileprivate func planDrift(in live: Integration) -> RowError? {
        guard let values = planned?.values else { return nil }
        let members = row.concernedMembers
        if live.text(of: members) == values { return nil }
        let before = (try? JSONValue(parsing: values))?.object ?? JSONObject()
        let moved = members.first { before[$0.wireName] != live.values[$0]?.json }
        return moved.map { .movedSincePlan($0, planned: before[$0.wireName], live: live.values[$0]) }
    }
}
