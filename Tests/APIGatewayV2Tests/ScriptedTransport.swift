import APIGatewayV2
import AWSCore
import HTTPTypes
import Pacing
import Synchronization

/// Answers with a list of statuses and bodies, in order, and keeps what it was asked to send. One request too many fails.
final class ScriptedTransport: HTTPTransport {
    struct Sent: Sendable, Equatable {
        var method: String
        var path: String
        var contentType: String?
        var body: String?
    }

    struct Exhausted: Error {}

    private let state: Mutex<(answers: [(Int, String)], sent: [Sent])>

    init(_ answers: [(Int, String)]) {
        state = Mutex((answers, []))
    }

    var sent: [Sent] { state.withLock { $0.sent } }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let sent = Sent(
            method: request.method.rawValue,
            path: request.path ?? "",
            contentType: request.headerFields[.contentType],
            body: body.map { String(decoding: $0, as: UTF8.self) }
        )
        let answer = state.withLock { state -> (Int, String)? in
            state.sent.append(sent)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let (status, text) = answer else { throw Exhausted() }
        return TransportResponse(
            head: HTTPResponse(status: HTTPResponse.Status(code: status)),
            body: Array(text.utf8)
        )
    }

    /// Calls `body` with the operations over this transport, unsigned and without a rate.
    func withAPIGateway<Value: Sendable>(_ body: (APIGateway) async throws -> Value) async throws -> Value {
        try await RequestGate.withGate(concurrency: 4) { gate in
            let client = AWSClient(
                signer: nil,
                credentials: nil,
                endpoint: try Endpoint(url: "http://127.0.0.1:9/base"),
                transport: self,
                gate: gate,
                group: gate.makeGroup(rate: nil, burst: 1),
                retry: RetryPolicy(maxAttempts: 1)
            )
            return try await body(APIGateway(client: client))
        }
    }
}
