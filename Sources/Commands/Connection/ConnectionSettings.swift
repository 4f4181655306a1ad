import AWSCore
import CurlHTTP

/// The connection options as meant: shared AWS files read, addresses and limits checked. Every command that calls has one.
struct ConnectionSettings: Sendable {
    /// The profile of rows that name none; `nil`: the default credentials.
    var profile: String?
    /// The region of rows that name none.
    var region: String?
    /// API Gateway's endpoint.
    var endpointURL: String?
    var signsRequests: Bool
    var configuration: AWSConfiguration
    var transport: CurlTransport.Configuration
}

extension ConnectionSettings {
    /// - Parameters:
    ///   - environment: of the process.
    ///   - concurrency: connections that are kept open.
    /// - Throws: `ConfigurationError` when a shared AWS file or the bundle of certificates cannot be used.
    init(_ options: ConnectionOptions, environment: [String: String], concurrency: Int) throws {
        try self.init(
            profile: options.profile,
            region: options.region,
            options.endpoint,
            environment: environment,
            concurrency: concurrency
        )
    }

    init(
        profile: String?,
        region: String?,
        _ options: EndpointOptions,
        environment: [String: String],
        concurrency: Int
    ) throws {
        self.profile = profile
        self.region = region
        endpointURL = options.endpointURL
        signsRequests = options.signRequest
        configuration = try AWSConfiguration(environment: environment, readFile: FileAccess.system.read)
        transport = CurlTransport.Configuration()
        transport.connectTimeout = .seconds(options.connectTimeout)
        transport.readTimeout = .seconds(options.readTimeout)
        transport.maximumConnections = concurrency
        transport.caBundle = try configuration.caBundle(profile: profile, explicit: options.caBundle)
        transport.verifiesTLS = options.verifySSL
        transport.environment = environment
    }

    /// The profile that rows without their own are reached with; keys in the environment go before it, as in the AWS CLI.
    var defaultProfile: String { configuration.profileName(profile) }

    /// "" when none is set: then every row must name its own.
    var defaultRegion: String {
        (try? configuration.region(profile: profile, explicit: region)) ?? ""
    }

    /// The region of rows that name none.
    func region(ofProfile name: String?) throws -> String {
        try configuration.region(profile: name ?? profile, explicit: region)
    }

    /// - Throws: `ConfigurationError` when no file has the profile.
    func checkProfile(_ name: String) throws {
        _ = try configuration.setting("region", profile: name)
    }

    /// Where the credentials of profiles and roles come from.
    ///
    /// - Parameters:
    ///   - runID: becomes a part of the names of role sessions.
    ///   - prompt: asks for a one-time code; `nil`: there is nobody to ask.
    func makeResolver(transport: any HTTPTransport, runID: String, prompt: MFAPrompt?) -> CredentialsResolver {
        CredentialsResolver(
            configuration: configuration,
            transport: transport,
            runID: runID,
            region: region,
            endpointURL: endpointURL,
            retry: Self.credentialsRetry,
            userAgent: ToolVersion.userAgent,
            prompt: prompt
        )
    }

    /// Of one call to STS or SSO. The request that needs the credentials tries again by itself.
    private static let credentialsRetry = RetryPolicy(maxAttempts: 3)
}
