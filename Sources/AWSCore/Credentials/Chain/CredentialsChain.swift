/// The AWS CLI's order of sources. The first that is configured is used; one that is configured but broken is an error.
enum CredentialsChain {
    private typealias Link = (
        name: String, ask: @Sendable (ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer
    )

    private static let environment: Link = ("environment", EnvironmentCredentials.ask)
    private static let role: Link = ("role", RoleCredentials.ask)
    private static let ofProfile: [Link] = [
        ("web identity", WebIdentityCredentials.ask),
        ("SSO", SSOCredentials.ask),
        ("credentials file", ProfileKeys.askCredentialsFile),
        ("login session", LoginSession.ask),
        ("credential process", ProcessCredentials.ask),
        ("config file", ProfileKeys.askConfigFile),
    ]
    private static let container: Link = ("container", ContainerCredentials.ask)

    /// The whole chain. Only instance metadata is left open until credentials are asked for.
    static func provider(_ question: ChainQuestion) throws(ConfigurationError) -> any CredentialsProvider {
        let (provider, reasons) = try ask([environment, role] + ofProfile + [container], question)
        if let provider { return provider }
        return try InstanceMetadataCredentials.lastProvider(question, after: reasons)
    }

    /// The part that belongs to a profile, for profiles that are the source of another one's role.
    static func profileProvider(_ question: ChainQuestion) throws(ConfigurationError) -> any CredentialsProvider {
        let (provider, reasons) = try ask(ofProfile, question)
        if let provider { return provider }
        throw ConfigurationError(
            .invalidCredentials,
            """
            the source profile "\(question.profile)" has no credentials: \(reasons.joined(separator: "; "))
            """
        )
    }

    private static func ask(
        _ links: [Link],
        _ question: ChainQuestion
    ) throws(ConfigurationError) -> (provider: (any CredentialsProvider)?, reasons: [String]) {
        var reasons: [String] = []
        for link in links {
            switch try link.ask(question) {
            case .provider(let provider): return (provider, [])
            case .no(let reason): reasons.append("\(link.name): \(reason)")
            }
        }
        return (nil, reasons)
    }

    /// No source had any.
    /// - Parameter reasons: of each one, in the order in which they were asked.
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
