import Records

/// Makes a text that came from outside fit to be shown and kept: takes secrets out and replaces control characters.
///
/// Services quote what they were sent: API Gateway's `SignatureDoesNotMatch` carries the canonical request with the
/// session token in it, its `IncompleteSignature` the whole `Authorization` header. Whatever shows a text from outside,
/// an error, a trace or the words of a helper program, sends it through here.
public struct Redaction: Sendable {
    /// The secrets in every spelling that is looked for, as UTF-8.
    private let spellings: [[UInt8]]

    /// Longer messages are cut.
    public static let maximumLength = 1_000
    /// A body that is no error document is cut earlier.
    static let maximumExcerptLength = 200
    /// Enough for any message that is kept and a secret that begins in it.
    private static let inspectedLength = 65_536
    /// A secret that was cut by whoever quotes it is known by so many bytes of its beginning.
    private static let recognizedLength = 16
    private static let authorizationScheme = "AWS4-HMAC-SHA256"

    /// - Parameter secrets: looked for as they are, as in a query, and as in a JSON text.
    public init(secrets: [String]) {
        spellings = Set(secrets.filter { !$0.isEmpty }.flatMap(Self.spellings)).map { Array($0.utf8) }
    }

    init(_ credentials: Credentials?) {
        self.init(secrets: [credentials?.secretAccessKey, credentials?.sessionToken].compactMap { $0?.value })
    }

    /// JSON writers differ in what they escape: some do it to `/`, those that think of HTML to `=` and `+`.
    private static func spellings(of secret: String) -> [String] {
        let json = String(JSONWriter().string(.string(secret)).dropFirst().dropLast())
        return [
            secret, URIEncoding.query(secret), URIEncoding.query(secret).lowercased(), json,
            json.replacing("/", with: #"\/"#),
            json.replacing("=", with: #"\u003d"#).replacing("+", with: #"\u002b"#),
            json.replacing("=", with: #"\u003D"#).replacing("+", with: #"\u002B"#),
        ]
    }

    /// Takes secrets out, replaces control characters by spaces, cuts.
    public func apply(to text: String, maximumLength: Int = Redaction.maximumLength) -> String {
        var text = withoutSecrets(String(text.unicodeScalars.prefix(Self.inspectedLength)))
        text = Self.withoutAuthorization(Self.withoutNamedSecrets(text))
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(Self.isControl(scalar) ? " " : scalar) }
        let cleaned = String(result)
        return cleaned.count > maximumLength ? cleaned.prefix(maximumLength) + "…" : cleaned
    }

    /// Whether a character drives a terminal, breaks a line or turns its direction, instead of showing something.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private func withoutSecrets(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let length = secretLength(at: index, in: bytes)
            if length > 0 {
                result += Secret.placeholder.utf8
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// How many bytes of a secret stand at the place: all of it, or what is left of it when it was cut.
    private func secretLength(at index: Int, in bytes: [UInt8]) -> Int {
        var longest = 0
        for spelling in spellings where spelling[0] == bytes[index] {
            let length = zip(spelling, bytes[index...]).prefix { $0 == $1 }.count
            if length == spelling.count || length >= Self.recognizedLength { longest = max(longest, length) }
        }
        return longest
    }

    /// Without what stands behind the name of a secret, as in the trace of a program that gives credentials.
    private static func withoutNamedSecrets(_ text: String) -> String {
        // Hardly any message has them, and to make the expression takes longer than to look.
        let lowercased = text.lowercased()
        guard ["secret", "token", "signature"].contains(where: lowercased.contains) else { return text }
        let named =
            #/
            (
                (?: secret[-_]?access[-_]?key | (?: session | security | access | refresh | bearer )[-_]?token
                    | client[-_]?secret )
                [\\"']* \s* [:=] \s* [\\"']*
            )
            [^"'\s,}]+
            /#
        let signature = #/(signature[\\"']*\s*[:=]\s*[\\"']*)[0-9a-f]{64}/#
        return text.replacing(named.ignoresCase()) { "\($0.output.1)\(Secret.placeholder)" }
            .replacing(signature.ignoresCase()) { "\($0.output.1)\(Secret.placeholder)" }
    }

    /// Everything from the scheme's name to the end of the quotation, or of the text.
    private static func withoutAuthorization(_ text: String) -> String {
        guard let range = text.firstRange(of: authorizationScheme) else { return text }
        let rest = text[range.upperBound...]
        let end = rest.firstIndex { $0 == "'" || $0 == "\"" } ?? rest.endIndex
        return text[..<range.lowerBound] + Secret.placeholder + withoutAuthorization(String(rest[end...]))
    }
}

extension AWSError {
    /// The same with secrets of the request, which a service may quote, taken out of its texts.
    func hiding(_ secrets: Secret...) -> AWSError {
        var error = self
        let redaction = Redaction(secrets: secrets.map(\.value))
        error.message = redaction.apply(to: message)
        error.details = details.mapValues { redaction.apply(to: $0) }
        return error
    }
}
