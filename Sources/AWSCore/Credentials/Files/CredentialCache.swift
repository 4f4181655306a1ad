import Pacing
import Records

/// The AWS CLI's cache of role credentials, `~/.aws/cli/cache/KEY.json`, read and written in its format.
struct CredentialCache: Sendable {
    private let files: FileAccess
    private let timing: Timing
    /// `nil`: there is no home folder.
    private let path: String?

    /// With less left (seconds) the CLI takes what it finds for expired.
    private static let minimumLifetime = 900.0

    /// - Parameter key: what the CLI names the file after.
    init(key: String, context: CredentialsContext) {
        files = context.files
        timing = context.timing
        path = context.configuration.environment["HOME"].map { "\($0)/.aws/cli/cache/\(key).json" }
    }

    /// - Parameter rejected: is passed over.
    /// - Returns: `nil` when there are none, or none that are good for a while.
    func read(rejected: Credentials?) -> Credentials? {
        guard let path, let bytes = try? files.read(path), let document = try? JSONValue(parsing: bytes),
            let credentials = try? document.members?["Credentials"]?.members.flatMap({ try Credentials($0) }),
            let expiration = credentials.expiration, expiration - timing.wallClock() >= Self.minimumLifetime,
            credentials.accessKeyID != rejected?.accessKeyID
        else { return nil }
        return credentials
    }

    /// A cache that cannot be written is no error: it only costs a call the next time.
    /// - Parameters:
    ///   - zone: how the CLI ends the moment of expiry: `UTC` for roles, `Z` for SSO.
    ///   - others: the further members of the file.
    func write(_ credentials: Credentials, zone: String, others: JSONObject) {
        guard let path, let token = credentials.sessionToken, let expiration = credentials.expiration else { return }
        var members = JSONObject([
            ("AccessKeyId", .string(credentials.accessKeyID)),
            ("SecretAccessKey", .string(credentials.secretAccessKey.value)),
            ("SessionToken", .string(token.value)),
            ("Expiration", .string(Timestamp.text(expiration, zone: zone))),
        ])
        members["AccountId"] = credentials.accountID.map(JSONValue.string)
        let document = JSONObject(members: [.init(key: "Credentials", value: .object(members))] + others.members)
        try? files.write(path, JSONWriter().bytes(.object(document)))
    }
}
