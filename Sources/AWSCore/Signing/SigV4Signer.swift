import Crypto
public import HTTPTypes
import Records

/// Signs requests with AWS Signature Version 4, in the `Authorization` header.
public struct SigV4Signer: Sendable {
    public let service: String
    public let region: String
    private let keys: SigningKeyCache

    /// - Parameters:
    ///   - service: the signing name, `apigateway` or `sts`.
    ///   - region: of the credential scope.
    public init(service: String, region: String) {
        self.service = service
        self.region = region
        keys = SigningKeyCache(service: service, region: region)
    }

    /// The moment of a signature. Most requests share theirs with the one before, so the last one is kept.
    /// - Parameter secondsSince1970: UTC.
    func date(at secondsSince1970: Double) -> SigningDate { keys.date(at: secondsSince1970) }

    /// Adds `X-Amz-Date`, `X-Amz-Security-Token` if there is one, and `Authorization`; earlier ones are replaced.
    ///
    /// Everything in the request is signed but the headers that may change on the way; headers that are to stay
    /// unsigned are added afterwards. The path has to be percent-encoded already.
    public func sign(_ request: inout HTTPRequest, body: [UInt8]?, credentials: Credentials, at date: SigningDate) {
        removeEarlierSignature(from: &request)
        request.headerFields.append(HTTPField(name: FieldName.amzDate, value: date.timestamp))
        if let token = credentials.sessionToken {
            request.headerFields.append(HTTPField(name: FieldName.amzSecurityToken, value: token.value))
        }

        let canonical = CanonicalRequest(request, payload: body ?? [])
        let signature = keys.signature(
            of: stringToSign(date, canonical),
            dateStamp: date.dateStamp,
            secret: credentials.secretAccessKey
        )

        var authorization: [UInt8] = []
        authorization.reserveCapacity(256)
        authorization += "AWS4-HMAC-SHA256 Credential=".utf8
        authorization += credentials.accessKeyID.utf8
        authorization.append(UInt8(ascii: "/"))
        appendScope(date, to: &authorization)
        authorization += ", SignedHeaders=".utf8
        authorization += canonical.signedHeaders
        authorization += ", Signature=".utf8
        authorization.append(hex: signature)
        let value = String(decoding: authorization, as: UTF8.self)
        request.headerFields.append(HTTPField(name: .authorization, value: value))
    }

    private func removeEarlierSignature(from request: inout HTTPRequest) {
        let ours = [FieldName.amzDate, FieldName.amzSecurityToken, .authorization]
        for name in ours where request.headerFields.contains(name) { request.headerFields[name] = nil }
    }

    private func stringToSign(_ date: SigningDate, _ canonical: CanonicalRequest) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text += "AWS4-HMAC-SHA256\n".utf8
        text += date.timestamp.utf8
        text.append(UInt8(ascii: "\n"))
        appendScope(date, to: &text)
        text.append(UInt8(ascii: "\n"))
        text.append(hashOf: canonical.bytes)
        return text
    }

    private func appendScope(_ date: SigningDate, to text: inout [UInt8]) {
        for part in [date.dateStamp, region, service] {
            text += part.utf8
            text.append(UInt8(ascii: "/"))
        }
        text += "aws4_request".utf8
    }
}

extension [UInt8] {
    /// Appends the SHA-256 of bytes, in hex.
    mutating func append(hashOf bytes: [UInt8]) {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        append(hex: hash.finalize())
    }

    /// Appends two hex digits for each byte, in lower case.
    fileprivate mutating func append(hex bytes: some Sequence<UInt8>) {
        for byte in bytes {
            append(URIEncoding.hexDigit(byte >> 4, upperCase: false))
            append(URIEncoding.hexDigit(byte & 15, upperCase: false))
        }
    }
}

/// The moment of a signature, in the two forms that SigV4 uses.
public struct SigningDate: Sendable, Hashable {
    /// `20150830`: the day of the credential scope.
    public let dateStamp: String
    /// `20150830T123600Z`: the value of `X-Amz-Date`.
    public let timestamp: String

    /// - Parameter secondsSince1970: UTC; fractions are dropped, and what is outside the years 1 to 9999 is cut to them.
    public init(secondsSince1970: Double) {
        timestamp = Timestamp.compact(secondsSince1970)
        dateStamp = String(timestamp.prefix { $0 != "T" })
    }
}
