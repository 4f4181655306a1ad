/// The sessions of `aws login`. They are not supported; but what the AWS CLI would use is not passed over.
enum LoginSession {
    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        if question.settings["login_session"] == nil { return .no("no login_session") }
        throw ConfigurationError(
            .unsupportedCredentials,
            """
            the profile "\(question.profile)" sets login_session, which is not supported: \
            run `aws configure export-credentials --profile \(question.profile) --format env` and set what it prints
            """
        )
    }
}
