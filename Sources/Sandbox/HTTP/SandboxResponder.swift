import Foundation

/// Carries requests from a connection to the service, and its answers back as bytes.
struct SandboxResponder: Sendable {
    enum Response {
        /// The answer and its head.
        case whole([UInt8])
        /// A head that promises the whole body, and half of it; the connection ends after that.
        case truncated([UInt8])
        /// The connection is reset.
        case reset
        /// Nothing, until the client goes away.
        case hang
    }

    private static let reasons = [
        200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
        404: "Not Found", 409: "Conflict", 412: "Precondition Failed", 413: "Content Too Large",
        429: "Too Many Requests",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 503: "Service Unavailable",
    ]

    let service: SandboxService
    let hangLimit: Duration
    let clock: SandboxClock
    private let started = ContinuousClock.now

    init(service: SandboxService, hangLimit: Duration, clock: SandboxClock) {
        self.service = service
        self.hangLimit = hangLimit
        self.clock = clock
    }

    func response(to message: HTTPParser.Message) async -> Response {
        let time = clock.now
        let now = (ContinuousClock.now - started) / .seconds(1)
        var requestID = UUID().uuidString.lowercased()
        if service.configuration.sendsControlCharacters { requestID += ServiceError.controlCharacters }
        switch await service.answer(message.request, requestID: requestID, time: time, now: now) {
        case .whole(let answer):
            let head = head(of: answer, requestID: requestID, keepsAlive: message.keepsAlive)
            return .whole(message.request.method == "HEAD" ? head : head + answer.body)
        case .truncated(let answer):
            let head = head(of: answer, requestID: requestID, keepsAlive: message.keepsAlive)
            return .truncated(head + answer.body.prefix(answer.body.count / 2))
        case .reset:
            return .reset
        case .hang:
            return .hang
        }
    }

    /// The answer to what is no request; the connection ends after it.
    func response(to problem: HTTPParser.Problem) -> [UInt8] {
        let answer = Answer(status: problem.status, contentType: "text/plain", body: Array(problem.reason.utf8))
        return head(of: answer, requestID: UUID().uuidString.lowercased(), keepsAlive: false) + answer.body
    }

    private func head(of answer: Answer, requestID: String, keepsAlive: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(answer.status) \(Self.reasons[answer.status] ?? "")\r\n"
        text += "Date: \(AmazonDate(seconds: Int(clock.now)).httpDate)\r\nx-amzn-RequestId: \(requestID)\r\n"
        if let type = answer.errorType { text += "x-amzn-ErrorType: \(type)\r\n" }
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        if answer.status != 204 {
            text += "Content-Type: \(answer.contentType)\r\nContent-Length: \(answer.body.count)\r\n"
        }
        if !keepsAlive { text += "Connection: close\r\n" }
        text += "\r\n"
        return Array(text.utf8)
    }
}
