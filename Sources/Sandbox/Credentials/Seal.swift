import Crypto
import Foundation

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
