import Pacing

/// What the sources of credentials work with.
struct CredentialsContext: Sendable {
    let configuration: AWSConfiguration
    let transport: any HTTPTransport
    let timing: Timing
    let files: FileAccess
    /// Of the command line; goes before the profile's for STS.
    let region: String?
    /// Of roles whose profile names none.
    let sessionName: String
    let retry: RetryPolicy
    let userAgent: String
    let prompt: MFAPrompt?
    let clockOffsets = ClockOffsets()
    let metadataSilence = MetadataSilence()

    func expand(_ path: String) -> String { PathExpansion(environment: configuration.environment).expand(path) }

    /// Runs `body` with a client that has a gate of its own: a call for credentials is made while the request that needs
    /// them holds a place in the gate of the run, and must go through even when that one drains.
    func withClient<Result: Sendable>(
        _ service: Service,
        at place: ServicePlace,
        credentials: (any CredentialsProvider)? = nil,
        header: HeaderTransport.Field? = nil,
        _ body: (AWSClient) async throws -> Result
    ) async throws -> Result {
        try await RequestGate.withGate(concurrency: 1, timing: timing) { gate in
            let client = AWSClient(
                signer: credentials == nil
                    ? nil
                    : SigV4Signer(service: service.signingName, region: service.signingRegion(place.region)),
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
