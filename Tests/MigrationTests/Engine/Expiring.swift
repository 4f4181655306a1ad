import AWSCore
import CurlHTTP
import HTTPTypes
import Synchronization

/// A transport on which the credentials of an account expire after some of its requests.
final class Expiring: HTTPTransport {
    private let account: String
    private let left: Mutex<Int>
    private let transport: CurlTransport

    init(account: String, after requests: Int) throws {
        self.account = account
        left = Mutex(requests)
        transport = try CurlTransport()
    }

    deinit { transport.shutdown() }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let isTheirs = request.headerFields[.authorization]?.contains(account) == true
        let isOver =
            isTheirs
            && left.withLock { left in
                left -= 1
                return left < 0
            }
        guard isOver else { return try await transport.send(request, body: body) }
        var head = HTTPResponse(status: .forbidden)
        head.headerFields[.contentType] = "application/json"
        if let type = HTTPField.Name("x-amzn-ErrorType") { head.headerFields[type] = "ExpiredTokenException" }
        let text = #"{"message":"The security token included in the request is expired"}"#
        return TransportResponse(head: head, body: Array(text.utf8))
    }
}
