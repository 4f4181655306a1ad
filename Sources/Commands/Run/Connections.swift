import APIGatewayV2
import AWSCore
import Migration

/// The clients of a run, made from the connection options and the shared AWS files.
struct Connections: Connector {
    let configuration: AWSConfiguration
    let options: ConnectionSettings
    let transport: any HTTPTransport
    let identityTransport: any HTTPTransport
    let gate: RequestGate
    let retry: RetryPolicy
    /// How far the services' clocks are from this machine's, for all calls of this session.
    private let clockOffsets = ClockOffsets()
    /// Of all calls of this session to API Gateway.
    let statistics = CallStatistics()
    /// Identity calls count against STS's quota, not against API Gateway's.
    private let identityGroup: RequestGate.Group
    /// One for each set, so that groups that share credentials share what their source has given. Empty: nothing is signed.
    private var sources: [CredentialSet: Result<any CredentialsProvider, ConfigurationError>] = [:]

    /// Who it is can be done without; a second try is enough.
    private static let identityRetry = RetryPolicy(maxAttempts: 2)

    /// Finds out what credentials and addresses the groups have.
    ///
    /// Groups without credentials are parked later, when the identities are asked for.
    ///
    /// - Parameter identityTransport: of the calls to STS.
    /// - Throws: everything at once when groups have mistakes in their settings, or none has credentials.
    init(
        for groups: [MigrationGroup],
        configuration: AWSConfiguration,
        options: ConnectionSettings,
        transport: any HTTPTransport,
        identityTransport: any HTTPTransport,
        gate: RequestGate,
        retry: RetryPolicy
    ) throws {
        self.configuration = configuration
        self.options = options
        self.transport = transport
        self.identityTransport = identityTransport
        self.gate = gate
        self.retry = retry
        identityGroup = gate.makeGroup(rate: nil, burst: 1)
        var mistakes = SettingsProblems()
        var missing = SettingsProblems()
        for group in groups {
            do {
                _ = try endpoint(of: .apigateway, group.credentials, region: group.region)
                guard options.signsRequests, sources[group.credentials] == nil else { continue }
                let source = try source(of: group.credentials)
                if case .failure(let error) = source { missing.add(error) }
                sources[group.credentials] = source
            } catch {
                mistakes.add(error)
            }
        }
        try mistakes.throwIfAny()
        if missing.count == sources.count { try missing.throwIfAny() }
    }

    func identity(of credentials: CredentialSet, region: String) async throws -> Identity {
        let client = AWSClient(
            signer: signer(for: .sts, region: region),
            credentials: try sources[credentials]?.get(),
            endpoint: try endpoint(of: .sts, credentials, region: region),
            transport: identityTransport,
            gate: gate,
            group: identityGroup,
            retry: Self.identityRetry,
            clockOffsets: clockOffsets,
            userAgent: Self.userAgent
        )
        let caller = try await SecurityTokenService(client).getCallerIdentity()
        let keys = try? await sources[credentials]?.get().credentials()
        return Identity(caller: caller, expiry: keys.map(Identity.Expiry.init(of:)) ?? .unknown)
    }

    func gateway(for group: MigrationGroup, throttledBy gateGroup: RequestGate.Group) throws -> APIGateway {
        APIGateway(
            client: AWSClient(
                signer: signer(for: .apigateway, region: group.region),
                credentials: try sources[group.credentials]?.get(),
                endpoint: try endpoint(of: .apigateway, group.credentials, region: group.region),
                transport: transport,
                gate: gate,
                group: gateGroup,
                retry: retry,
                clockOffsets: clockOffsets,
                statistics: statistics,
                userAgent: Self.userAgent
            )
        )
    }
}

extension Connections {
    private static var userAgent: String { "apigw-migrate/\(ToolVersion.current)" }

    private func signer(for service: Service, region: String) -> SigV4Signer? {
        options.signsRequests ? SigV4Signer(service: service.signingName, region: region) : nil
    }

    private func endpoint(of service: Service, _ credentials: CredentialSet, region: String) throws -> Endpoint {
        let profile = profile(of: credentials)
        return try configuration.endpoint(
            service: service,
            region: region,
            profile: profile,
            explicit: options.endpointURL
        )
    }

    private func profile(of credentials: CredentialSet) -> String? {
        credentials.profile.isEmpty ? options.profile : credentials.profile
    }

    /// - Throws: a mistake in the settings; a mere lack of credentials is a result.
    private func source(
        of credentials: CredentialSet
    ) throws -> Result<any CredentialsProvider, ConfigurationError> {
        do {
            return .success(try provider(profile: profile(of: credentials), roleARN: credentials.roleARN))
        } catch let error as ConfigurationError where error.concernsCredentials {
            return .failure(error)
        }
    }

    private func provider(profile: String?, roleARN: String?) throws -> any CredentialsProvider {
        if let roleARN { throw CommandError("this version cannot assume roles: \(roleARN)", .invalidInput) }
        return try configuration.credentials(profile: profile)
    }
}

/// The connection options that a client is made from.
struct ConnectionSettings: Sendable {
    var profile: String?
    var region: String?
    var endpointURL: String?
    var signsRequests: Bool
}
