import HTTPTypes
import Pacing

/// What the sources of credentials work with.
struct CredentialsContext: Sendable {
    let configuration: AWSConfiguration
    let transport: any HTTPTransport
    let timing: Timing
    let files: FileAccess
    /// Of the command line; goes before the profile's for STS.
    let region: String?
    /// Of the command line, for API Gateway.
    let endpointURL: String?
    /// Of roles whose profile names none.
    let sessionName: String
    let retry: RetryPolicy
    let userAgent: String
    let prompt: MFAPrompt?
    let clockOffsets = ClockOffsets()
    let metadataSilence = MetadataSilence()

    func expand(_ path: String) -> String { PathExpansion(environment: configuration.environment).expand(path) }

    /// Runs `body` with a client that has a gate of its own: a call for credentials counts against no account's quota for
    /// API Gateway.
    func withClient<Value: Sendable>(
        _ service: Service,
        at place: ServicePlace,
        credentials: (any CredentialsProvider)? = nil,
        header: HeaderTransport.Field? = nil,
        _ body: (AWSClient) async throws -> Value
    ) async throws -> Value {
        try await RequestGate.withGate(concurrency: 1, timing: timing) { gate in
            let client = AWSClient(
                signer: credentials.map { _ in service.signer(region: place.region) },
                credentials: credentials,
                endpoint: place.endpoint,
                transport: header.map { HeaderTransport(transport, adding: $0) } ?? transport,
                gate: gate,
                group: gate.makeGroup(rate: nil, burst: 1),
                retry: retry,
                clockOffsets: clockOffsets,
                userAgent: userAgent
            )
            return try await body(client)
        }
    }
}

/// A service in a region.
struct ServicePlace: Hashable {
    var region: String
    var endpoint: Endpoint
}

/// Adds one header to every request. It is not signed.
struct HeaderTransport: HTTPTransport {
    struct Field {
        var name: HTTPField.Name
        var value: Secret
    }

    private let inner: any HTTPTransport
    private let field: Field

    init(_ inner: any HTTPTransport, adding field: Field) {
        self.inner = inner
        self.field = field
    }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        var request = request
        request.headerFields[field.name] = field.value.value
        return try await inner.send(request, body: body)
    }
}

/// Asks a person for a one-time code, on the terminal. May be called for several profiles at the same time.
///
/// - Parameter profile: `Enter MFA code for SERIAL: `.
/// - Returns: the six digits; white space around them is of no importance.
public typealias MFAPrompt = @Sendable (_ profile: String) async throws -> String
