public import HTTPTypes

/// A transport for dry runs: lets reads through and nothing else.
///
/// Reads are all `GET` requests, and the one call of STS that only asks who signs. It does not know what the others
/// would do, so they never reach the transport below.
public struct ReadOnlyTransport: HTTPTransport {
    /// A request that may write was about to be sent in a dry run: a mistake in the program.
    public struct WriteRefused: Error, Sendable, Equatable, CustomStringConvertible {
        public let method: String

        public var description: String { "a dry run does not send \(method) requests" }
    }

    private let inner: any HTTPTransport

    public init(_ inner: any HTTPTransport) {
        self.inner = inner
    }

    /// - Throws: `WriteRefused`, or what the transport below throws.
    public func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        guard Self.isRead(request, body: body) else {
            throw WriteRefused(method: request.method.rawValue)
        }
        return try await inner.send(request, body: body)
    }

    private static func isRead(_ request: HTTPRequest, body: [UInt8]?) -> Bool {
        if request.method == .get { return true }
        guard request.method == .post, request.path?.hasSuffix("/") == true, let body else { return false }
        let parameters = body.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard let first = parameters.first, first.elementsEqual("Action=GetCallerIdentity".utf8) else { return false }
        return parameters.dropFirst().allSatisfy { !$0.starts(with: "Action".utf8) }
    }
}
