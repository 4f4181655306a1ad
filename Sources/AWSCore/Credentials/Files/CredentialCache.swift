import Crypto
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
            let credentials = try? document.object?["Credentials"]?.object.flatMap({ try Credentials($0) }),
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

/// A JSON document with credentials lacks something.
struct CredentialsDocumentError: Error, CustomStringConvertible {
    let description: String
}

extension Credentials {
    /// - Parameter tokenKey: what the document calls the session token.
    init(_ document: JSONObject, tokenKey: String = "SessionToken") throws(CredentialsDocumentError) {
        func text(_ key: String) throws(CredentialsDocumentError) -> String {
            guard let value = document[key]?.string, !value.isEmpty else {
                throw CredentialsDocumentError(description: "it has no \(key)")
            }
            return value
        }
        self.init(
            accessKeyID: try text("AccessKeyId"),
            secretAccessKey: Secret(try text("SecretAccessKey")),
            sessionToken: document[tokenKey]?.string.map(Secret.init),
            accountID: document["AccountId"]?.string
        )
        guard let moment = document["Expiration"], !moment.isNull else { return }
        guard let seconds = moment.string.flatMap(Timestamp.seconds) else {
            throw CredentialsDocumentError(description: "its Expiration is no moment in ISO 8601")
        }
        expiration = seconds
    }
}

/// JSON as Python's `json.dumps(…, sort_keys=True)` writes it: what the AWS CLI names its cache files after.
enum PythonJSON {
    /// - Parameters:
    ///   - members: strings and whole numbers only.
    ///   - isCompact: without the spaces after `,` and `:`.
    static func text(_ members: [String: JSONValue], isCompact: Bool = false) -> String {
        let space = isCompact ? "" : " "
        let parts = members.sorted { $0.key < $1.key }.map { member in
            let value = member.value.string.map(quoted) ?? JSONWriter().string(member.value)
            return "\(quoted(member.key)):\(space)\(value)"
        }
        return "{\(parts.joined(separator: ",\(space)"))}"
    }

    /// The hash of a text in hexadecimal.
    static func sha1(_ text: String) -> String {
        let digits = Insecure.SHA1.hash(data: Array(text.utf8)).flatMap { byte in
            [URIEncoding.hexDigit(byte >> 4, upperCase: false), URIEncoding.hexDigit(byte & 15, upperCase: false)]
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Outside ASCII every UTF-16 unit is escaped.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for unit in JSONWriter().string(.string(text)).utf16 {
            guard unit > 0x7F else {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
                continue
            }
            let digits = String(unit, radix: 16)
            result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        }
        return result
    }
}
