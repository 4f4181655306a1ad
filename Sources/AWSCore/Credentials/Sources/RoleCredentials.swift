/// A profile with a role: `role_arn`, and whose credentials assume it.
enum RoleCredentials {
    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        let settings = question.settings
        guard let arn = settings["role_arn"] else { return .no("no role_arn") }
        // Then the role is not assumed with credentials.
        if settings["web_identity_token_file"] != nil { return .no("the role goes with a web identity") }
        let source = try source(question)
        let sessionName = settings["role_session_name"]
        let request = RoleRequest(
            arn: arn,
            sessionName: sessionName ?? question.context.sessionName,
            isSessionNameDefault: sessionName == nil,
            externalID: settings["external_id"],
            duration: settings["duration_seconds"].flatMap { Int($0) },
            serialNumber: settings["mfa_serial"]
        )
        return question.refreshing(
            RoleSource(
                name: "the role \(arn) of the profile \"\(question.profile)\"",
                request: request,
                place: try question.securityTokenService(for: arn),
                source: source,
                cache: CredentialCache(key: request.cacheKey, context: question.context),
                context: question.context
            )
        )
    }

    private static func source(_ question: ChainQuestion) throws(ConfigurationError) -> any CredentialsProvider {
        switch (question.settings["source_profile"], question.settings["credential_source"]) {
        case (let profile?, nil): return try source(profile: profile, question)
        case (nil, let name?): return try source(named: name, question)
        case (nil, nil):
            throw ConfigurationError(
                .partialCredentials,
                """
                partial credentials: the profile "\(question.profile)" has a role_arn, but neither source_profile nor \
                credential_source
                """
            )
        case (_?, _?):
            throw invalid("the profile \"\(question.profile)\" contains both source_profile and credential_source")
        }
    }

    private static func source(
        profile: String,
        _ question: ChainQuestion
    ) throws(ConfigurationError) -> any CredentialsProvider {
        guard question.configuration.profile(named: profile) != nil else {
            throw invalid("the source_profile \"\(profile)\" of the profile \"\(question.profile)\" does not exist")
        }
        // A profile may only name itself for the keys that stand in it.
        let isOwnKeys = profile == question.profile && ProfileKeys.areIn(question.settings)
        if question.visited.contains(profile), !isOwnKeys {
            let loop = (question.visited + [profile]).map { "\"\($0)\"" }.joined(separator: ", ")
            throw invalid("the source profiles form a loop: \(loop)")
        }
        return try question.resolver.source(profile: profile, for: question)
    }

    private static func source(
        named name: String,
        _ question: ChainQuestion
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let place = "credential_source \(name) of the profile \"\(question.profile)\""
        let answer: ChainQuestion.Answer
        switch name {
        case "Environment": answer = try EnvironmentCredentials.askAlways(question)
        case "EcsContainer": answer = try ContainerCredentials.ask(question)
        case "Ec2InstanceMetadata": answer = try InstanceMetadataCredentials.ask(question, for: place)
        default:
            throw invalid("\(place) is none of Environment, Ec2InstanceMetadata, EcsContainer")
        }
        switch answer {
        case .provider(let provider): return provider
        case .no(let reason): throw invalid("no credentials in the \(place): \(reason)")
        }
    }

    private static func invalid(_ message: String) -> ConfigurationError {
        ConfigurationError(.invalidCredentials, message)
    }
}
