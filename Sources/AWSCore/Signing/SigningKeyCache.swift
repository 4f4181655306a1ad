import Crypto
import Synchronization

/// The signing key of one service and region. It changes with the day and the secret only, so the last one is kept, and so is
/// the text of the last second.
final class SigningKeyCache: Sendable {
    private struct Entry {
        var dateStamp: String
        var secret: Secret
        /// Keyed already: a copy of it signs a text.
        var authenticator: HMAC<SHA256>
    }

    private let service: String
    private let region: String
    private let last = Mutex<Entry?>(nil)
    private let lastDate = Mutex<(second: Double, date: SigningDate)?>(nil)

    init(service: String, region: String) {
        self.service = service
        self.region = region
    }

    func date(at secondsSince1970: Double) -> SigningDate {
        let second = secondsSince1970.rounded(.towardZero)
        return lastDate.withLock { last in
            if let last, last.second == second { return last.date }
            let date = SigningDate(secondsSince1970: second)
            last = (second, date)
            return date
        }
    }

    /// The signature of a text, not yet in hex.
    func signature(of text: [UInt8], dateStamp: String, secret: Secret) -> HMAC<SHA256>.MAC {
        let known = last.withLock { entry -> HMAC<SHA256>? in
            guard let entry, entry.dateStamp == dateStamp, entry.secret == secret else { return nil }
            return entry.authenticator
        }
        var authenticator: HMAC<SHA256>
        if let known {
            authenticator = known
        } else {
            authenticator = HMAC(key: signingKey(dateStamp: dateStamp, secret: secret))
            let entry = Entry(dateStamp: dateStamp, secret: secret, authenticator: authenticator)
            last.withLock { $0 = entry }
        }
        authenticator.update(data: text)
        return authenticator.finalize()
    }

    /// AWS: "Create a signed AWS API request", step 3.
    private func signingKey(dateStamp: String, secret: Secret) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(secret.value)".utf8))
        for part in [dateStamp, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }
}
