import Pacing

extension AWSClient {
    /// Waits, without a permit, while enough other calls find out whether anything answers at the address. A dead region with
    /// hundreds of accounts would have the whole pool otherwise, a time-out long. Whoever has no credentials yet comes later:
    /// nobody is to wait for these.
    ///
    /// - Throws: `AWSError` when they have found that nothing answers; `RequestGate.Draining`, `CancellationError`.
    func enter(_ call: inout Call) async throws {
        var mark: Int?
        while true {
            switch address.enter(atMost: max(1, gate.concurrency / 2), since: mark) {
            case .go: return call.enter(findsOut: false, answers: address.answers)
            case .findOut: return call.enter(findsOut: true, answers: address.answers)
            case .fail(let error): throw error.sharing(call.request.operation)
            case .wait(let wait):
                mark = wait.mark
                held?.giveBack()
                try await gate.wait(in: group, for: .address) { for await _ in wait.end {} }
                try Task.checkCancellation()
            }
        }
    }

    /// The error of a call that is given up.
    func givenUp(_ call: Call, after error: AWSError) -> AWSError {
        var error = call.failure(error)
        guard error.isSilence else { return error }
        if address.isHopeless || address.answers == call.answersBefore {
            error.unreachableSince = address.silentSince ?? gate.timing.wallClock()
            address.giveUp(error)
        }
        return error
    }

    /// Sends a request once and tells whether anything has answered, whatever it said.
    /// - Throws: `RequestGate.Draining`, `CancellationError`.
    public func isAnswered(_ request: AWSRequest) async throws -> Bool {
        var call = makeCall(request)
        call.enter(findsOut: false, answers: address.answers)
        _ = try await attempt(&call)
        return address.answers > call.answersBefore
    }

    /// Gets credentials and tells whether their source answers, be it with a refusal.
    /// - Throws: `RequestGate.Draining`, `CancellationError`.
    public func isGivenCredentials() async throws -> Bool {
        do {
            _ = try await currentCredentials()
        } catch let error where error is RequestGate.Draining || error is CancellationError {
            throw error
        } catch {
            return (error as? CredentialsError)?.isOutage != true
        }
        return true
    }

    /// Whether an answer has come from the address in this session, to this client or another one.
    public var hasBeenAnswered: Bool { address.answers > 0 }
}

extension AWSError {
    /// The same for a call that was not sent, since others have found that nothing answers.
    fileprivate func sharing(_ operation: String) -> AWSError {
        var error = self
        (error.operation, error.attempts, error.mayHaveBeenProcessed) = (operation, 0, false)
        return error
    }
}
