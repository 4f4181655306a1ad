import APIGatewayV2
import AWSCore
import Migration

/// The clients of a run, made from the connection options and the shared AWS files.
struct Connections: Connector {
    let configuration: AWSConfiguration
    let credentials: CredentialsResolver
    let options: ConnectionSettings
    let transport: any HTTPTransport
    let gate: RequestGate
    let retry: RetryPolicy
    /// Of all calls of this session.
    let statistics = CallStatistics()
    /// Identity calls count against STS's quota, not against API Gateway's.
    private let identityGroup: RequestGate.Group

    init(
        configuration: AWSConfiguration,
        credentials: CredentialsResolver,
        options: ConnectionSettings,
        transport: any HTTPTransport,
        gate: RequestGate,
        retry: RetryPolicy
    ) {
        self.configuration = configuration
        self.credentials = credentials
        self.options = options
        self.transport = transport
        self.gate = gate
        self.retry = retry
        identityGroup = gate.makeGroup(rate: nil, burst: 1)
    }

    /// Finds out whether every group has credentials and an address.
    ///
    /// - Throws: `ConfigurationError`.
    func check(_ groups: [MigrationGroup]) async throws {
        for group in groups {
            let profile = group.profile.isEmpty ? options.profile : group.profile
            if options.signsRequests { try await credentials.check(profile: profile) }
            _ = try endpoint(of: .apigateway, profile: profile, region: group.region)
        }
    }

    func identity(profile: String, region: String) async throws -> CallerIdentity {
        let client = try client(for: .sts, profile: profile, region: region, throttledBy: identityGroup)
        return try await SecurityTokenService(client).getCallerIdentity()
    }

    func gateway(for group: MigrationGroup, throttledBy gateGroup: RequestGate.Group) throws -> APIGateway {
        APIGateway(
            client: try client(for: .apigateway, profile: group.profile, region: group.region, throttledBy: gateGroup)
        )
    }

    private func client(
        for service: Service,
        profile: String,
        region: String,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient {
        let profile = profile.isEmpty ? options.profile : profile
        return AWSClient(
            signer: options.signsRequests
                ? SigV4Signer(service: service.signingName, region: service.signingRegion(region)) : nil,
            credentials: options.signsRequests ? try credentials.provider(profile: profile) : nil,
            endpoint: try endpoint(of: service, profile: profile, region: region),
            transport: transport,
            gate: gate,
            group: gateGroup,
            retry: retry,
            statistics: statistics,
            userAgent: "apigw-migrate/\(ToolVersion.current)"
        )
    }
}

extension Connections {
    private func endpoint(of service: Service, profile: String?, region: String) throws -> Endpoint {
        try configuration.endpoint(service: service, region: region, profile: profile, explicit: options.endpointURL)
    }
}

/// The connection options that a client is made from.
struct ConnectionSettings: Sendable {
    var profile: String?
    var region: String?
    var endpointURL: String?
    var signsRequests: Bool
}
