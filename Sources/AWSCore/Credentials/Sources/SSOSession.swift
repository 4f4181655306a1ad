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
