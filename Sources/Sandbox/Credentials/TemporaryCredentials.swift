import Crypto
import Foundation

/// Credentials with an end. The session token says whose they are and until when.
struct TemporaryCredentials: Equatable {
    /// What a session token that the sandbox has made says.
    struct Grant: Equatable {
        var accessKeyID: String
        var principal: Principal
        /// Seconds since 1970.
        var expiration: Int
    }

    static let accessKeyPrefix = "ASIASANDBOX"

    var accessKeyID: String
    var secretAccessKey: String
    var sessionToken: String
    /// Seconds since 1970.
    var expiration: Int

    /// Each has an access key id of its own.
    init(for principal: Principal, expiration: Int) {
        let serial = Hexadecimal.string((0..<4).map { _ in UInt8.random(in: .min ... .max) }).uppercased()
        accessKeyID = Self.accessKeyPrefix + principal.account + serial
        secretAccessKey = Self.secretAccessKey(of: accessKeyID)
        self.expiration = expiration
        var parts = [accessKeyID, String(expiration), principal.account]
        if case .role(_, let name, let session) = principal { parts += [name, session] }
        sessionToken = Seal.close(parts.joined(separator: "\n"))
    }

    static func secretAccessKey(of accessKeyID: String) -> String {
        Seal.secret(of: accessKeyID)
    }

    /// - Returns: `nil` for a token that is not the sandbox's.
    static func grant(in sessionToken: String) -> Grant? {
        guard let parts = Seal.open(sessionToken)?.split(separator: "\n").map(String.init), parts.count >= 3,
            let expiration = Int(parts[1])
        else { return nil }
        let principal: Principal =
            parts.count == 5
            ? .role(account: parts[2], name: parts[3], session: parts[4]) : .user(account: parts[2])
        return Grant(accessKeyID: parts[0], principal: principal, expiration: expiration)
    }

    /// As ISO 8601.
    var expirationText: String { AmazonDate(seconds: expiration).iso8601 }
}

/// Makes tokens that carry text and cannot be made by others, so that the sandbox need not remember what it handed out.
enum Seal {
    private static let key = SymmetricKey(data: Array("sandbox-seal".utf8))

    /// Base64, with the characters that a header and a form must encode.
    static func close(_ text: String) -> String {
        let content = Data(text.utf8)
        return (content + HMAC<SHA256>.authenticationCode(for: content, using: key)).base64EncodedString()
    }

    /// - Returns: `nil` for what ``close(_:)`` has not made.
    static func open(_ token: String) -> String? {
        guard let bytes = Data(base64Encoded: token), bytes.count > SHA256.byteCount else { return nil }
        let content = bytes.dropLast(SHA256.byteCount)
        let code = bytes.suffix(SHA256.byteCount)
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: key) else { return nil }
        return String(decoding: content, as: UTF8.self)
    }

    /// The same text makes the same secret, in the form of a secret access key.
    static func secret(of text: String) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)).base64EncodedString()
    }
}
