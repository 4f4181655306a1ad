/// A request that failed for good, after all tries that were due.
public struct AWSError: Error, Sendable {
    public var operation: String
    /// The service's error type (`TooManyRequestsException`), the status (`503`) when it named none, or for a failure
    /// before an answer one of our own (`ConnectFailed`).
    public var code: String
    /// What the service or the HTTP library said, on one line, cut if long, secrets taken out.
    public var message: String
    /// Other texts of the service's error document, by member: `resourceType`, `limitType`. Cleaned like the message.
    public var details: [String: String] = [:]
    public var httpStatus: Int?
    public var requestID: String?
    /// Tries made; 0: nothing was sent.
    public var attempts: Int
    /// Of the last try.
    public var disposition: Disposition
    /// Set when no whole answer came.
    public var transport: TransportError?
    /// Whether a try, any of them, ended without telling what it did: a connection lost after sending began, or a 5xx.
    public var mayHaveBeenProcessed: Bool
    /// Given up because the gate drains; the request itself might have succeeded yet.
    public var isDrained: Bool
    /// Given up because the request has become too old; the caller may look again and make a new one.
    public var isOutdated = false
    /// Since when no request to the same address has been answered, in seconds since 1970; `nil`: one was during the last
    /// tries of this one.
    public var unreachableSince: Double?
    /// There were no credentials to sign with.
    var isWithoutCredentials = false

    /// The code when there were none because the service that gives them was out of order: nothing was refused.
    public static let credentialsUnreachable = "CredentialsUnreachable"

    public init(
        operation: String,
        code: String,
        message: String,
        httpStatus: Int? = nil,
        requestID: String? = nil,
        attempts: Int = 0,
        disposition: Disposition = .fatal,
        transport: TransportError? = nil,
        mayHaveBeenProcessed: Bool = false,
        isDrained: Bool = false
    ) {
        self.operation = operation
        self.code = code
        self.message = message
        self.httpStatus = httpStatus
        self.requestID = requestID
        self.attempts = attempts
        self.disposition = disposition
        self.transport = transport
        self.mayHaveBeenProcessed = mayHaveBeenProcessed
        self.isDrained = isDrained
    }

    /// What services answer when they do not accept who signs, whatever is asked for.
    private static let refusalCodes: Set<String> = [
        "UnrecognizedClientException", "InvalidSignatureException", "SignatureDoesNotMatch", "ExpiredTokenException",
        "ExpiredToken", "MissingAuthenticationTokenException", "MissingAuthenticationToken", "InvalidClientTokenId",
        "InvalidAccessKeyId", "IncompleteSignatureException", "IncompleteSignature", "AuthFailure",
        "RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed",
    ]

    /// Every request signed with these credentials would be refused. A lack of permission (`AccessDeniedException`) is
    /// something else: it may concern this one resource.
    public var isCredentialsRefused: Bool {
        // A run that stops waits neither for the end of an outage nor for newer credentials.
        if isDrained { return false }
        if isWithoutCredentials { return true }
        guard let httpStatus, (400..<500).contains(httpStatus) else { return false }
        return Self.refusalCodes.contains(code)
    }

    /// Nothing answered, not even somebody who cannot be trusted.
    var isSilence: Bool { transport?.isSilence == true }

    /// Whether the service's certificate is not accepted: so it is with every other request, however often it is tried.
    public var isUntrusted: Bool { transport?.reason == .untrusted }

    /// There are no credentials, and the service that gives them is out of order: they may come later.
    public var isCredentialsOutage: Bool { code == Self.credentialsUnreachable && !isDrained }

    /// The credentials had expired when the service looked at them; newer ones of the same source may do.
    var isExpiredToken: Bool {
        guard let httpStatus, (400..<500).contains(httpStatus) else { return false }
        return code == "ExpiredTokenException" || code == "ExpiredToken"
    }

    /// The same words for all failures of a kind: no ids, no message.
    public var shortDescription: String {
        if let transport { return transport.shortDescription }
        guard let httpStatus else { return code }
        return code == String(httpStatus) ? "HTTP \(httpStatus)" : "\(code) (HTTP \(httpStatus))"
    }
}

extension AWSError: CustomStringConvertible {
    public var description: String {
        var text = "\(operation): \(shortDescription)"
        if let transport {
            text += " (\(transport.host))"
        }
        if !message.isEmpty { text += ": \(message)" }
        var details: [String] = []
        if let requestID { details.append("request id \(requestID)") }
        if attempts > 1 { details.append("\(attempts) tries") }
        if isDrained { details.append("given up because the run is stopping") }
        if mayHaveBeenProcessed, ["Update", "Create"].contains(where: operation.hasPrefix) {
            details.append("it may have taken effect all the same")
        }
        return details.isEmpty ? text : "\(text) [\(details.joined(separator: ", "))]"
    }
}

extension TransportError {
    /// Nothing answered, not even somebody who cannot be trusted.
    var isSilence: Bool { reason == .failed || reason == .timedOut }

    /// The error code of a request that failed like this.
    var code: String {
        switch (phase, reason) {
        case (_, .untrusted): "TLSUntrusted"
        case (_, .tooLarge): "ResponseTooLarge"
        case (.resolve, _): "ResolveFailed"
        case (.connect, .timedOut): "ConnectTimeout"
        case (.connect, .failed): "ConnectFailed"
        case (.tls, _): "TLSFailed"
        case (.send, .timedOut), (.receive, .timedOut): "ReadTimeout"
        case (.send, .failed), (.receive, .failed): "ConnectionLost"
        }
    }
}
