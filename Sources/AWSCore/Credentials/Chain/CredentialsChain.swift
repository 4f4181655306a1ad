/// The AWS CLI's order of sources. The first that is configured is used; one that is configured but broken is an error.
enum CredentialsChain {
    /// Whether a source has credentials for a profile.
    enum Resolution {
        case provider(any CredentialsProvider)
        /// The source is not configured, and why that is so.
        case notConfigured(String)
    }

    private typealias Link = (
        name: String, resolve: @Sendable (ProfileContext) throws(ConfigurationError) -> Resolution
    )

    private static let environment: Link = ("environment", EnvironmentCredentials.resolve)
    private static let role: Link = ("role", RoleCredentials.resolve)
    private static let ofProfile: [Link] = [
        ("web identity", WebIdentityCredentials.resolve),
        ("SSO", SSOCredentials.resolve),
        ("credentials file", ProfileKeys.resolveCredentialsFile),
        ("login session", LoginSession.resolve),
        ("credential process", ProcessCredentials.resolve),
        ("config file", ProfileKeys.resolveConfigFile),
    ]
    private static let container: Link = ("container", ContainerCredentials.resolve)

    /// The whole chain. Only instance metadata is left open until credentials are asked for.
    static func provider(_ profile: ProfileContext) throws(ConfigurationError) -> any CredentialsProvider {
        let (provider, reasons) = try resolve([environment, role] + ofProfile + [container], profile)
        if let provider { return provider }
        return try InstanceMetadataCredentials.lastProvider(profile, after: reasons)
    }

    /// The part that belongs to a profile, for profiles that are the source of another one's role.
    static func profileProvider(_ profile: ProfileContext) throws(ConfigurationError) -> any CredentialsProvider {
        let (provider, reasons) = try resolve(ofProfile, profile)
        if let provider { return provider }
        throw ConfigurationError(
            .invalidCredentials,
            """
            the source profile "\(profile.name)" has no credentials: \(reasons.joined(separator: "; "))
            """
        )
    }

    private static func resolve(
        _ links: [Link],
        _ profile: ProfileContext
    ) throws(ConfigurationError) -> (provider: (any CredentialsProvider)?, reasons: [String]) {
        var reasons: [String] = []
        for link in links {
            switch try link.resolve(profile) {
            case .provider(let provider): return (provider, [])
            case .notConfigured(let reason): reasons.append("\(link.name): \(reason)")
            }
        }
        return (nil, reasons)
    }

    /// No source had any.
    /// - Parameter reasons: of each one, in the chain's order.
    static func nothingFound(
        _ reasons: [String],
        profile: String,
        _ configuration: AWSConfiguration
    ) -> ConfigurationError {
        ConfigurationError(
            .missingCredentials,
            """
            no credentials: neither AWS_ACCESS_KEY_ID nor keys in the profile "\(profile)" of \
            \(configuration.sharedPath) and \(configuration.configPath), nor another source \
            (\(reasons.joined(separator: "; ")))
            """
        )
    }
}

/// The sessions of `aws login`. They are not supported; but what the AWS CLI would use is not passed over.
enum LoginSession {
    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        if profile.settings["login_session"] == nil { return .notConfigured("no login_session") }
        throw ConfigurationError(
            .unsupportedCredentials,
            """
            the profile "\(profile.name)" sets login_session, which is not supported: \
            run `aws configure export-credentials --profile \(profile.name) --format env` and set what it prints
            """
        )
    }
}
