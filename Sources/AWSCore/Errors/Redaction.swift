/// Makes a text that came from outside fit to be shown and kept.
///
/// Services quote what they were sent: API Gateway's `SignatureDoesNotMatch` carries the canonical request with the
/// session token in it, its `IncompleteSignature` the whole `Authorization` header.
struct Redaction {
    private let secrets: [String]

    /// Longer messages are cut.
    static let maximumLength = 1_000
    /// A body that is no error document is cut earlier.
    static let maximumExcerptLength = 200
    /// Enough for any message that is kept and a secret that begins in it.
    private static let inspectedLength = 65_536
    private static let authorizationScheme = "AWS4-HMAC-SHA256"

    init(_ credentials: Credentials?) {
        var secrets: [String] = []
        for secret in [credentials?.secretAccessKey, credentials?.sessionToken] {
            guard let value = secret?.value, !value.isEmpty else { continue }
            secrets.append(value)
            let encoded = URIEncoding.query(value)
            if encoded != value { secrets.append(encoded) }
        }
        self.secrets = secrets
    }

    /// Takes secrets out, replaces control characters by spaces, cuts.
    func apply(to text: String, maximumLength: Int = Redaction.maximumLength) -> String {
        var text = String(text.unicodeScalars.prefix(Self.inspectedLength))
        for secret in secrets where text.contains(secret) {
            text = text.replacing(secret, with: Secret.placeholder)
        }
        text = Self.withoutAuthorization(Self.withoutNamedSecrets(text))
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: result.append(" ")
            default: result.append(scalar)
            }
        }
        let cleaned = String(result)
        return cleaned.count > maximumLength ? cleaned.prefix(maximumLength) + "…" : cleaned
    }

    /// Without what stands behind the name of a secret, as in the trace of a program that gives credentials.
    private static func withoutNamedSecrets(_ text: String) -> String {
        // Hardly any message has them, and to make the expression takes longer than to look.
        let lowercased = text.lowercased()
        guard lowercased.contains("secret") || lowercased.contains("token") else { return text }
        let named =
            #/
            (
                (?: secret[-_]?access[-_]?key | (?: session | security | access | refresh )[-_]?token | client[-_]?secret )
                [\\"']* \s* [:=] \s* [\\"']*
            )
            [^"'\s,}]+
            /#
        return text.replacing(named.ignoresCase()) { "\($0.output.1)\(Secret.placeholder)" }
    }

    /// Everything from the scheme's name to the end of the quotation, or of the text.
    private static func withoutAuthorization(_ text: String) -> String {
        guard let range = text.firstRange(of: authorizationScheme) else { return text }
        let rest = text[range.upperBound...]
        let end = rest.firstIndex { $0 == "'" || $0 == "\"" } ?? rest.endIndex
        return text[..<range.lowerBound] + Secret.placeholder + withoutAuthorization(String(rest[end...]))
    }
}
