import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The connection that a request came over, so that it can be reset.
struct SandboxContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }

    /// Closes the connection so that the client sees a reset and no orderly end.
    func reset() async {
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
    }
}

/// Carries requests from Hummingbird to the service, and answers back.
struct SandboxResponder: HTTPResponder {
    private static let errorType = field("x-amzn-ErrorType")
    private static let requestID = field("x-amzn-RequestId")
    /// Larger than any update that the service takes.
    private static let maximumBodySize = 1 << 20

    let service: SandboxService
    let hangLimit: Duration
    let clock: SandboxClock
    private let started = ContinuousClock.now

    init(service: SandboxService, hangLimit: Duration, clock: SandboxClock) {
        self.service = service
        self.hangLimit = hangLimit
        self.clock = clock
    }

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let time = clock.now
        let now = (ContinuousClock.now - started) / .seconds(1)
        var request = request
        let body = try await request.collectBody(upTo: Self.maximumBodySize)
        let requestID = UUID().uuidString.lowercased()
        let signed = Self.signedRequest(request.head, body: Array(body.readableBytesView))
        let delivery = await service.answer(signed, requestID: requestID, time: time, now: now)
        switch delivery {
        case .whole(let answer):
            let body = ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
            return Self.response(answer, requestID: requestID, body: body)
        case .truncated(let answer):
            let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
            let body = ResponseBody(contentLength: answer.body.count) { writer in
                try await writer.write(half)
                try await context.channel.close()
                throw CancellationError()
            }
            return Self.response(answer, requestID: requestID, body: body)
        case .hang:
            await hang(request)
            fallthrough
        case .reset:
            await context.reset()
            return Response(status: .internalServerError)
        }
    }

    /// Waits until the client has closed its side, or the limit has passed.
    private func hang(_ request: Request) async {
        let limit = hangLimit
        try? await request.body.consumeWithCancellationOnInboundClose { _ in
            try await Task.sleep(for: limit)
        }
    }

    private static func response(_ answer: Answer, requestID id: String, body: ResponseBody) -> Response {
        var fields = HTTPFields()
        fields[.contentType] = answer.contentType
        fields[requestID] = id
        if let type = answer.errorType { fields[errorType] = type }
        for (name, value) in answer.headers { fields[field(name)] = value }
        return Response(status: .init(code: answer.status), headers: fields, body: body)
    }

    private static func signedRequest(_ head: HTTPRequest, body: [UInt8]) -> SignedRequest {
        let target = head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers: [(name: String, value: String)] = [("host", head.authority ?? "")]
        for header in head.headerFields { headers.append((header.name.canonicalName, header.value)) }
        return SignedRequest(
            method: head.method.rawValue,
            path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : "",
            headers: headers,
            body: body
        )
    }

    private static func field(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}
