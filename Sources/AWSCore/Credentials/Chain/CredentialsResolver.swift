public import Pacing
import Synchronization

/// Works out whose credentials a profile or a role stands for, and keeps one provider for each, so that everyone who
/// uses it shares its refreshes.
public final class CredentialsResolver: Sendable {
    /// What tells two providers apart.
    private struct Key: Hashable {
        enum Use: Hashable {
            case chain
            /// As the source of a role: without what does not belong to the profile. Where STS is called matters then.
            case source(ServicePlace?)
            case role(String)
        }

        var profile: String?
        var use: Use
    }

    let context: CredentialsContext
    /// What STS and SSO have shown of their clocks, for the other clients of the session.
    public var clockOffsets: ClockOffsets { context.clockOffsets }
    private let providers = Mutex<[Key: any CredentialsProvider]>([:])
    private let tokens = Mutex<[SSOSession: SharedRefresh<SSOToken>]>([:])

    /// Of STS.
    private static let roleARNLength = 20...2_048

    /// - Parameters:
    ///   - transport: for the calls to STS, SSO and metadata services; of a dry run too it has to let everything through.
    ///   - region: of the command line; where STS is called if it is not `nil`.
    ///   - endpointURL: of the command line, for API Gateway; STS goes along with a loopback address when it has none of
    ///     its own.
    ///   - runID: becomes a part of the names of role sessions.
    ///   - retry: of calls to STS and SSO. Fewer tries than of other requests: a run that stops waits for them.
    ///   - prompt: asks for a one-time code, on a terminal; `nil`: there is nobody to ask.
    public init(
        configuration: AWSConfiguration,
        transport: any HTTPTransport,
        runID: String,
        region: String? = nil,
        endpointURL: String? = nil,
        timing: Timing = .system,
        files: FileAccess = .system,
        retry: RetryPolicy = RetryPolicy(maxAttempts: 5),
        userAgent: String = "apigw-migrate",
        prompt: MFAPrompt? = nil
    ) {
        context = CredentialsContext(
            configuration: configuration,
            transport: transport,
            timing: timing,
            files: files,
            region: region,
            endpointURL: endpointURL,
            sessionName: RoleSessionName.make(runID),
            retry: retry,
            userAgent: userAgent,
            prompt: prompt
        )
    }

    /// The credentials of a profile, or of a role that they may assume. Nothing is sent before they are asked for; equal
    /// arguments give the same instance.
    ///
    /// - Parameters:
    ///   - profile: one that is asked for turns the environment's credentials off; `nil`: the default chain.
    ///   - roleARN: of a manifest's row. Its session carries the run's id in its name.
    /// - Throws: when the configuration is known to be wrong already.
    public func provider(
        profile: String?,
        roleARN: String? = nil
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let key = Key(profile: profile, use: roleARN.map { .role($0) } ?? .chain)
        if let provider = providers.withLock({ $0[key] }) { return provider }
        let main = ProfileContext(
            resolver: self,
            name: context.configuration.profileName(profile),
            settings: try context.configuration.settings(profile: profile),
            readsEnvironment: profile == nil,
            visited: [context.configuration.profileName(profile)],
            mainProfile: profile
        )
        guard let roleARN else { return keep(try CredentialsChain.provider(main), for: key) }
        guard Self.roleARNLength.contains(roleARN.utf8.count), roleARN.hasPrefix("arn:") else {
            throw ConfigurationError(
                .invalidCredentials,
                "\"\(roleARN)\" is no ARN of a role: arn:aws:iam::111122223333:role/name"
            )
        }
        let role = RoleSource(
            name: "the role \(roleARN) (assumed with the profile \"\(main.name)\")",
            request: RoleRequest(arn: roleARN, sessionName: context.sessionName),
            place: try main.securityTokenService(for: roleARN),
            source: try provider(profile: profile),
            // A session of another run has that run's name.
            cache: nil,
            context: context
        )
        return keep(RefreshingCredentials(role, timing: context.timing), for: key)
    }

    /// Finds out whether there are credentials, as far as STS and SSO need not be called for that: configuration is read,
    /// and where it names no source at all the EC2 instance is asked.
    /// - Throws: `ConfigurationError`, `CredentialsError`, `CancellationError`.
    public func check(profile: String?, roleARN: String? = nil) async throws {
        if let roleARN { _ = try provider(profile: profile, roleARN: roleARN) }
        guard let last = try provider(profile: profile) as? InstanceMetadataCredentials.Last else { return }
        _ = try await last.credentials()
    }

    /// The credentials of a profile that another one assumes its role with.
    func source(
        named name: String,
        of user: ProfileContext
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let settings = context.configuration.profile(named: name) ?? [:]
        let profile = ProfileContext(
            resolver: self,
            name: name,
            settings: settings,
            readsEnvironment: false,
            visited: user.visited + [name],
            mainProfile: user.mainProfile
        )
        let place = try? profile.securityTokenService(for: settings["role_arn"] ?? "")
        let key = Key(profile: name, use: .source(place))
        if let provider = providers.withLock({ $0[key] }) { return provider }
        if !ProfileKeys.areIn(settings), case .provider(let provider) = try RoleCredentials.resolve(profile) {
            return keep(provider, for: key)
        }
        return keep(try CredentialsChain.profileProvider(profile), for: key)
    }

    /// The token of an SSO session: one for all profiles that use it, since a refresh makes the one before useless.
    func token(of session: SSOSession, at place: ServicePlace, profile: String) -> SharedRefresh<SSOToken> {
        let source = SSOTokenSource(session: session, place: place, profile: profile, context: context)
        let token = SharedRefresh<SSOToken>(name: source.name, timing: context.timing) { _ in try await source.fetch() }
        return tokens.withLock { tokens in
            if let earlier = tokens[session] { return earlier }
            tokens[session] = token
            return token
        }
    }

    /// The first that was made stays.
    private func keep(_ provider: any CredentialsProvider, for key: Key) -> any CredentialsProvider {
        providers.withLock { providers in
            if let earlier = providers[key] { return earlier }
            providers[key] = provider
            return provider
        }
    }

    // MARK: Region

    /// The region that the configuration names, else the one that the instance is in, as in the AWS CLI.
    /// - Throws: `ConfigurationError`, `CancellationError`.
    public func region(profile: String?, explicit: String?) async throws -> String {
        do {
            return try context.configuration.region(profile: profile, explicit: explicit)
        } catch let error where error.isMissingRegion {
            let metadata = try InstanceMetadata(profile: profile, context: context)
            guard let region = try await metadata?.region(), Region.problem(region) == nil else { throw error }
            return region
        }
    }
}
