import AWSCore
import HTTPTypes
import Pacing
import Synchronization

/// Answers from a list, in order, and keeps what it was asked to send. One request too many is an error.
final class FakeTransport: HTTPTransport {
    struct Sent: Sendable {
        var request: HTTPRequest
        var body: [UInt8]?
        var inFlight: Int
    }

    enum Answer: Sendable {
        case response(Int, [String: String], String)
        case failure(TransportError)
        case error(any Error)
        /// Waits for the task to be cancelled.
        case hang

        static func json(_ status: Int, _ body: String) -> Answer { .response(status, [:], body) }
        static let ok = Answer.response(200, ["x-amzn-requestid": "r-ok"], "{}")
        static let throttle = Answer.response(
            429,
            ["x-amzn-errortype": "TooManyRequestsException"],
            #"{"message":"Too Many Requests"}"#
        )
        static let reset = Answer.failure(
            TransportError(phase: .receive, host: "h", message: "Connection reset by peer")
        )
        static let refused = Answer.failure(
            TransportError(phase: .connect, host: "h", message: "Connection refused")
        )
    }

    struct Exhausted: Error {}

    private let state: Mutex<(answers: [Answer], sent: [Sent])>
    private let gate: Mutex<RequestGate?> = Mutex(nil)

    init(_ answers: [Answer]) {
        state = Mutex((answers, []))
    }

    /// The gate whose requests in flight are noted with every request.
    func watch(_ gate: RequestGate) {
        self.gate.withLock { $0 = gate }
    }

    var sent: [Sent] { state.withLock { $0.sent } }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let inFlight = gate.withLock { $0 }?.inFlight ?? 0
        let answer = state.withLock { state -> Answer? in
            state.sent.append(Sent(request: request, body: body, inFlight: inFlight))
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        switch answer {
        case .response(let status, let fields, let body):
            var head = HTTPResponse(status: HTTPResponse.Status(code: status))
            for (name, value) in fields {
                guard let name = HTTPField.Name(name) else { throw Exhausted() }
                head.headerFields.append(HTTPField(name: name, value: value))
            }
            return TransportResponse(head: head, body: Array(body.utf8))
        case .failure(let error): throw error
        case .error(let error): throw error
        case .hang:
            while !Task.isCancelled { await Task.yield() }
            throw CancellationError()
        case nil: throw Exhausted()
        }
    }
}
