import HTTPTypes
import Pacing

/// One call under way: what its tries have in common, and what they have come to so far.
struct Call {
    let request: AWSRequest
    /// What is sent, before it is signed.
    let head: HTTPRequest
    /// The value of `amz-sdk-invocation-id`: one for all tries.
    let invocationID = InvocationID.make()
    /// The number of the try that was sent last.
    private(set) var attempt = 0
    /// Tries that count against the most that are allowed.
    private(set) var spentAttempts = 0
    /// What the last retry cost the budget.
    var lastCost: Int?
    /// Credentials that a try was refused with because they had expired.
    var discarded: Credentials?
    var hasCorrectedClock = false
    /// How many requests of the group had passed the quota when the last try got its permit, and the one before.
    private var passedMarks: (last: UInt64, before: UInt64) = (0, 0)
    private var freeTries = 0
    private var lastError: AWSError?
    private var mayHaveBeenProcessed = false
    private let maxAttempts: Int
    /// How many answers had come from the address when the last try ended without one, and the one before that; at first
    /// when the call began.
    private var answerMarks: (last: Int, before: Int)
    /// The last tries that have ended by a time-out without an answer from the address to anybody in the meantime.
    private var silentTimeouts = 0

    /// How long after now a server may think the client has stopped waiting (`ttl`): the read time-out of the AWS CLI.
    private static let timeToLive = 60.0
    /// Request ids are shorter.
    private static let maximumRequestIDLength = 128

    /// Each takes a minute by default, and holds a slot of the pool.
    private static let enoughSilentTimeouts = 2

    /// A request that is refused again and again while others pass has a limit of its own.
    private static let maximumFreeTries = 100

    init(_ request: AWSRequest, endpoint: Endpoint, userAgent: String, maxAttempts: Int, answersBefore: Int) {
        self.request = request
        answerMarks = (answersBefore, answersBefore)
        self.maxAttempts = maxAttempts
        let fields: HTTPFields =
            if let type = request.contentType { [.userAgent: userAgent, .contentType: type] } else {
                [.userAgent: userAgent]
            }
        head = HTTPRequest(
            method: request.method,
            scheme: endpoint.scheme,
            authority: endpoint.authority,
            path: endpoint.basePath + request.target,
            headerFields: fields
        )
    }

    /// The value of `amz-sdk-request`, as botocore writes it.
    func attemptHeader(now: Double) -> String {
        if attempt == 1 { return "attempt=1" }
        let timeToLive = SigningDate(secondsSince1970: now + Self.timeToLive).timestamp
        return "ttl=\(timeToLive); attempt=\(attempt); max=\(max(attempt, maxAttempts))"
    }

    // MARK: Finding out whether anything answers

    private(set) var hasEntered = false
    /// It says to the address when it has ended.
    private(set) var findsOut = false

    /// It waits no more for others to find out whether anything answers.
    ///
    /// - Parameter answers: how many have come from the address.
    mutating func enter(findsOut: Bool, answers: Int) {
        (hasEntered, self.findsOut) = (true, findsOut)
        answerMarks = (answers, answers)
    }

    // MARK: Tries

    /// Whether another try is allowed.
    var mayRepeat: Bool { spentAttempts < maxAttempts }

    /// Whether a repeat does no harm, whatever became of the try that failed.
    func mayRepeat(after error: AWSError) -> Bool { request.repetition == .free || !error.mayHaveBeenProcessed }

    /// No pause before another try is shorter.
    var leastPause: Duration {
        if case .ifUnprocessed(let pause) = request.repetition { pause } else { .zero }
    }

    /// A try is about to be sent.
    mutating func begin(_ permit: RequestGate.Permit) {
        passedMarks = (permit.passed, attempt == 0 ? permit.passed : passedMarks.last)
        attempt += 1
        spentAttempts += 1
    }

    /// How many requests of the group had passed when the try before this one left.
    var passedBefore: UInt64 { passedMarks.before }

    /// The last try does not count: it was throttled while others of the group pass, so its turn will come.
    mutating func forgiveThrottle() {
        guard freeTries < Self.maximumFreeTries else { return }
        freeTries += 1
        spentAttempts -= 1
    }

    /// The last try does not count: what was wrong with it has been put right.
    mutating func forgiveRefusal() {
        spentAttempts -= 1
    }

    // MARK: What a try came to

