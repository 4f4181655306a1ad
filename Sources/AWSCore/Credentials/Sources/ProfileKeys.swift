/// Keys that stand in a profile, of the credentials file or of the config file.
enum ProfileKeys {
    static func askCredentialsFile(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        try answer(question, question.configuration.shared, path: question.configuration.sharedPath)
    }

    static func askConfigFile(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        try answer(question, question.configuration.config, path: question.configuration.configPath)
    }

    /// Whether a profile has keys, if only one of the two.
    static func areIn(_ settings: ProfileFile.Settings) -> Bool {
        settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil
    }

    private static func answer(
        _ question: ChainQuestion,
        _ profiles: [String: ProfileFile.Settings],
        path: String
    ) throws(ConfigurationError) -> ChainQuestion.Answer {
        let settings = (profiles[question.profile] ?? [:]).filter { !$0.value.isEmpty }
        guard let accessKeyID = settings["aws_access_key_id"] else { return .no("no aws_access_key_id") }
        guard let secret = settings["aws_secret_access_key"] else {
            throw ConfigurationError(
                .partialCredentials,
                "partial credentials: the profile \"\(question.profile)\" in \(path) has no aws_secret_access_key"
            )
        }
        let token = settings["aws_security_token"] ?? settings["aws_session_token"]
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
