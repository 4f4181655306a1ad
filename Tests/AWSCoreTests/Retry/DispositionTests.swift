import Testing

@testable import AWSCore

@Suite struct DispositionTests {
    private static let busy = "Unable to complete operation due to concurrent modification. Please try again later."

    /// What botocore's standard mode does, plus: every 429 is a throttle, and terraform's rule for conflicts.
    @Test(arguments: [
        (200, "", "", Disposition.success),
        (204, "", "", .success),
        (429, "TooManyRequestsException", "Too Many Requests", .throttle),
        (429, "429", "", .throttle),
        (429, "ConflictException", busy, .throttle),
        (400, "ThrottlingException", "Rate exceeded", .throttle),
        (400, "Throttling", "", .throttle),
        (400, "RequestLimitExceeded", "", .throttle),
        (503, "SlowDown", "", .throttle),
        (400, "PriorRequestNotComplete", "", .throttle),
        (409, "ConflictException", busy, .conflict),
        (409, "ConflictException", "Please Try Again Later", .conflict),
        (409, "409", "try again later", .conflict),
        (400, "BadRequestException", "due to concurrent modification", .conflict),
        (409, "ConflictException", "A domain name with this name exists", .fatal),
        (400, "BadRequestException", "try again later", .fatal),
        (500, "500", "", .transient),
        (502, "502", "", .transient),
        (503, "503", "", .transient),
        (504, "504", "", .transient),
        (500, "InternalServerException", "oops", .transient),
        (400, "RequestTimeout", "", .transient),
        (408, "RequestTimeoutException", "", .transient),
        (501, "501", "", .fatal),
        (400, "BadRequestException", "Timeout should be between 50 ms and 30000 ms", .fatal),
        (404, "NotFoundException", "", .fatal),
        (403, "AccessDeniedException", "", .fatal),
        (403, "ExpiredTokenException", "", .fatal),
        (307, "307", "", .fatal),
    ])
    func answersAreClassified(_ status: Int, _ code: String, _ message: String, _ disposition: Disposition) {
        #expect(Disposition(status: status, code: code, message: message) == disposition)
    }

    @Test(arguments: [
        (TransportError.Phase.resolve, TransportError.Reason.failed, Disposition.transient, "ResolveFailed", false),
        (.resolve, .timedOut, .transient, "ResolveFailed", false),
        (.connect, .failed, .transient, "ConnectFailed", false),
        (.connect, .timedOut, .transient, "ConnectTimeout", false),
        (.tls, .failed, .transient, "TLSFailed", false),
        (.tls, .timedOut, .transient, "TLSFailed", false),
        (.tls, .untrusted, .fatal, "TLSUntrusted", false),
        (.send, .failed, .transient, "ConnectionLost", true),
        (.receive, .failed, .transient, "ConnectionLost", true),
        (.receive, .timedOut, .transient, "ReadTimeout", true),
        (.receive, .tooLarge, .fatal, "ResponseTooLarge", true),
    ])
    func failuresBeforeAnAnswerAreClassified(
        _ phase: TransportError.Phase,
        _ reason: TransportError.Reason,
        _ disposition: Disposition,
        _ code: String,
        _ mayHaveBeenProcessed: Bool
    ) {
        let error = TransportError(phase: phase, reason: reason, host: "h:1", message: "m")
        #expect(Disposition(error) == disposition)
        #expect(error.code == code)
        #expect(error.requestMayHaveBeenProcessed == mayHaveBeenProcessed)
        #expect(error.description == "\(error.shortDescription) (h:1): m")
    }
}