    /// - Parameter redaction: asked for only when the service has something to say.
    func read(_ response: TransportResponse, redaction: () -> Redaction) -> Result<AWSResponse, AWSError> {
        let status = response.head.status
        let fields = response.head.headerFields
        let requestID = fields[FieldName.amzRequestID].map(Self.cleaned)
        if (200..<300).contains(status.code) {
            return .success(
                AWSResponse(
                    status: status.code,
                    fields: fields,
                    body: response.body,
                    requestID: requestID,
                    attempts: attempt
                )
            )
        }
        let reply = ErrorReply(status: status, fields: fields, body: response.body)
        let maximumLength = reply.isReadable ? Redaction.maximumLength : Redaction.maximumExcerptLength
        let redaction = redaction()
        var error = AWSError(
            operation: request.operation,
            code: redaction.apply(to: reply.code),
            message: redaction.apply(to: reply.message, maximumLength: maximumLength),
            httpStatus: status.code,
            requestID: requestID.map { redaction.apply(to: $0) },
            attempts: attempt,
            disposition: Disposition(status: status.code, code: reply.code, message: reply.message),
            mayHaveBeenProcessed: status.code >= 500
        )
        error.details = reply.details.mapValues { redaction.apply(to: $0) }
        return .failure(error)
    }

    /// A request id as it can be shown: nearly all are short and plain.
    private static func cleaned(_ requestID: String) -> String {
        let isPlain = requestID.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        if isPlain, requestID.utf8.count <= maximumRequestIDLength { return requestID }
        return Redaction(nil).apply(to: requestID, maximumLength: maximumRequestIDLength)
    }

    func transportFailure(_ error: any Error) -> AWSError {
        switch error {
        case let error as TransportError:
            AWSError(
                operation: request.operation,
                code: error.code,
                message: Redaction(nil).apply(to: error.message) + error.advice,
                attempts: attempt,
                disposition: Disposition(error),
                transport: error,
                mayHaveBeenProcessed: error.requestMayHaveBeenProcessed
            )
        case let error as ReadOnlyTransport.WriteRefused:
            AWSError(operation: request.operation, code: "WriteRefused", message: error.description)
        default:
            // Not what a transport may throw: nothing is known about the request.
            AWSError(
                operation: request.operation,
                code: "TransportFailed",
                message: Redaction(nil).apply(to: String(describing: error)),
                attempts: attempt,
                mayHaveBeenProcessed: true
            )
        }
    }

    /// Nothing could be sent. Where the service that gives the credentials is out of order for a while, this counts as a
    /// try all the same, so that there is an end to them; where it does not answer at all, only one more follows, since each
    /// waits for several time-outs.
    mutating func withoutCredentials(_ error: any Error) -> AWSError {
        let answer = (error as? CredentialsError)?.answer
        let disposition = answer?.disposition ?? .fatal
        if disposition != .fatal { spentAttempts += 1 }
        if answer?.isSilence == true { spentAttempts = max(spentAttempts, maxAttempts - 1) }
        var result = AWSError(
            operation: request.operation,
            code: disposition == .fatal ? "CredentialsUnavailable" : AWSError.credentialsUnreachable,
            message: Redaction(nil).apply(to: String(describing: error)),
            attempts: attempt,
            disposition: disposition
        )
        result.isWithoutCredentials = true
        return result
    }

    /// The source of the credentials hands out once more what the service has called expired.
    func withoutNewerCredentials() -> AWSError? {
        guard var error = lastError else { return nil }
        error.message += " (the source of the credentials has no newer ones)"
        return error
    }

    // MARK: What the call comes to

    /// Whether the last try ended by a time-out, here or on the way.
    var isLastTimeout: Bool {
        guard let lastError else { return false }
        return lastError.transport?.reason == .timedOut || lastError.code.hasPrefix("RequestTimeout")
    }

    /// Whether there is no use in waiting for another time-out: nothing has been heard from the address during the last two.
    var isSilent: Bool { silentTimeouts >= Self.enoughSilentTimeouts }

    /// How many answers had come from the address when the try before the last one ended. An answer to somebody else that
    /// was on its way when the network died comes after the first try that fails.
    var answersBefore: Int { answerMarks.before }

    /// - Parameter answers: how many have come from the address by now.
    mutating func record(_ error: AWSError, answers: Int) {
        lastError = error
        let isSilent = error.transport?.reason == .timedOut && answers == answerMarks.last
        silentTimeouts = isSilent ? silentTimeouts + 1 : 0
        answerMarks = (answers, answerMarks.last)
        mayHaveBeenProcessed = mayHaveBeenProcessed || error.mayHaveBeenProcessed
    }

    /// The error of a call that is given up: of its last try, but for what earlier ones may have done.
    func failure(_ error: AWSError) -> AWSError {
        var error = error
        error.mayHaveBeenProcessed = mayHaveBeenProcessed
        return error
    }

    /// The error of a call that has become too old before it succeeded.
    func outdated() -> AWSError {
        var error =
            lastError
            ?? AWSError(operation: request.operation, code: "NotSent", message: "the request has become too old")
        error.mayHaveBeenProcessed = mayHaveBeenProcessed
        error.isOutdated = true
        return error
    }

    /// The error of a call that is given up since the gate drains.
    func drained() -> AWSError {
        var error =
            lastError
            ?? AWSError(operation: request.operation, code: "NotSent", message: "the run is stopping")
        error.mayHaveBeenProcessed = mayHaveBeenProcessed
        error.isDrained = true
        return error
    }
}
