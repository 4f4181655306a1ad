/// A role that IAM Identity Center (SSO) gives to a person who has logged in.
enum SSOCredentials {
    private static let ofProfile = ["sso_role_name", "sso_account_id"]
    private static let ofSession = ["sso_start_url", "sso_region"]

    static func ask(_ question: ChainQuestion) throws(ConfigurationError) -> ChainQuestion.Answer {
        guard ofProfile.contains(where: { question.settings[$0] != nil }) else {
            return .no("neither sso_role_name nor sso_account_id")
        }
        let settings = try withSession(question)
        func value(_ key: String) -> String { settings[key] ?? "" }
        let missing = (ofProfile + ofSession).filter { settings[$0] == nil }
        guard missing.isEmpty else {
            throw ConfigurationError(
                .invalidCredentials,
                "the profile \"\(question.profile)\" is to use SSO, but lacks \(missing.joined(separator: ", "))"
            )
        }
        let session = SSOSession(
            name: settings["sso_session"],
            startURL: value("sso_start_url"),
            region: value("sso_region")
        )
        guard Region.isValid(session.region) else {
            throw ConfigurationError(.invalidRegion, "sso_region \"\(session.region)\" is no region")
        }
        func place(_ service: Service) throws(ConfigurationError) -> ServicePlace {
            ServicePlace(
                region: session.region,
                endpoint: try question.configuration.endpoint(
                    service: service,
                    region: session.region,
                    profile: question.mainProfile,
                    explicit: nil
                )
            )
        }
        let role = SSORole(name: value("sso_role_name"), accountID: value("sso_account_id"), session: session)
        return question.refreshing(
            SSOSource(
                role: role,
                profile: question.profile,
                token: question.resolver.token(of: session, at: try place(.ssoOIDC), profile: question.profile),
                place: try place(.sso),
                cache: CredentialCache(key: role.cacheKey, context: question.context),
                context: question.context
            )
        )
    }

    /// The profile's settings with those of the session that it names.
    private static func withSession(_ question: ChainQuestion) throws(ConfigurationError) -> ProfileFile.Settings {
        var settings = question.settings
        guard let name = settings["sso_session"] else { return settings }
        guard let session = question.configuration.ssoSessions[name] else {
            throw ConfigurationError(
                .invalidCredentials,
                "the profile \"\(question.profile)\" names the SSO session \"\(name)\", which does not exist"
            )
        }
        for (key, value) in session.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard settings[key, default: value] == value else {
                throw ConfigurationError(
                    .invalidCredentials,
                    """
                    \(key) of the profile "\(question.profile)" is another one than that of the SSO session "\(name)"
                    """
                )
            }
            settings[key] = value
        }
        return settings
    }
}
