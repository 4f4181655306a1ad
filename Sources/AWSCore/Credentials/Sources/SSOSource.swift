import HTTPTypes
import Records

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
        guard let document = try? JSONValue(parsing: response.body, duplicateKeys: .lastWins),
            let members = document.members?["roleCredentials"]?.members,
            let key = members["accessKeyId"]?.string, let secret = members["secretAccessKey"]?.string,
            case .number(let lexeme)? = members["expiration"], let milliseconds = Double(lexeme)
        else {
            throw AWSError(
                operation: Self.operation,
                code: "UnreadableReply",
                message: "the answer holds no credentials",
                httpStatus: response.status,
                requestID: response.requestID,
                attempts: response.attempts
            )
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
