import APIGatewayV2
import AWSCore
import Migration
import Pacing

/// The clients of a command, for any service and any set of credentials, made from the connection settings.
struct Connections: Connector {
    let credentials: CredentialsResolver
    let settings: ConnectionSettings
    let transports: SessionTransports
    let gate: RequestGate
    let retry: RetryPolicy
    /// How far the services' clocks are from this machine's, for all calls of this session.
    private var clockOffsets: ClockOffsets { credentials.clockOffsets }
    private let reachability = Reachability()
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
    /// - Parameter others: sets of credentials that are needed beside those of the groups.
    /// - Throws: everything at once when groups have mistakes in their settings, or none has credentials.
    init(
        for groups: [MigrationGroup],
        others: [CredentialSet] = [],
        settings: ConnectionSettings,
        credentials: CredentialsResolver,
        transports: SessionTransports,
        gate: RequestGate,
        retry: RetryPolicy
    ) async throws {
        self.credentials = credentials
        self.settings = settings
        self.transports = transports
        self.gate = gate
        self.retry = retry
        identityGroup = gate.makeGroup(rate: nil, burst: 1)
        var mistakes = SettingsProblems()
        var missing = SettingsProblems()
        for group in groups {
            do {
                _ = try endpoint(of: .apiGatewayV2, group.credentials, region: group.region)
                guard settings.signsRequests, sources[group.credentials] == nil else { continue }
                let source = try await source(of: group.credentials)
                if case .failure(let error) = source { missing.add(error) }
                sources[group.credentials] = source
            } catch {
                mistakes.add(error)
            }
        }
        let isWithoutCredentials = missing.count == sources.count
        for set in others where settings.signsRequests && sources[set] == nil {
            do {
                sources[set] = try await source(of: set)
            } catch {
                mistakes.add(error)
            }
        }
        try mistakes.throwIfAny()
        if isWithoutCredentials { try missing.throwIfAny() }
    }

    func identity(of credentials: CredentialSet, region: String) async throws -> Identity {
        let client = AWSClient(
            signer: Service.sts.signer(region: region),
            credentials: try sources[credentials]?.get(),
            endpoint: try endpoint(of: .sts, credentials, region: region),
            transport: transports.identities,
            gate: gate,
            group: identityGroup,
            retry: Self.identityRetry,
            clockOffsets: clockOffsets,
            userAgent: ToolVersion.userAgent
        )
        let caller = try await SecurityTokenService(client).getCallerIdentity()
        let keys = try? await sources[credentials]?.get().credentials()
        return Identity(caller: caller, expiry: keys.map(Identity.Expiry.init(of:)) ?? .unknown)
    }

    func client(
        for service: Service,
        _ group: MigrationGroup,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient {
        try client(for: service, of: group.credentials, region: group.region, throttledBy: gateGroup)
    }

    /// A client of one service for one set of credentials and one region.
    ///
    /// - Parameters:
    ///   - credentials: one of the sets that this was made for.
    ///   - gateGroup: the tokens of its calls.
    /// - Throws: `ConfigurationError` when there are no credentials, or no address of the service.
    func client(
        for service: Service,
        of credentials: CredentialSet,
        region: String,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient {
        AWSClient(
            signer: service.signer(region: region),
            credentials: try sources[credentials]?.get(),
            endpoint: try endpoint(of: service, credentials, region: region),
            transport: transports.calls,
            gate: gate,
            group: gateGroup,
            retry: retry,
            clockOffsets: clockOffsets,
            reachability: reachability,
            statistics: statistics,
            userAgent: ToolVersion.userAgent
        )
    }
}

extension Connections {
    /// The URL of the options is API Gateway's; another service goes along with it at most.
    private func endpoint(of service: Service, _ credentials: CredentialSet, region: String) throws -> Endpoint {
        let profile = profile(of: credentials)
        return try settings.configuration.endpoint(
            service: service,
            region: region,
            profile: profile,
            explicit: service == .apiGatewayV2 ? settings.endpointURL : nil,
            beside: settings.endpointURL
        )
    }

    private func profile(of credentials: CredentialSet) -> String? {
        credentials.profile.isEmpty ? settings.profile : credentials.profile
    }

    /// - Throws: a mistake in the settings; a mere lack of credentials is a result.
    private func source(
        of set: CredentialSet
    ) async throws -> Result<any CredentialsProvider, ConfigurationError> {
        let profile = profile(of: set)
        do {
            try await credentials.check(profile: profile, roleARN: set.roleARN)
            return .success(try credentials.provider(profile: profile, roleARN: set.roleARN))
        } catch let error as ConfigurationError where error.concernsCredentials {
            return .failure(error)
        } catch is CredentialsError {
            // Where they come from may answer again by the time that they are needed; otherwise the group is parked.
            return .success(try credentials.provider(profile: profile, roleARN: set.roleARN))
        }
    }
}
