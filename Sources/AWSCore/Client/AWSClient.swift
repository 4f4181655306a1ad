import HTTPTypes
public import Pacing

/// Signs requests, sends them through a gate, classifies what comes back and tries again: the only retry layer.
public final class AWSClient: Sendable {
    /// Where requests go.
    public let endpoint: Endpoint
    public let gate: RequestGate
    public let group: RequestGate.Group
    public let statistics: CallStatistics

    private let signer: SigV4Signer?
    private let credentials: (any CredentialsProvider)?
    private let transport: any HTTPTransport
    private let retry: RetryPolicy
    private let budget: RetryBudget
    private let clockOffsets: ClockOffsets
    private let userAgent: String
    private let onAttempt: (@Sendable (AttemptEvent) -> Void)?

    /// - Parameters:
    ///   - signer: `nil`, or no credentials: requests are sent unsigned.
    ///   - gate: its timer has to run (`RequestGate.run`).
    ///   - group: whose quota the requests count against.
    ///   - budget: shared by the clients of a group.
    ///   - clockOffsets: shared by all clients of a session.
    ///   - userAgent: `apigw-migrate/<version>`.
    ///   - onAttempt: called after every try, from any thread.
    public init(
        signer: SigV4Signer?,
        credentials: (any CredentialsProvider)?,
        endpoint: Endpoint,
        transport: any HTTPTransport,
        gate: RequestGate,
        group: RequestGate.Group,
        retry: RetryPolicy = RetryPolicy(),
        budget: RetryBudget = RetryBudget(),
        clockOffsets: ClockOffsets = ClockOffsets(),
        statistics: CallStatistics = CallStatistics(),
        userAgent: String = "apigw-migrate",
        onAttempt: (@Sendable (AttemptEvent) -> Void)? = nil
    ) {
        self.signer = signer
        self.credentials = credentials
        self.endpoint = endpoint
        self.transport = transport
        self.gate = gate
        self.group = group
        self.retry = retry
        self.budget = budget
        self.clockOffsets = clockOffsets
        self.statistics = statistics
        self.userAgent = userAgent
        self.onAttempt = onAttempt
    }

    /// Sends a request until it succeeds, fails for good, or has been tried often enough.
    ///
    /// A permit is held only while a request is in flight. What may have been processed is sent again all the same: the
    /// calls made here set absolute values, so that a repeat has the same result.
    ///
    /// A throttled try does not count as one as long as the group gets ahead. A try that was refused because of expired
    /// credentials or a wrong clock is repeated once, with new credentials or the server's time.
    ///
    /// - Parameter permit: one that was acquired already, for the first try; it is released in every case.
    /// - Returns: any answer with a status of 2xx, whatever its body.
    /// - Throws: `AWSError`, or `CancellationError` when the task is cancelled.
    public func send(_ request: AWSRequest, permit: RequestGate.Permit? = nil) async throws -> AWSResponse {
        var call = Call(request, endpoint: endpoint, userAgent: userAgent, maxAttempts: retry.maxAttempts)
        var permit = permit
        do {
            while true {
                let held: RequestGate.Permit
                if let permit { held = permit } else { held = try await gate.acquire(group) }
                permit = nil
                let outcome = try await attempt(&call, permit: held)
                switch outcome.result {
                case .success(let response):
                    budget.succeed(lastCost: call.lastCost)
                    report(outcome, of: call, delay: nil)
                    return response
                case .failure(let error):
                    call.record(error)
                    let step = await nextStep(after: error, outcome, call: &call)
                    report(outcome, of: call, delay: step.delay)
                    switch step {
                    case .again: break
                    case .pause(let delay, let reason): try await gate.sleep(for: delay, in: group, after: reason)
                    case .giveUp:
                        statistics.countFailure()
                        throw call.failure(error)
                    }
                }
            }
        } catch is RequestGate.Draining {
            throw call.drained()
        }
    }

    // MARK: One try

    private struct Outcome {
        var result: Result<AWSResponse, AWSError>
        var duration = Duration.zero
        /// Of an answer that is no success.
        var fields = HTTPFields()
        /// What it was signed with, and how far its time was from this machine's.
        var credentials: Credentials?
        var clockOffset = 0.0
    }

