import HTTPTypes
import Records

/// A role that IAM Identity Center (SSO) gives to a person who has logged in.
enum SSOCredentials {
    private static let ofProfile = ["sso_role_name", "sso_account_id"]
    private static let ofSession = ["sso_start_url", "sso_region"]

    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        guard ofProfile.contains(where: { profile.settings[$0] != nil }) else {
            return .notConfigured("neither sso_role_name nor sso_account_id")
        }
        let settings = try withSession(profile)
        func value(_ key: String) -> String { settings[key] ?? "" }
        let missing = (ofProfile + ofSession).filter { settings[$0] == nil }
        guard missing.isEmpty else {
            throw ConfigurationError(
                .invalidCredentials,
                "the profile \"\(profile.name)\" is to use SSO, but lacks \(missing.joined(separator: ", "))"
            )
        }
        let session = SSOSession(
            name: settings["sso_session"],
            startURL: value("sso_start_url"),
            region: value("sso_region")
        )
        if let problem = Region.problem(session.region) {
            throw ConfigurationError(.invalidRegion, "sso_region \"\(session.region)\" is no region: \(problem)")
        }
        func place(_ service: Service) throws(ConfigurationError) -> ServicePlace {
            ServicePlace(
                region: session.region,
                endpoint: try profile.configuration.endpoint(
                    service: service,
                    region: session.region,
                    profile: profile.mainProfile
                )
            )
        }
        let role = SSORole(name: value("sso_role_name"), accountID: value("sso_account_id"), session: session)
        return profile.refreshing(
            SSOSource(
                role: role,
                profile: profile.name,
                token: profile.resolver.token(of: session, at: try place(.ssoOIDC), profile: profile.name),
                place: try place(.sso),
                cache: CredentialCache(key: role.cacheKey, context: profile.context),
                context: profile.context
            )
        )
    }

    /// The profile's settings with those of the session that it names.
    private static func withSession(_ profile: ProfileContext) throws(ConfigurationError) -> ProfileFile.Settings {
        var settings = profile.settings
        guard let name = settings["sso_session"] else { return settings }
        guard let session = profile.configuration.ssoSessions[name] else {
            throw ConfigurationError(
                .invalidCredentials,
                "the profile \"\(profile.name)\" names the SSO session \"\(name)\", which does not exist"
            )
        }
        for (key, value) in session.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard settings[key, default: value] == value else {
                throw ConfigurationError(
                    .invalidCredentials,
                    """
                    \(key) of the profile "\(profile.name)" is another one than that of the SSO session "\(name)"
                    """
                )
            }
            settings[key] = value
        }
        return settings
    }
}

/// Credentials of an SSO role (`GetRoleCredentials`).
struct SSOSource: CredentialsSource {
    let role: SSORole
    let profile: String
    let token: SharedRefresh<SSOToken>
    let place: ServicePlace
    let cache: CredentialCache
    let context: CredentialsContext

    private static let operation = "GetRoleCredentials"

    var name: String { "SSO for the profile \"\(profile)\" (role \(role.name), account \(role.accountID))" }

    var clockOffset: Double { context.clockOffsets.offset(of: place.endpoint) }

    func fetch(rejected: Credentials?) async throws -> Credentials {
        if let cached = cache.read(rejected: rejected) { return cached }
        let current = try await token.value()
        let credentials: Credentials
        do {
            credentials = try await call(with: current.accessToken)
        } catch let error as AWSError {
            let error = error.hiding(current.accessToken)
            guard error.httpStatus == 401 else { throw failed(.serviceFailed, "\(error)", error) }
            // The file may hold a newer one by the time it is needed again.
            token.discard(current)
            throw failed(.loginNeeded, "\(error). Run: \(role.session.login(profile: profile))", error)
        }
        cache.write(credentials, zone: "Z", others: JSONObject([("ProviderType", "sso")]))
        return credentials
    }

    private func call(with token: Secret) async throws -> Credentials {
        let request = AWSRequest(
            operation: Self.operation,
            method: .get,
            path: "/federation/credentials",
            query: [("role_name", role.name), ("account_id", role.accountID)]
        )
        let header = HeaderTransport.Field(name: .literal("x-amz-sso_bearer_token"), value: token)
        let response = try await context.withClient(.sso, at: place, header: header) { try await $0.send(request) }
        let members: JSONObject?
        do {
            members = try response.jsonObject()["roleCredentials"]?.object
        } catch {
            throw AWSError(operation: Self.operation, unreadable: error, response)
        }
        guard let members, let key = members["accessKeyId"]?.string, let secret = members["secretAccessKey"]?.string,
            case .number(let lexeme)? = members["expiration"], let milliseconds = Double(lexeme)
        else {
            let unreadable = UnreadableAnswer(problem: "the answer holds no credentials")
            throw AWSError(operation: Self.operation, unreadable: unreadable, response)
        }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: Secret(secret),
            sessionToken: members["sessionToken"]?.string.map(Secret.init),
            expiration: milliseconds / 1_000,
            accountID: role.accountID
        )
    }

    private func failed(_ code: CredentialsError.Code, _ reason: String, _ answer: AWSError) -> CredentialsError {
        CredentialsError(code, "no credentials from \(name): \(reason)", answer: answer)
    }
}
