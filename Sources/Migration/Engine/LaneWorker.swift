import APIGatewayV2
import AWSCore
import Pacing

/// Works on the rows of one API, one after the other.
struct LaneWorker: Sendable {
    let runner: GroupRunner
    let lane: Lane
    let protocols: ProtocolTypes

    var engine: MigrationEngine { runner.engine }
    var gateway: APIGateway { runner.gateway }

    /// - Parameter permit: for the first request of the lane.
    func run(_ permit: RequestGate.Permit) async {
        var permit: RequestGate.Permit? = permit
        do {
            try await takeTurn(&permit)
            defer { runner.turns?.leave(lane.apiID) }
            var last = 0
            while !runner.isStopping {
                let rows = try await engine.checkpoint.openRows(of: lane, after: last, schema: engine.schema)
                guard let end = rows.last else { break }
                last = end.row.number
                try await work(rows, &permit)
                // Fewer than asked for were the last ones: most lanes are read once.
                if rows.count < Checkpoint.batchSize { break }
            }
        } catch {
            engine.control.stop(after: error)
        }
        if let permit { engine.gate.release(permit, unused: true) }
    }

    /// Waits until no lane of another group works on the API.
    private func takeTurn(_ permit: inout RequestGate.Permit?) async throws {
        guard let turns = runner.turns, !turns.enterAtOnce(lane.apiID) else { return }
        if let unused = permit.take() { engine.gate.release(unused, unused: true) }
        try await turns.enter(lane.apiID)
    }

    /// Decides every row, leases those that are to be sent, sends them.
    private func work(_ batch: [LaneRow], _ permit: inout RequestGate.Permit?) async throws {
        let rows = try endForeign(batch)
        if rows.isEmpty { return }
        var toSend = rows
        var live: [String: Integration]?
        if engine.options.readsFirst || rows.contains(where: \.isAmbiguous) {
            guard let read = try await readAPI(for: rows, &permit) else { return }
            live = read
            toSend = try rows.filter { try decide($0, live: read[$0.row.target.integrationID]) }
        }
        if engine.options.isDryRun || toSend.isEmpty { return }
        try await lease(toSend, live: live)
        for (index, row) in toSend.enumerated() {
            do {
                try await prepare(&permit)
            } catch {
                release(toSend[index...])
                throw error
            }
            do {
                let before = live?[row.row.target.integrationID]
                try await RowSender(worker: self, row: row, live: before).send(taking: &permit)
            } catch {
                release(toSend[(index + 1)...])
                throw error
            }
        }
    }

    /// Waits for the permit here and not in the client: a group may have been parked in the meantime, and then whoever waits
    /// sends nothing and hands the token on at once.
    ///
    /// - Throws: `RunControl.Stopped` and what `acquire` throws, when nothing more is to be sent.
    private func prepare(_ permit: inout RequestGate.Permit?) async throws {
        if permit == nil { permit = try await engine.gate.acquire(runner.gateGroup) }
        if runner.isStopping { throw RunControl.Stopped() }
    }

    /// The operations, whose first request spends the permit if there is one.
    func spending(_ permit: inout RequestGate.Permit?) -> APIGateway {
        guard let taken = permit.take() else { return gateway }
        return gateway.spending(HeldPermit(taken, of: engine.gate))
    }

    /// Ends the rows that are meant for another account.
    private func endForeign(_ batch: [LaneRow]) throws -> [LaneRow] {
        let account = runner.group.accountID
        return try batch.filter { row in
            guard let wanted = row.row.accountID, wanted != account else { return true }
            let owner = account ?? "an account that is not known"
            let message = "the row is meant for account \(wanted), the credentials belong to \(owner)"
            try end(
                row,
                .failed,
                RowError(code: "WrongAccount", message: message, kind: "credentials of another account")
            )
            return false
        }
    }

    /// The live integrations of the API; `nil` when they cannot be had, and then the rows have ended.
    private func readAPI(
        for rows: [LaneRow],
        _ permit: inout RequestGate.Permit?
    ) async throws -> [String: Integration]? {
        do {
            return try await spending(&permit).integrations(apiID: lane.apiID)
        } catch let error as AWSError {
            try runner.leaveIfNeeded(error)
            for row in rows {
                try end(row, .failed, RowError(error), status: error.httpStatus, requestID: error.requestID)
            }
        } catch let error as UnreadableAnswer {
            for row in rows { try end(row, .failed, RowError(error, operation: "GetIntegrations")) }
        }
        return nil
    }

    /// Ends the row when nothing is to be sent. Returns whether it is to be sent.
    private func decide(_ row: LaneRow, live: Integration?) throws -> Bool {
        var protocolType: ProtocolType?
        if row.row.update.dependsOnProtocol {
            switch protocols {
            case .unread: break
            case .read(let types): protocolType = types[lane.apiID]
            case .failed(let error):
                try end(row, .failed, error)
                return false
            }
        }
        switch Decision(row, live: live, protocolType: protocolType) {
        case .end(.updated, _):
            let difference = live.map { RowDifference(of: row.row.update, before: row.beforeImage, after: $0) }
            try end(row, .updated, nil, difference: difference)
            return false
        case .end(let outcome, let error):
            try end(row, outcome, error)
            return false
        case .send(let doubts):
            for doubt in doubts { engine.tally.warn(line: row.row.line, "\(doubt)") }
            if engine.options.isDryRun, let live {
                let difference = RowDifference(of: row.row.update, before: live, after: live.applying(row.row.update))
                try end(row, .planned, nil, difference: difference)
            }
            return true
        }
    }

    private func lease(_ rows: [LaneRow], live: [String: Integration]?) async throws {
        if let live {
            try await engine.recorder.commit(
                rows.map { .lease(row: $0.row.number, beforeImage: live[$0.row.target.integrationID]) }
            )
        } else if let last = rows.last {
            try await engine.recorder.commit([.leaseBatch(lane: lane.id, lastRow: last.row.number)])
        }
    }

    /// Gives back rows that were not sent. An ambiguous one stays leased: what an earlier session sent is still unknown.
    func release(_ rows: ArraySlice<LaneRow>) {
        let unsent = rows.filter { !$0.isAmbiguous }.map(\.row.number)
        if !unsent.isEmpty { engine.recorder.record(.release(rows: unsent)) }
    }

    /// Ends a row for which no update was sent in this session.
    ///
    /// - Throws: `RunControl.Stopped` when the run is being stopped: the row stays as it is.
    private func end(
        _ row: LaneRow,
        _ outcome: Outcome,
        _ error: RowError?,
        status: Int? = nil,
        requestID: String? = nil,
        difference: RowDifference? = nil
    ) throws {
        if engine.gate.isDraining { throw RunControl.Stopped() }
        let now = engine.gate.timing.wallClock()
        engine.end(
            row.row,
            in: runner.group,
            RowEnd(
                outcome: outcome,
                httpStatus: status,
                error: error,
                requestID: requestID,
                startedAt: now,
                endedAt: now,
                before: difference?.before,
                after: difference?.after
            )
        )
    }
}
