/// The keys in the environment.
enum EnvironmentCredentials {
    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        guard question.readsEnvironment else { return .no("turned off by the explicit profile") }
        guard let credentials = try credentials(question.configuration.environment) else {
            return .no("AWS_ACCESS_KEY_ID is not set")
        }
        return provider(credentials, question)
    }

    /// For `credential_source = Environment`, which an explicit profile does not turn off.
    static func askAlways(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        guard let credentials = try credentials(question.configuration.environment) else {
            return .no("AWS_ACCESS_KEY_ID is not set")
        }
        return provider(credentials, question)
    }

    private static func provider(_ credentials: Credentials, _ question: ChainQuestion) -> ChainQuestion.Answer {
        if credentials.expiration == nil { return .provider(StaticCredentials(credentials)) }
        return question.refreshing(Source(credentials: credentials))
    }

    private static func credentials(_ environment: [String: String]) throws(ConfigurationError) -> Credentials? {
        guard let accessKeyID = environment["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw ConfigurationError(
                .partialCredentials,
                "partial credentials in the environment: AWS_SECRET_ACCESS_KEY is missing"
            )
        }
        let token = environment["AWS_SECURITY_TOKEN"] ?? environment["AWS_SESSION_TOKEN"]
        var credentials = Credentials(
            accessKeyID: accessKeyID,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init),
            accountID: environment["AWS_ACCOUNT_ID"]
        )
        if let moment = environment["AWS_CREDENTIAL_EXPIRATION"] {
            credentials.expiration = Timestamp.seconds(moment)
            if credentials.expiration == nil {
                throw ConfigurationError(
                    .invalidCredentials,
                    "AWS_CREDENTIAL_EXPIRATION is no moment in ISO 8601, as 2025-03-01T12:00:00Z is"
                )
            }
        }
        return credentials
    }

    /// A process's environment does not change: past their end these are an error.
    private struct Source: CredentialsSource {
        let name = "the environment"
        let credentials: Credentials

        func fetch(rejected: Credentials?) async throws -> Credentials { credentials }
    }
}
