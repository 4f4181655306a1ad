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

        let canonical = CanonicalRequest(request, payloadHash: Self.hexHash(body ?? []))
        let scope = "\(date.dateStamp)/\(region)/\(service)/aws4_request"
        let signature = keys.signature(
            of: Self.stringToSign(timestamp: date.timestamp, scope: scope, canonical: canonical),
            dateStamp: date.dateStamp,
            secret: credentials.secretAccessKey
        )

        var authorization: [UInt8] = []
        authorization.reserveCapacity(256)
        authorization += "AWS4-HMAC-SHA256 Credential=".utf8
        authorization += credentials.accessKeyID.utf8
        authorization.append(UInt8(ascii: "/"))
        authorization += scope.utf8
        authorization += ", SignedHeaders=".utf8
        authorization += canonical.signedHeaders
        authorization += ", Signature=".utf8
        Self.appendHex(signature, to: &authorization)
        request.headerFields.append(HTTPField(name: .authorization, value: authorization))
    }

    private func removeEarlierSignature(from request: inout HTTPRequest) {
        let ours = [FieldName.amzDate, FieldName.amzSecurityToken, .authorization]
        for name in ours where request.headerFields.contains(name) { request.headerFields[name] = nil }
    }

    private static func stringToSign(timestamp: String, scope: String, canonical: CanonicalRequest) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text += "AWS4-HMAC-SHA256\n".utf8
        text += timestamp.utf8
        text.append(UInt8(ascii: "\n"))
        text += scope.utf8
        text.append(UInt8(ascii: "\n"))
        text += hexHash(canonical.bytes)
        return text
    }

    private static func hexHash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var hex: [UInt8] = []
        hex.reserveCapacity(SHA256.byteCount * 2)
        appendHex(hash.finalize(), to: &hex)
        return hex
    }

    private static func appendHex(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        for byte in bytes {
            text.append(URIEncoding.hexDigit(byte >> 4, upperCase: false))
            text.append(URIEncoding.hexDigit(byte & 15, upperCase: false))
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
