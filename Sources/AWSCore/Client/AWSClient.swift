import HTTPTypes

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
    private let userAgent: String
    private let onAttempt: (@Sendable (AttemptEvent) -> Void)?

    /// - Parameters:
    ///   - signer: `nil`, or no credentials: requests are sent unsigned.
    ///   - gate: its timer has to run (`RequestGate.run`).
    ///   - group: whose quota the requests count against.
    ///   - budget: shared by the clients of a group.
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
        self.statistics = statistics
        self.userAgent = userAgent
        self.onAttempt = onAttempt
    }

    /// Sends a request until it succeeds, fails for good, or has been tried often enough.
    ///
    /// A permit is held only while a request is in flight. What may have been processed is sent again all the same: the
    /// calls made here set absolute values, so that a repeat has the same result.
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
                    let delay = nextDelay(after: outcome, disposition: error.disposition, call: &call)
                    report(outcome, of: call, delay: delay)
                    guard let delay else {
                        statistics.countFailure()
                        throw call.failure(error)
                    }
                    try await gate.sleep(for: delay)
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
        var hint = RetryHint.none
    }

    /// Signs and sends once, holding the permit until the answer is there.
    /// - Throws: `CancellationError` only.
    private func attempt(_ call: inout Call, permit: RequestGate.Permit) async throws -> Outcome {
        var isUnused = true
        defer { gate.release(permit, unused: isUnused) }
        let signingCredentials: Credentials?
        do {
            signingCredentials = signer == nil ? nil : try await credentials?.credentials()
        } catch let error as CancellationError {
            throw error
        } catch {
            return Outcome(result: .failure(call.withoutCredentials(error)))
        }
        try Task.checkCancellation()

        call.attempt += 1
        let head = head(of: call, credentials: signingCredentials)
        isUnused = false
        statistics.countCall(attempt: call.attempt)
        let start = gate.timing.now()
        do {
            let response = try await transport.send(head, body: call.request.body)
            let duration = gate.timing.now() - start
            let result = call.read(response, redaction: { Redaction(signingCredentials) })
            guard case .failure(let error) = result else { return Outcome(result: result, duration: duration) }
            statistics.count(error.disposition)
            let hint = RetryHint(response.head.headerFields, now: gate.timing.wallClock())
            return Outcome(result: result, duration: duration, hint: hint)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Outcome(result: .failure(call.transportFailure(error)), duration: gate.timing.now() - start)
        }
    }

    private func head(of call: Call, credentials: Credentials?) -> HTTPRequest {
        var head = call.head
        let now = gate.timing.wallClock()
        if let signer, let credentials {
            let date = SigningDate(secondsSince1970: now)
            signer.sign(&head, body: call.request.body, credentials: credentials, at: date)
        }
        // These stay out of the signature: proxies may change them.
        head.headerFields.append(HTTPField(name: FieldName.amzInvocationID, value: call.invocationID))
        head.headerFields.append(HTTPField(name: FieldName.amzRequest, value: call.attemptHeader(now: now)))
        return head
    }

    /// - Returns: `nil`: it is not to be tried again.
    private func nextDelay(after outcome: Outcome, disposition: Disposition, call: inout Call) -> Duration? {
        guard call.attempt < retry.maxAttempts else { return nil }
        switch disposition {
        case .success, .fatal: return nil
        case .throttle, .conflict: break
        case .transient:
            let cost = call.isLastTimeout ? RetryBudget.timeoutCost : RetryBudget.cost
            guard budget.spend(cost) else { return nil }
            call.lastCost = cost
        }
        return retry.delay(
            after: disposition,
            attempt: call.attempt,
            random: gate.timing.random(),
            hint: outcome.hint
        )
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
