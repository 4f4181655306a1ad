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
