import APIGatewayV2
import AWSCore
import Pacing

/// Sends the update of one leased row and records what became of it.
struct RowSender {
    let worker: LaneWorker
    let row: LaneRow
    /// The integration as it was just read; `nil` when nothing was read.
    let live: Integration?

    private var update: IntegrationUpdate { row.row.update }
    /// What the row's difference is told against: the image from before the first try of any session.
    private var beforeImage: Integration? { row.beforeImage ?? live }

    /// How often an update is sent whose answers cannot be read and which does not show in the live state.
    private static let maximumRounds = 2

    /// - Throws: `RunControl.Stopped` or `CancellationError` when the work is being stopped and the row has not ended.
    func send(taking permit: inout RequestGate.Permit?) async throws {
        let startedAt = worker.engine.gate.timing.wallClock()
        var attempts = 0
        for round in 1... {
            let gateway = worker.spending(&permit)
            do {
                let answer = try await gateway.updateIntegration(
                    apiID: row.row.target.apiID,
                    integrationID: row.row.target.integrationID,
                    update: update,
                    before: live
                )
                attempts += answer.response.attempts
                switch answer.value {
                case .success(let after):
                    end(verified(after), response: answer.response, attempts, startedAt, after: after)
                    return
                case .failure(let unreadable):
                    if let after = try await appliedState() {
                        end(nil, response: answer.response, attempts, startedAt, after: after)
                        return
                    }
                    if round < Self.maximumRounds { continue }
                    let error = RowError(unreadable, operation: "UpdateIntegration")
                    end(error, response: answer.response, attempts, startedAt)
                    return
                }
            } catch let error as AWSError {
                try await end(error, attempts + error.attempts, startedAt)
                return
            } catch let error as InexpressibleChange {
                let message = "\(error.member.columnName) cannot be cleared without reading it first"
                let rowError = RowError(code: "NotReadFirst", message: message, kind: "clearing a map needs a read")
                end(rowError, response: nil, attempts, startedAt)
                return
            }
        }
    }

    /// The error when a member that was sent is not in the answer.
    private func verified(_ after: Integration) -> RowError? {
        update.unmetMembers(in: after).first.map {
            RowError(notApplied: $0, wanted: update.changes[$0], live: after.values[$0])
        }
    }

    private func end(_ error: AWSError, _ attempts: Int, _ startedAt: Double) async throws {
        if error.isDrained || error.isCredentialsRefused {
            // An earlier round was answered with a success that could not be read: what became of it is not known.
            let isFirstRound = attempts == error.attempts
            if isFirstRound, !error.mayHaveBeenProcessed { worker.release([row]) }
            try worker.runner.leaveIfNeeded(error)
        }
        if error.mayHaveBeenProcessed, let after = try await appliedState() {
            end(nil, status: error.httpStatus, requestID: error.requestID, attempts, startedAt, after: after)
        } else {
            end(RowError(error), status: error.httpStatus, requestID: error.requestID, attempts, startedAt)
        }
    }

    /// The live integration when it has every value that the row wants: the lost answer was a success. `nil` when it has
    /// not, and when it cannot be read.
    private func appliedState() async throws -> Integration? {
        do {
            let all = try await worker.gateway.integrations(apiID: row.row.target.apiID)
            guard let now = all[row.row.target.integrationID], update.unmetMembers(in: now).isEmpty else { return nil }
            return now
        } catch let error as AWSError {
            try worker.runner.leaveIfNeeded(error)
            return nil
        } catch is UnreadableAnswer {
            return nil
        }
    }

    private func end(
        _ error: RowError?,
        response: AWSResponse?,
        _ attempts: Int,
        _ startedAt: Double,
        after: Integration? = nil
    ) {
        end(error, status: response?.status, requestID: response?.requestID, attempts, startedAt, after: after)
    }

    private func end(
        _ error: RowError?,
        status: Int?,
        requestID: String?,
        _ attempts: Int,
        _ startedAt: Double,
        after: Integration? = nil
    ) {
        let difference = after.map { RowDifference(of: update, before: beforeImage, after: $0) }
        worker.engine.end(
            row.row,
            in: worker.runner.group,
            RowEnd(
                outcome: error == nil ? .updated : .failed,
                httpStatus: status,
                error: error,
                requestID: requestID,
                attempts: attempts,
                startedAt: startedAt,
                endedAt: worker.engine.gate.timing.wallClock(),
                before: difference?.before,
                after: difference?.after
            )
        )
    }
}