    /// Signs and sends once, holding the permit until the answer is there.
    /// - Throws: `CancellationError` only.
    private func attempt(_ call: inout Call, permit: RequestGate.Permit) async throws -> Outcome {
        var answer = QuotaAnswer.unused
        defer {
            let progresses = gate.release(permit, after: answer, hasPassed: call.passedBefore)
            if answer == .throttled, progresses { call.forgiveThrottle() }
        }
        let signingCredentials: Credentials?
        do {
            signingCredentials = try await currentCredentials()
        } catch let error as CancellationError {
            throw error
        } catch {
            return Outcome(result: .failure(call.withoutCredentials(error)))
        }
        if signingCredentials != nil, signingCredentials == call.discarded, let error = call.withoutNewerCredentials() {
            return Outcome(result: .failure(error))
        }
        try Task.checkCancellation()

        call.begin(permit)
        let clockOffset = clockOffsets.offset(of: endpoint)
        let head = head(of: call, credentials: signingCredentials, now: gate.timing.wallClock() + clockOffset)
        answer = .lost
        statistics.countCall(attempt: call.attempt)
        let start = gate.timing.now()
        do {
            let response = try await transport.send(head, body: call.request.body)
            let duration = gate.timing.now() - start
            let result = call.read(response, redaction: { Redaction(signingCredentials) })
            guard case .failure(let error) = result else {
                answer = .passed
                return Outcome(result: result, duration: duration)
            }
            statistics.count(error.disposition)
            answer = Self.answer(error.disposition)
            return Outcome(
                result: result,
                duration: duration,
                fields: response.head.headerFields,
                credentials: signingCredentials,
                clockOffset: clockOffset
            )
        } catch let error as CancellationError {
            throw error
        } catch {
            return Outcome(result: .failure(call.transportFailure(error)), duration: gate.timing.now() - start)
        }
    }

    private func currentCredentials() async throws -> Credentials? {
        guard signer != nil, let credentials else { return nil }
        return try await gate.whileWaiting(in: group, for: .credentials) { try await credentials.credentials() }
    }

    /// What an answer says about the quota. One of a server in trouble may come from before the quota is looked at.
    private static func answer(_ disposition: Disposition) -> QuotaAnswer {
        switch disposition {
        case .success, .conflict, .fatal: .passed
        case .throttle: .throttled
        case .transient: .lost
        }
    }

    /// - Parameter now: by the server's clock, as far as it is known.
    private func head(of call: Call, credentials: Credentials?, now: Double) -> HTTPRequest {
        var head = call.head
        if let signer, let credentials {
            let date = SigningDate(secondsSince1970: now)
            signer.sign(&head, body: call.request.body, credentials: credentials, at: date)
        }
        // These stay out of the signature: proxies may change them.
        head.headerFields.append(HTTPField(name: FieldName.amzInvocationID, value: call.invocationID))
        head.headerFields.append(HTTPField(name: FieldName.amzRequest, value: call.attemptHeader(now: now)))
        return head
    }

    // MARK: The next one

    private func nextStep(after error: AWSError, _ outcome: Outcome, call: inout Call) async -> NextStep {
        if await isPutRight(error, outcome, call: &call) {
            call.forgiveRefusal()
            return .again
        }
        guard call.mayRepeat, retry.repeats(error) else { return .giveUp }
        let reason: WaitReason
        switch error.disposition {
        case .success, .fatal: return .giveUp
        case .throttle: reason = .throttle
        case .conflict: reason = .conflict
        case .transient:
            let cost = call.isLastTimeout ? RetryBudget.timeoutCost : RetryBudget.cost
            guard budget.spend(cost) else { return .giveUp }
            call.lastCost = cost
            reason = .fault
        }
        let delay = retry.delay(
            after: error.disposition,
            attempt: call.spentAttempts,
            random: gate.timing.random(),
            hint: RetryHint(outcome.fields, now: gate.timing.wallClock() + outcome.clockOffset)
        )
        return .pause(delay, reason)
    }

    /// Whether the request was refused for a reason that is gone now: once for expired credentials, once for the clock.
    private func isPutRight(_ error: AWSError, _ outcome: Outcome, call: inout Call) async -> Bool {
        guard let used = outcome.credentials else { return false }
        if error.isExpiredToken, call.discarded == nil, let credentials {
            call.discarded = used
            await gate.whileWaiting(in: group, for: .credentials) { await credentials.discard(used) }
            return true
        }
        guard !call.hasCorrectedClock, let date = outcome.fields[.date].flatMap(HTTPDate.init) else {
            return false
        }
        call.hasCorrectedClock = clockOffsets.correct(
            endpoint,
            code: error.code,
            serverTime: Double(date.secondsSince1970),
            localTime: gate.timing.wallClock(),
            used: outcome.clockOffset
        )
        return call.hasCorrectedClock
    }

    private func report(_ outcome: Outcome, of call: Call, delay: Duration?) {
        guard let onAttempt else { return }
        let event =
            switch outcome.result {
            case .success(let response):
                AttemptEvent(response, operation: call.request.operation, duration: outcome.duration)
            case .failure(let error):
                AttemptEvent(error, attempt: call.attempt, duration: outcome.duration, delay: delay)
            }
        onAttempt(event)
    }
}
