/// The role of an EC2 instance: the last source, which is there or not there without being configured.
enum InstanceMetadataCredentials {
    private static let off = "turned off by AWS_EC2_METADATA_DISABLED"

    /// For `credential_source = Ec2InstanceMetadata`.
    static func ask(
        _ question: ChainQuestion,
        for place: String
    ) throws(ConfigurationError) -> ChainQuestion.Answer {
        guard let metadata = try InstanceMetadata(profile: question.mainProfile, context: question.context) else {
            return .no(off)
        }
        return question.refreshing(
            InstanceMetadataSource(metadata: metadata, timing: question.context.timing) { reason in
                CredentialsError(.metadataFailed, "no credentials in the \(place): \(reason)")
            }
        )
    }

    /// Whether it has credentials turns out when they are asked for; if not, the error says what else was tried.
    static func lastProvider(
        _ question: ChainQuestion,
        after reasons: [String]
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let name = "EC2 instance metadata"
        let profile = question.profile
        let configuration = question.configuration
        @Sendable func nothing(_ reason: String) -> ConfigurationError {
            CredentialsChain.nothingFound(reasons + ["\(name): \(reason)"], profile: profile, configuration)
        }
        guard let metadata = try InstanceMetadata(profile: question.mainProfile, context: question.context) else {
            throw nothing(off)
        }
        let source = InstanceMetadataSource(
            metadata: metadata,
            timing: question.context.timing,
            unavailable: { nothing($0) }
        )
        return Last(credentials: RefreshingCredentials(source, timing: question.context.timing))
    }

    /// What is left when nothing is configured.
    struct Last: CredentialsProvider {
        fileprivate let credentials: RefreshingCredentials

        func credentials() async throws -> Credentials { try await credentials.credentials() }

        func discard(_ credentials: Credentials) async { await self.credentials.discard(credentials) }
    }
}
