/// A program that prints credentials: `credential_process`.
enum ProcessCredentials {
    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        guard let command = question.settings["credential_process"] else { return .no("no credential_process") }
        guard let words = ShellWords.split(command), !words.isEmpty else {
            throw ConfigurationError(
                .invalidCredentials,
                "credential_process of the profile \"\(question.profile)\" is no command: a quotation mark is missing"
            )
        }
        return question.refreshing(
            ProcessSource(
                command: words,
                profile: question.profile,
                accountID: question.settings["aws_account_id"],
                environment: question.configuration.environment,
                timing: question.context.timing
            )
        )
    }
}
