/// A role that is assumed with the token of an identity provider, which stands in a file.
enum WebIdentityCredentials {
    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        func value(_ variable: String, _ key: String) -> String? {
            profile.variable(variable) ?? profile.settings[key]
        }
        guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
            return .notConfigured("no web_identity_token_file")
        }
        guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
            throw ConfigurationError(
                .invalidCredentials,
                """
                the token file of a web identity is named (\(path)), but no role: set AWS_ROLE_ARN, or role_arn in the \
                profile "\(profile.name)"
                """
            )
        }
        let sessionName = value("AWS_ROLE_SESSION_NAME", "role_session_name")
        let request = RoleRequest(
            arn: arn,
            sessionName: sessionName ?? profile.context.sessionName,
            isSessionNameDefault: sessionName == nil
        )
        return profile.refreshing(
            WebIdentitySource(
                request: request,
                tokenPath: path,
                place: try profile.securityTokenService(for: arn),
                cache: CredentialCache(key: request.cacheKey, context: profile.context),
                context: profile.context
            )
        )
    }
}

/// Sessions of a role that is assumed with the token of an identity provider.
struct WebIdentitySource: CredentialsSource {
    let request: RoleRequest
    let tokenPath: String
    let place: ServicePlace
    let cache: CredentialCache
    let context: CredentialsContext

    var name: String { "the role \(request.arn) with the web identity in \(tokenPath)" }

    var clockOffset: Double { context.clockOffsets.offset(of: place.endpoint) }

    func fetch(rejected: Credentials?) async throws -> Credentials {
        if let cached = cache.read(rejected: rejected) { return cached }
        let token = try token()
        let role: AssumedRole
        do {
            role = try await context.withClient(.sts, at: place) { client in
                try await SecurityTokenService(client).assumeRole(request, webIdentityToken: token)
            }
        } catch let error as AWSError {
            let error = error.hiding(token)
            throw CredentialsError(.serviceFailed, "cannot assume \(name): \(error)", answer: error)
        }
        cache.write(role.credentials, zone: "UTC", others: role.document)
        return role.credentials
    }

    /// Whoever puts it there renews it: it is read anew every time.
    private func token() throws -> Secret {
        let bytes = try context.files.contents(of: tokenPath, failure: unreadable)
        guard let token = String(validating: bytes, as: UTF8.self), !token.isEmpty else {
            throw unreadable("it holds no text")
        }
        return Secret(token)
    }

    private func unreadable(_ reason: String) -> CredentialsError {
        CredentialsError(
            .unreadableFile,
            "cannot read the web identity token \(tokenPath) for the role \(request.arn): \(reason)"
        )
    }
}
