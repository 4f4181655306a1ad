import Records

/// The keys in the environment.
enum EnvironmentCredentials {
    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        guard profile.readsEnvironment else { return .notConfigured("turned off by the explicit profile") }
        guard let credentials = try credentials(profile.configuration.environment) else {
            return .notConfigured("AWS_ACCESS_KEY_ID is not set")
        }
        return provider(credentials, profile)
    }

    /// For `credential_source = Environment`, which an explicit profile does not turn off.
    static func resolveAlways(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        guard let credentials = try credentials(profile.configuration.environment) else {
            return .notConfigured("AWS_ACCESS_KEY_ID is not set")
        }
        return provider(credentials, profile)
    }

    private static func provider(_ credentials: Credentials, _ profile: ProfileContext) -> CredentialsChain.Resolution {
        if credentials.expiration == nil { return .provider(StaticCredentials(credentials)) }
        return profile.refreshing(Source(credentials: credentials))
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
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"] {
            try checkSendable(environment[name], "the environment variable \(name)")
        }
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

/// Keys that stand in a profile, of the credentials file or of the config file.
enum ProfileKeys {
    static func resolveCredentialsFile(_ profile: ProfileContext) throws(ConfigurationError)
        -> CredentialsChain.Resolution
    {
        try answer(profile, profile.configuration.shared, path: profile.configuration.sharedPath)
    }

    static func resolveConfigFile(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        try answer(profile, profile.configuration.config, path: profile.configuration.configPath)
    }

    /// Whether a profile has keys, if only one of the two.
    static func areIn(_ settings: ProfileFile.Settings) -> Bool {
        settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil
    }

    private static func answer(
        _ profile: ProfileContext,
        _ profiles: [String: ProfileFile.Settings],
        path: String
    ) throws(ConfigurationError) -> CredentialsChain.Resolution {
        let settings = (profiles[profile.name] ?? [:]).filter { !$0.value.isEmpty }
        guard let accessKeyID = settings["aws_access_key_id"] else { return .notConfigured("no aws_access_key_id") }
        guard let secret = settings["aws_secret_access_key"] else {
            throw ConfigurationError(
                .partialCredentials,
                "partial credentials: the profile \"\(profile.name)\" in \(path) has no aws_secret_access_key"
            )
        }
        let token = settings["aws_security_token"] ?? settings["aws_session_token"]
        for name in ["aws_access_key_id", "aws_secret_access_key", "aws_security_token", "aws_session_token"] {
            try checkSendable(settings[name], "\(name) of the profile \"\(profile.name)\" in \(path)")
        }
        return .provider(
            StaticCredentials(
                Credentials(
                    accessKeyID: accessKeyID,
                    secretAccessKey: Secret(secret),
                    sessionToken: token.map(Secret.init),
                    accountID: settings["aws_account_id"]
                )
            )
        )
    }
}

/// Refuses a key that a line break or another control character has got into, before anything is sent with it.
/// - Parameter place: where it stands.
private func checkSendable(_ value: String?, _ place: String) throws(ConfigurationError) {
    guard let value, value.unicodeScalars.contains(where: Redaction.isControl) else { return }
    throw ConfigurationError(
        .invalidCredentials,
        "\(place) holds a line break or another control character, which no key has: nothing was sent"
    )
}
