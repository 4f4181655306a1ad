import AWSCore
import HTTPTypes
import Synchronization

/// A network on the way to another transport that fails when a test says so.
final class BrokenNetwork: HTTPTransport {
    struct Request: Sendable {
        /// From 1, of all that were sent.
        var number: Int
        var isWrite: Bool
        /// `GET /v2/apis`, which is asked to see whether anything answers.
        var isQuestion: Bool
        /// Of them, so far.
        var questions: Int
        var apiID: String
        var account: String
    }

    enum Failure: Sendable {
        case before(TransportError.Phase, TransportError.Reason)
        /// The service has done what was asked for, and the answer is lost.
        case afterwards
        /// No answer comes.
        case silence
    }

    private let inner: any HTTPTransport
    private let failure: @Sendable (Request) -> Failure?
    private let sent = Mutex<[Request]>([])
    private let silent = Mutex(0)

    init(_ inner: any HTTPTransport, failure: @escaping @Sendable (Request) -> Failure?) {
        self.inner = inner
        self.failure = failure
    }

    var requests: [Request] { sent.withLock(\.self) }
    /// Requests that have been left without an answer.
    var silentCount: Int { silent.withLock(\.self) }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let parts = (request.path ?? "").split(separator: "?")[0].split(separator: "/")
        let signature = request.headerFields[.authorization] ?? ""
        let key = signature.firstRange(of: "AKIASANDBOX").map { signature[$0.upperBound...].prefix(12) } ?? ""
        let sent = sent.withLock { sent in
            let isQuestion = parts.count == 2
            let request = Request(
                number: sent.count + 1,
                isWrite: request.method == .patch,
                isQuestion: isQuestion,
                questions: (sent.last?.questions ?? 0) + (isQuestion ? 1 : 0),
                apiID: parts.count > 2 ? String(parts[2]) : "",
                account: String(key)
            )
            sent.append(request)
            return request
        }
        switch failure(sent) {
        case nil: return try await inner.send(request, body: body)
        case .before(let phase, let reason): throw Self.error(phase, reason)
        case .afterwards:
            _ = try await inner.send(request, body: body)
            throw Self.error(.receive, .timedOut)
        case .silence:
            silent.withLock { $0 += 1 }
            let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
            // Ends when the task is cancelled.
            for await _ in silence {}
            continuation.finish()
            throw CancellationError()
        }
    }

    private static func error(_ phase: TransportError.Phase, _ reason: TransportError.Reason) -> TransportError {
        TransportError(phase: phase, reason: reason, host: "gateway.test:443", message: "the cable is out")
    }
}
