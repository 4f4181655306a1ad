import HTTPTypes
import Pacing
import Records

/// Where a person logs in: an `sso-session` section, or a start URL in a profile (the older form).
struct SSOSession: Hashable {
    var name: String?
    var startURL: String
    var region: String

    /// What `aws sso login` names the token's file after.
    var cacheKey: String { PythonJSON.sha1(name ?? startURL) }

    /// The command that begins it anew.
    func login(profile: String) -> String {
        name.map { "aws sso login --sso-session \($0)" } ?? "aws sso login --profile \(profile)"
    }
}

/// A role of such a person in an account.
struct SSORole: Hashable {
    var name: String
    var accountID: String
    var session: SSOSession

    /// What the AWS CLI names the file in its cache of credentials after.
    var cacheKey: String {
        var members: [String: JSONValue] = ["roleName": .string(name), "accountId": .string(accountID)]
        members[session.name == nil ? "startUrl" : "sessionName"] = .string(session.name ?? session.startURL)
        return PythonJSON.sha1(PythonJSON.text(members, isCompact: true))
    }
}

/// What logging in gave.
struct SSOToken: Expiring {
    var accessToken: Secret
    var expiration: Double?
}

/// The token that `aws sso login` has left in `~/.aws/sso/cache`, renewed there while that is possible.
struct SSOTokenSource: Sendable {
    let session: SSOSession
    let place: ServicePlace
    /// For messages.
    let profile: String
    let context: CredentialsContext

    /// With less left (seconds) a new one is asked for.
    private static let refreshWindow = 900.0
    private static let operation = "CreateToken"

    var name: String { "the SSO token for \(session.name ?? session.startURL)" }

    func fetch() async throws -> SSOToken {
        let document = try read()
        guard let accessToken = document["accessToken"]?.string,
            let expiration = document["expiresAt"]?.string.flatMap(Timestamp.seconds)
        else { throw loginNeeded("the token in \(path) is invalid") }
        let now = context.timing.wallClock()
        if expiration - now < Self.refreshWindow, let token = try await renewed(document) { return token }
        if expiration <= now { throw loginNeeded("the token in \(path) has expired") }
        return SSOToken(accessToken: Secret(accessToken), expiration: expiration)
    }

    private var path: String { context.expand("~/.aws/sso/cache/\(session.cacheKey).json") }

    private func read() throws -> JSONObject {
        let bytes: [UInt8]?
        do {
            bytes = try context.files.read(path)
        } catch {
            throw CredentialsError(.unreadableFile, "cannot read the SSO token \(path): \(error)")
        }
        guard let bytes else {
            throw loginNeeded("the token for \(session.name ?? session.startURL) does not exist (\(path))")
        }
        guard let document = try? JSONValue(parsing: bytes).object else {
            throw loginNeeded("the token in \(path) is invalid")
        }
        return document
    }

    /// - Returns: `nil` when it cannot be renewed, or the service says no: then the present one has to do.
    private func renewed(_ document: JSONObject) async throws -> SSOToken? {
        guard session.name != nil, let refreshToken = document["refreshToken"]?.string,
            let clientID = document["clientId"]?.string, let clientSecret = document["clientSecret"]?.string,
            let registrationEnd = document["registrationExpiresAt"]?.string,
            let end = Timestamp.seconds(registrationEnd), end > context.timing.wallClock()
        else { return nil }
        let body = JSONObject([
            ("clientId", .string(clientID)), ("clientSecret", .string(clientSecret)),
            ("grantType", "refresh_token"), ("refreshToken", .string(refreshToken)),
        ])
        let request = AWSRequest(
            operation: Self.operation,
            method: .post,
            path: "/token",
            body: JSONWriter().bytes(.object(body)),
            contentType: "application/json"
        )
        let response: AWSResponse
        do {
            response = try await context.withClient(.ssoOIDC, at: place) { try await $0.send(request) }
        } catch is AWSError {
            return nil
        }
        guard let reply = try? response.jsonObject(),
            let accessToken = reply["accessToken"]?.string, let lifetime = reply["expiresIn"]?.integer
        else { return nil }
        let token = SSOToken(
            accessToken: Secret(accessToken),
            expiration: context.timing.wallClock() + Double(lifetime)
        )
        var renewed = JSONObject([
            ("startUrl", .string(session.startURL)), ("region", .string(session.region)),
            ("accessToken", .string(accessToken)), ("expiresAt", .string(Timestamp.text(token.expiration ?? 0))),
            ("clientId", .string(clientID)), ("clientSecret", .string(clientSecret)),
            ("registrationExpiresAt", .string(registrationEnd)),
        ])
        renewed["refreshToken"] = reply["refreshToken"]?.string.map(JSONValue.string)
        try? context.files.write(path, JSONWriter().bytes(.object(renewed)))
        return token
    }

    private func loginNeeded(_ reason: String) -> CredentialsError {
        CredentialsError(
            .loginNeeded,
            """
            SSO for the profile "\(profile)": \(reason). Run: \(session.login(profile: profile))
            """
        )
    }
}
