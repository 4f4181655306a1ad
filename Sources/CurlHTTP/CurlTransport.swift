public import AWSCore
import CCurl
public import HTTPTypes
import Synchronization

/// Sends requests through libcurl: HTTP/1.1, and HTTP/2 where a TLS server offers it.
///
/// A request is sent at most once. All transfers run on one thread of the transport's own; a caller leaves its request
/// in a mailbox and is resumed with the answer. The process's signal dispositions are left alone: the thread blocks
/// signals, so a connection that breaks while it writes cannot raise `SIGPIPE` anywhere, and a program that ignores
/// `SIGPIPE` is safe with any libcurl.
public final class CurlTransport: HTTPTransport {
    private let mailbox: Mailbox
    private let proxies: ProxySettings
    private let lastID = Atomic<UInt64>(0)

    /// - Throws: when the CA bundle or a proxy variable cannot be used, or libcurl cannot be set up.
    public init(_ configuration: Configuration = Configuration()) throws(CurlSetupError) {
        guard Self.libcurl == CURLE_OK else {
            throw CurlSetupError(.libcurl, "curl_global_init: \(CurlFailure(Self.libcurl).message)")
        }
        proxies = try ProxySettings(environment: configuration.environment)
        if configuration.verifiesTLS, let bundle = configuration.caBundle { try Self.checkReadable(bundle) }
        mailbox = try Mailbox()
        try TransferThread.start(configuration, mailbox: mailbox)
    }

    deinit {
        shutdown()
    }

    /// Fails the requests under way and all later ones, and lets the thread end. Returns at once; may be called again.
    public func shutdown() {
        mailbox.close()
    }

    public func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let encoded = try EncodedRequest(request, body: body, proxies: proxies)
        let raw = try await exchange(encoded)
        guard let head = ResponseHead.parse(raw.head) else {
            throw TransportError(phase: .receive, host: encoded.host, message: "the head of the answer is incomplete")
        }
        return TransportResponse(head: head, body: raw.body)
    }

    private func exchange(_ request: EncodedRequest) async throws -> RawResponse {
        let id = lastID.add(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch mailbox.post(Submission(id: id, request: request, continuation: continuation)) {
                case .accepted:
                    break
                case .cancelled:
                    continuation.resume(throwing: CancellationError())
                case .closed:
                    let message = Mailbox.closedMessage
                    let failure = TransportError(phase: .resolve, host: request.host, message: message)
                    continuation.resume(throwing: failure)
                }
            }
        } onCancel: {
            mailbox.cancel(id)
        }
    }

    /// libcurl is set up once in a process.
    private static let libcurl = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
}

extension CurlTransport {
    /// Limits and trust of a transport. A timeout of zero means none.
    public struct Configuration: Sendable {
        /// From the start of the name lookup to the end of the TLS handshake.
        public var connectTimeout: Duration = .seconds(60)
        /// How long a request may stand still once it is being sent: no byte either way, as with the AWS CLI's
        /// `--read-timeout`. A header line counts when it is whole. It is noticed up to a tenth later.
        public var readTimeout: Duration = .seconds(60)
        /// For the whole request, from the moment it has a place in the pool.
        public var totalTimeout: Duration = .zero
        /// Requests under way at once, and connections kept. Further requests wait in the order they came.
        public var maximumConnections = 64
        /// Bytes of a response body; a larger one is an error.
        public var maximumBodySize = 1 << 20
        /// Path of a PEM file with the certificates to trust; `nil` trusts those of the system.
        public var caBundle: String?
        /// Whether certificates and the names in them are checked. `false` makes `caBundle` meaningless.
        public var verifiesTLS = true
        /// Environment variables, of which `http_proxy`, `https_proxy` and `no_proxy` in either case are read, as the
        /// AWS CLI does. Without them every connection is direct.
        public var environment: [String: String] = [:]

        public init() {}
    }
}

/// Why a `CurlTransport` could not be made.
public struct CurlSetupError: Error, Sendable, Equatable {
    enum Code: Sendable {
        case caBundle, proxy, libcurl
    }

    private let code: Code
    /// What is wrong and, where a person can change it, what is allowed.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether a file or a variable that the user named is at fault, not this machine.
    public var isUserError: Bool { code != .libcurl }

    /// The same words for every file and value, for grouping.
    public var shortDescription: String {
        switch code {
        case .caBundle: "the CA bundle cannot be used"
        case .proxy: "the proxy setting cannot be used"
        case .libcurl: "libcurl could not be set up"
        }
    }
}

extension CurlSetupError: CustomStringConvertible {
    public var description: String { message }
}
