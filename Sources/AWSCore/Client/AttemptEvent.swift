/// One try of a request, for logs. Holds no secret, no header and no body.
public struct AttemptEvent: Sendable {
    public var operation: String
    /// From 1; 0: nothing was sent.
    public var attempt: Int
    public var disposition: Disposition
    /// `nil`: no answer came.
    public var status: Int?
    /// `nil`: a success.
    public var code: String?
    public var requestID: String?
    /// From sending to the end of the answer.
    public var duration: Duration
    /// The pause before the next try; `nil`: this was the last one.
    public var delay: Duration?

    init(_ response: AWSResponse, operation: String, duration: Duration) {
        self.operation = operation
        attempt = response.attempts
        disposition = .success
        status = response.status
        requestID = response.requestID
        self.duration = duration
    }

    init(_ error: AWSError, attempt: Int, duration: Duration, delay: Duration?) {
        operation = error.operation
        self.attempt = attempt
        disposition = error.disposition
        status = error.httpStatus
        code = error.code
        requestID = error.requestID
        self.duration = duration
        self.delay = delay
    }
}
