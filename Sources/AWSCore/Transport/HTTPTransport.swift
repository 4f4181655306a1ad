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

/// Why no whole response to a request arrived.
public struct TransportError: Error, Sendable, Equatable {
    /// How far the exchange had come.
    public enum Phase: String, Sendable { case resolve, connect, tls, send, receive }

    public enum Reason: String, Sendable {
        case failed
        case timedOut
        /// The response body was larger than the transport accepts.
        case tooLarge
        /// The server's certificate could not be verified, or the local CA file could not be used. Trying again is no help.
        case untrusted
    }

    public var phase: Phase
    public var reason: Reason
    /// Host and port of the URL that was asked for.
    public var host: String
    /// What the HTTP library said.
    public var message: String

    public init(phase: Phase, reason: Reason = .failed, host: String, message: String) {
        self.phase = phase
        self.reason = reason
        self.host = host
        self.message = message
    }

    /// Whether the server may have acted on the request: true from the moment the first byte of it could have left.
    public var requestMayHaveBeenProcessed: Bool { phase == .send || phase == .receive }

    /// What to do about it, for the end of a message; empty: nothing but to look at the network.
    public var advice: String {
        guard reason == .untrusted else { return "" }
        return ". The certificates to trust are those of --ca-bundle, AWS_CA_BUNDLE, the profile's ca_bundle or "
            + "REQUESTS_CA_BUNDLE, in this order"
    }

    /// The same words for every host and message, for grouping.
    public var shortDescription: String {
        switch (phase, reason) {
        case (.resolve, _): "could not resolve the host"
        case (.connect, .timedOut): "connecting timed out"
        case (.connect, _): "could not connect"
        case (_, .untrusted): "the server's certificate is not trusted"
        case (.tls, .timedOut): "the TLS handshake timed out"
        case (.tls, _): "TLS handshake failed"
        case (_, .timedOut): "no answer in time"
        case (_, .tooLarge): "the answer was too large"
        case (.send, _): "connection lost while sending"
        case (.receive, _): "connection lost before the answer was complete"
        }
    }
}

extension TransportError: CustomStringConvertible {
    public var description: String { "\(shortDescription) (\(host)): \(message)" }
}
