extension AWSConfiguration {
    /// Static keys, from the environment or from a profile.
    ///
    /// Follows the AWS CLI's chain; where that would use a source that is not static, this throws instead of going on
    /// to a source which the CLI would not have used.
    ///
    /// - Parameter profile: one that was asked for turns the keys of the environment off.
    public func credentials(profile: String?) throws(ConfigurationError) -> any CredentialsProvider {
        if profile == nil, let credentials = try credentialsOfEnvironment() { return StaticCredentials(credentials) }
        let settings = try settings(profile: profile)
        let name = profileName(profile)
        let place = "the profile \"\(name)\""

        if settings["web_identity_token_file"] == nil { try refuse("role_arn", in: settings, of: place) }
        if profile == nil { try refuse("AWS_WEB_IDENTITY_TOKEN_FILE", in: environment, of: "the environment") }
        for key in ["web_identity_token_file", "sso_role_name", "sso_account_id"] {
            try refuse(key, in: settings, of: place)
        }
        if let credentials = try Self.staticKeys(shared[name] ?? [:], place: "\(place) in \(sharedPath)") {
            return StaticCredentials(credentials)
        }
        for key in ["login_session", "credential_process"] { try refuse(key, in: settings, of: place) }
        if let credentials = try Self.staticKeys(config[name] ?? [:], place: "\(place) in \(configPath)") {
            return StaticCredentials(credentials)
        }
        for key in ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            try refuse(key, in: environment, of: "the environment")
        }
        throw ConfigurationError(
            .missingCredentials,
            """
            no credentials: neither AWS_ACCESS_KEY_ID\(profile == nil ? "" : " (turned off by the explicit profile)") \
            nor keys in \(place) of \(sharedPath) and \(configPath)
            """
        )
    }

    private func credentialsOfEnvironment() throws(ConfigurationError) -> Credentials? {
        guard let accessKeyID = environment["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
            throw ConfigurationError(
                .partialCredentials,
                "partial credentials in the environment: AWS_SECRET_ACCESS_KEY is missing"
            )
        }
        let token = environment["AWS_SECURITY_TOKEN"] ?? environment["AWS_SESSION_TOKEN"]
        return Credentials(
            accessKeyID: accessKeyID,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init)
        )
    }

    private static func staticKeys(
        _ settings: ProfileFile.Settings,
        place: String
    ) throws(ConfigurationError) -> Credentials? {
        let settings = settings.filter { !$0.value.isEmpty }
        guard let accessKeyID = settings["aws_access_key_id"] else { return nil }
        guard let secret = settings["aws_secret_access_key"] else {
            throw ConfigurationError(.partialCredentials, "partial credentials: \(place) has no aws_secret_access_key")
        }
        let token = settings["aws_security_token"] ?? settings["aws_session_token"]
        return Credentials(
            accessKeyID: accessKeyID,
            secretAccessKey: Secret(secret),
            sessionToken: token.map(Secret.init)
        )
    }

    private func refuse(_ key: String, in settings: [String: String], of place: String) throws(ConfigurationError) {
        if settings[key] == nil { return }
        throw ConfigurationError(
            .unsupportedCredentials,
            "\(place) sets \(key), but this version only knows static keys (access key id and secret access key)"
        )
    }
}
