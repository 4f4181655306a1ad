/// What goes back to the client.
struct Answer {
    var status: Int
    var contentType: String
    var errorType: String?
    /// Further headers.
    var headers: [String: String] = [:]
    var body: [UInt8]

    static let json = "application/json"

    static func ok(status: Int = 200, _ content: (inout JSONText) -> Void) -> Answer {
        var text = JSONText()
        content(&text)
        return Answer(status: status, contentType: json, body: text.bytes)
    }

    static func text(_ text: String) -> Answer {
        Answer(status: 200, contentType: "text/plain", body: Array(text.utf8))
    }

    static let noContent = Answer(status: 204, contentType: json, body: [])

    /// An error of API Gateway.
    static func error(_ error: ServiceError) -> Answer {
        var text = JSONText()
        text.beginObject()
        text.member("message", error.message)
        text.endObject()
        return Answer(status: error.status, contentType: json, errorType: error.code, body: text.bytes)
    }

    /// What a load balancer in front of the service sends.
    static let unavailable = Answer(
        status: 503,
        contentType: "text/html",
        body: Array("<html><body><b>Http/1.1 Service Unavailable</b></body> </html>".utf8)
    )

    static let garbage = Answer(status: 200, contentType: json, body: Array("<html>not what was asked for</html>".utf8))
}

/// How an answer reaches the client, or doesn't.
enum Delivery {
    case whole(Answer)
    /// The headers promise the whole body, half of it is sent.
    case truncated(Answer)
    /// The connection is reset.
    case reset
    /// Nothing, until the client goes away.
    case hang
}

/// An error as the service answers it: `x-amzn-ErrorType` and `{"message": …}`, or XML when STS answers.
struct ServiceError: Error, Equatable {
    var status: Int
    var code: String
    var message: String

    static func badRequest(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "BadRequestException", message: message)
    }

    static func forbidden(_ code: String, _ message: String) -> ServiceError {
        ServiceError(status: 403, code: code, message: message)
    }

    static let throttled = ServiceError(status: 429, code: "TooManyRequestsException", message: "Too Many Requests")

    static let conflict = ServiceError(
        status: 409,
        code: "ConflictException",
        message: "Unable to complete operation due to concurrent modification. Please try again later."
    )

    static let internalError = ServiceError(status: 500, code: "InternalFailure", message: "Internal server error")

    static let unknownOperation = ServiceError(
        status: 404,
        code: "UnknownOperationException",
        message: "The sandbox answers no such operation; 'apigw-sandbox serve --help' lists those that it does"
    )

    /// An error of STS.
    static func validation(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "ValidationError", message: message)
    }
}

// MARK: - What there is not

extension ServiceError {
    /// The service names the account, too.
    static func unknownAPI(_ apiID: String, account: String) -> ServiceError {
        notFound("Invalid API identifier specified \(account):\(apiID)")
    }

    static let unknownIntegration = notFound("Invalid Integration identifier specified")
    static let unknownStage = notFound("Invalid stage identifier specified")
    static let unknownDeployment = notFound("Invalid deployment identifier specified")

    private static func notFound(_ message: String) -> ServiceError {
        ServiceError(status: 404, code: "NotFoundException", message: message)
    }
}

// MARK: - Texts that should not be shown

extension ServiceError {
    /// Colours, a window's title, a bell, C1 codes and marks that turn the direction of writing.
    static let controlCharacters = "\u{1B}[31m\u{1B}]0;title\u{7}\u{8}\u{9B}2J\u{85}\u{202E}\u{2066}\u{200B}\u{FEFF}"

    /// With what the client sent: AWS does so in some of its refusals.
    func quoting(_ request: SignedRequest) -> ServiceError {
        var quoted = self
        if let authorization = request.header("authorization") {
            quoted.message += "\n\nAuthorization=\(authorization)"
            let names = Authorization(authorization)?.signedHeaders ?? []
            if let canonical = request.canonical(signedHeaders: names, payloadHash: "UNSIGNED-PAYLOAD") {
                quoted.message += "\n\nThe Canonical String for this request should have been\n'\(canonical)'"
            }
        }
        if let token = request.header(SignatureVerifier.tokenHeader) { quoted.message += "\n\nToken=\(token)" }
        return quoted
    }
}
