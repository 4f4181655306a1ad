public import HTTPTypes

/// Sends one HTTP request and returns the whole response. It neither retries nor follows redirects.
public protocol HTTPTransport: Sendable {
    /// - Parameters:
    ///   - request: scheme, authority and path are set; the path is sent as it stands.
    ///   - body: sent with `Content-Length`; `nil` sends no body.
    /// - Throws: `TransportError` when no whole response arrived, `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse
}

/// A response whose body has been read to its end.
public struct TransportResponse: Sendable {
    public var head: HTTPResponse
    public var body: [UInt8]

    public init(head: HTTPResponse, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}
