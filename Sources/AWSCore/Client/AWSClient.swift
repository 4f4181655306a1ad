import HTTPTypes
public import Pacing
import Records

/// Signs requests, sends them through a gate, classifies what comes back and tries again: the only retry layer.
public struct AWSClient: Sendable {
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
    let address: Reachability.Address
    private let userAgent: String
    private let onAttempt: (@Sendable (AttemptEvent) -> Void)?
    private(set) var held: HeldPermit?
    private var onRefusal: (@Sendable (AWSError) -> Void)?

    /// - Parameters:
    ///   - signer: `nil`, or no credentials: requests are sent unsigned.
    ///   - gate: its timer has to run (`RequestGate.run`).
    ///   - group: whose quota the requests count against.
    ///   - budget: shared by the clients of a group.
    ///   - clockOffsets: shared by all clients of a session.
    ///   - reachability: shared by all clients of a session.
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
        reachability: Reachability = Reachability(),
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
        address = reachability.address(of: endpoint)
        self.statistics = statistics
        self.userAgent = userAgent
        self.onAttempt = onAttempt
    }

    /// Tries of one request, as a rule.
    public var maxAttempts: Int { retry.maxAttempts }

    // MARK: Permits

    /// Waits until a request could leave at once: for credentials first, then for a slot and a token.
    ///
    /// That there are no credentials is no error here: the request itself finds that out.
    ///
    /// - Throws: `RequestGate.Draining` once the gate drains, `CancellationError` when the task is cancelled.
    public func acquire(_ priority: RequestGate.Priority = .continuing) async throws -> HeldPermit {
        do {
            _ = try await currentCredentials()
        } catch let error where error is RequestGate.Draining || error is CancellationError {
            throw error
        } catch {}
        return HeldPermit(try await gate.acquire(group, priority), of: gate)
    }

    /// The same client, whose first request spends a permit that was acquired already.
    public func spending(_ permit: HeldPermit) -> AWSClient {
        var client = self
        client.held = permit
        return client
    }

    /// The same client, which tells of each refusal that no repeat would change while the request still has its slot: so
    /// whoever decides by it that nothing more is to be sent is in time for the next request.
    public func telling(ofRefusals body: @escaping @Sendable (AWSError) -> Void) -> AWSClient {
        var client = self
        client.onRefusal = body
        return client
    }

    // MARK: Sending

    /// Sends a request until it succeeds, fails for good, or has been tried often enough.
    ///
    /// A permit is held only while a request is in flight: a pause before the next try, and credentials that have to be
    /// waited for, hold none. What may have been processed is sent again all the same where the request says that a repeat has
    /// the same result.
    ///
    /// A throttled try does not count as one as long as the group gets ahead. A try that was refused because of expired
    /// credentials or a wrong clock is repeated once, with new credentials or the server's time.
    ///
    /// - Returns: any answer with a status of 2xx, whatever its body.
    /// - Throws: `AWSError`, or `CancellationError` when the task is cancelled.
    public func send(_ request: AWSRequest) async throws -> AWSResponse {
        var call = makeCall(request)
        defer { if call.findsOut { address.leave() } }
        do {
            while true {
                let attempt = try await attempt(&call)
                switch attempt.result {
                case .success(let response):
                    budget.succeed(lastCost: call.lastCost)
                    report(attempt, of: call, delay: nil)
                    return response
                case .failure(let error):
                    call.record(error, answers: address.answers)
                    let step = nextStep(after: error, attempt, call: &call)
                    report(attempt, of: call, delay: step.delay)
                    switch step {
                    case .again: break
                    case .pause(let delay, let reason): try await gate.sleep(for: delay, in: group, after: reason)
                    case .giveUp:
                        statistics.countFailure()
                        throw givenUp(call, after: error)
                    }
                }
            }
        } catch is RequestGate.Draining {
            throw call.drained()
        }
    }

    func makeCall(_ request: AWSRequest) -> Call {
        Call(
            request,
            endpoint: endpoint,
            userAgent: userAgent,
            maxAttempts: retry.maxAttempts,
            answersBefore: address.answers
        )
    }

    // MARK: One try

    /// What a try came to.
    struct Attempt {
        var result: Result<AWSResponse, AWSError>
        /// What it says about the quota.
        var quota = QuotaAnswer.lost
        /// A throttle came whatever the rate is, so that a long pause is of no use.
        var isNoise = false
        /// It was refused for a reason that is gone now.
        var isPutRight = false
        var duration = Duration.zero
        /// Of an answer that is no success.
        var fields = HTTPFields()
        /// What it was signed with, and how far its time was from this machine's.
        var credentials: Credentials?
        var clockOffset = 0.0
    }

    /// Gets credentials, then a permit, and sends once.
    /// - Throws: `RequestGate.Draining`, `CancellationError`; `AWSError` when the request has become too old, or others have found
    ///   that nothing answers.
    func attempt(_ call: inout Call) async throws -> Attempt {
        let known: Credentials?
        do {
            known = try await currentCredentials()
        } catch let error where error is RequestGate.Draining || error is CancellationError {
            throw error
        } catch {
            return Attempt(result: .failure(call.withoutCredentials(error)))
        }
        if known != nil, known == call.discarded, let error = call.withoutNewerCredentials() {
            return Attempt(result: .failure(error))
        }
        if !call.hasEntered { try await enter(&call) }
        let permit: RequestGate.Permit
        if let taken = held?.take() { permit = taken } else { permit = try await gate.acquire(group) }
        if Task.isCancelled {
            gate.release(permit, after: .unused)
            throw CancellationError()
        }
        if let limit = call.request.notAfter, gate.timing.now() >= limit {
            gate.release(permit, after: .unused)
            throw call.outdated()
        }
        call.begin(permit)
        do {
            // They may have been renewed while the permit was waited for.
            var attempt = try await exchange(call, signing: known.flatMap { credentials?.atHand ?? $0 })
            if case .failure(let error) = attempt.result {
                attempt.isPutRight = isPutRight(error, attempt, call: &call)
                if error.disposition == .fatal, !attempt.isPutRight { onRefusal?(error) }
            }
            let standing = gate.release(permit, after: attempt.quota)
            attempt.isNoise = standing.isNoisy
            if attempt.quota == .throttled, standing.passed > call.passedBefore { call.forgiveThrottle() }
            return attempt
        } catch {
            gate.release(permit, after: .lost)
            throw error
        }
    }

    /// The credentials to sign with, waited for if need be, and then without a permit; `nil`: nothing is signed.
    func currentCredentials() async throws -> Credentials? {
        guard signer != nil, let credentials else { return nil }
        if let atHand = credentials.atHand { return atHand }
        held?.giveBack()
        return try await gate.wait(in: group, for: .credentials) { try await credentials.credentials() }
    }

    /// Signs and sends.
    /// - Throws: `CancellationError` only.
    private func exchange(_ call: Call, signing credentials: Credentials?) async throws -> Attempt {
        let clockOffset = clockOffsets.offset(of: endpoint)
        let head = head(of: call, credentials: credentials, now: gate.timing.wallClock() + clockOffset)
        statistics.countCall(attempt: call.attempt)
        let start = gate.timing.now()
        do {
            let response = try await transport.send(head, body: call.request.body)
            let duration = gate.timing.now() - start
            address.noteAnswer()
            let result = call.read(response, redaction: { Redaction(credentials) })
            guard case .failure(let error) = result else {
                return Attempt(result: result, quota: .passed, duration: duration)
            }
            statistics.count(error.disposition)
            return Attempt(
                result: result,
                quota: QuotaAnswer(error.disposition),
                duration: duration,
                fields: response.head.headerFields,
                credentials: credentials,
                clockOffset: clockOffset
            )
        } catch let error as CancellationError {
            throw error
        } catch {
            let duration = gate.timing.now() - start
            if let error = error as? TransportError {
                address.note(error, sentAt: gate.timing.wallClock() - duration / .seconds(1))
            }
            return Attempt(result: .failure(call.transportFailure(error)), duration: duration)
        }
    }

    /// - Parameter now: by the server's clock, as far as it is known.
    private func head(of call: Call, credentials: Credentials?, now: Double) -> HTTPRequest {
        var head = call.head
        if let signer, let credentials {
            signer.sign(&head, body: call.request.body, credentials: credentials, at: signer.date(at: now))
        }
        // These stay out of the signature: proxies may change them.
        head.headerFields.append(HTTPField(name: FieldName.amzInvocationID, value: call.invocationID))
        head.headerFields.append(HTTPField(name: FieldName.amzRequest, value: call.attemptHeader(now: now)))
        return head
    }

    // MARK: The next one

    /// What follows a try that failed.
    private enum NextStep {
        case giveUp
        /// What was wrong with the request has been put right: the repeat costs nothing.
        case again
        case pause(Duration, WaitReason)

        /// Before the next try; `nil`: there is none.
        var delay: Duration? {
            switch self {
            case .giveUp: nil
            case .again: .zero
            case .pause(let duration, _): duration
            }
        }
    }

    private func nextStep(after error: AWSError, _ attempt: Attempt, call: inout Call) -> NextStep {
        if attempt.isPutRight {
            call.forgiveRefusal()
            return .again
        }
        guard call.mayRepeat, retry.repeats(error), call.mayRepeat(after: error) else { return .giveUp }
        let reason: WaitReason
        switch error.disposition {
        case .success, .fatal: return .giveUp
        case .throttle: reason = .throttle
        case .conflict: reason = .conflict
        case .transient:
            if error.isSilence, !retry.followsCLI, address.isHopeless || call.isSilent { return .giveUp }
            let cost = call.isLastTimeout ? RetryBudget.timeoutCost : RetryBudget.cost
            guard budget.spend(cost) else { return .giveUp }
            call.lastCost = cost
            reason = .fault
        }
        let random = gate.timing.random()
        let hint = RetryHint(attempt.fields, now: gate.timing.wallClock() + attempt.clockOffset)
        var delay = retry.delay(after: error.disposition, attempt: call.spentAttempts, random: random, hint: hint)
        if reason == .throttle, attempt.isNoise {
            delay = min(delay, retry.delayAfterNoise(attempt: call.attempt, random: random, hint: hint))
        }
        return .pause(max(delay, call.leastPause), reason)
    }

    /// Whether the request was refused for a reason that is gone now: once for expired credentials, once for the clock.
    private func isPutRight(_ error: AWSError, _ attempt: Attempt, call: inout Call) -> Bool {
        guard let used = attempt.credentials else { return false }
        if error.isExpiredToken, call.discarded == nil, let credentials {
            call.discarded = used
            credentials.discard(used)
            return true
        }
        guard !call.hasCorrectedClock, let serverTime = attempt.fields[.date].flatMap(Timestamp.httpDate) else {
            return false
        }
        call.hasCorrectedClock = clockOffsets.correct(
            endpoint,
            code: error.code,
            serverTime: serverTime,
            localTime: gate.timing.wallClock(),
            used: attempt.clockOffset
        )
        return call.hasCorrectedClock
    }

    private func report(_ attempt: Attempt, of call: Call, delay: Duration?) {
        guard let onAttempt else { return }
        let event =
            switch attempt.result {
            case .success(let response):
                AttemptEvent(response, operation: call.request.operation, duration: attempt.duration)
            case .failure(let error):
                AttemptEvent(error, attempt: call.attempt, duration: attempt.duration, delay: delay)
            }
        onAttempt(event)
    }
}
