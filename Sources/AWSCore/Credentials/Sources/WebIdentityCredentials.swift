/// A role that is assumed with the token of an identity provider, which stands in a file.
enum WebIdentityCredentials {
    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        func value(_ variable: String, _ key: String) -> String? {
            question.variable(variable) ?? question.settings[key]
        }
        guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
            return .no("no web_identity_token_file")
        }
        guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
            throw ConfigurationError(
                .invalidCredentials,
                """
                the token file of a web identity is named (\(path)), but no role: set AWS_ROLE_ARN, or role_arn in the \
                profile "\(question.profile)"
                """
            )
        }
        let sessionName = value("AWS_ROLE_SESSION_NAME", "role_session_name")
        let request = RoleRequest(
            arn: arn,
            sessionName: sessionName ?? question.context.sessionName,
            isSessionNameDefault: sessionName == nil
        )
        return question.refreshing(
            WebIdentitySource(
                request: request,
                tokenPath: path,
                place: try question.securityTokenService(for: arn),
                cache: CredentialCache(key: request.cacheKey, context: question.context),
                context: question.context
            )
        )
    }
}
