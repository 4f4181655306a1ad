@testable import Sandbox

/// Requests of boto3 1.43.11 to 127.0.0.1:8080, signed at 2026-03-04 05:06:07 UTC. The temporary credentials in them were
/// made by Python's `hmac` and `base64`; they are good for 100 seconds.
enum RecordedCall {
    /// Seconds since 1970.
    static let signedAt = 1_772_600_767
    static let expiration = signedAt + 100

    static let lastingKeyID = "AKIASANDBOX000000000001"
    /// Of the role `deploy` of account 2.
    static let keyID = "ASIASANDBOX000000000002DEADBEEF"
    static let secret = "20Q1NyTQC5414kzpi9JNeEeJhN+rmOex6HlkTQIA+XA="
    static let token =
        "QVNJQVNBTkRCT1gwMDAwMDAwMDAwMDJERUFEQkVFRgoxNzcyNjAwODY3CjAwMDAwMDAwMDAwMgpkZXBsb3kKcys9LC5ALTFxXpHYZJY08e326"
        + "HCj0MxQdJWIjEAfEUPYLpT0LNUUXQ=="
    /// Of the role `ops` of account 3.
    static let otherToken =
        "QVNJQVNBTkRCT1gwMDAwMDAwMDAwMDNDQUZFRjAwRAoxNzcyNjAwODY3CjAwMDAwMDAwMDAwMwpvcHMKdHdvSO5gVpniJ32naZzgLD3W3S4iG"
        + "YeRnnRkg90W1xbry/Y="

    static let assumeRole = form(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000002%3Arole%2Fpath%2Fdeploy"
            + "&RoleSessionName=s%2B%3D%2C.%40-1&ExternalId=a%3Ab%2Fc&DurationSeconds=900",
        signature: "4c56b5c9dd384caa460a2ef922e8db465d07926b15dacc3d137165a6b96f6953"
    )
    /// Of the role `no` of account 2.
    static let assumeDeniedRole = form(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000002%3Arole%2Fno&RoleSessionName=two",
        signature: "d473e7d27173a3b03870cefa48395a270ec757aea196e27ecdd32fe3c33dd289"
    )
    static let identityOfRole = form(
        "Action=GetCallerIdentity&Version=2011-06-15",
        keyID: keyID,
        token: token,
        signature: "3aa9919c60b3c0da090118f22e2aea95f86a8357df67149fc04a960658fc8e3f"
    )
    /// The role `deploy` assumes the role `ops`.
    static let chain = form(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000003%3Arole%2Fops&RoleSessionName=two",
        keyID: keyID,
        token: token,
        signature: "9c30d1db1d1e5a7be4b90ffbefa3cee47abf68c5b314ff831adb4c6f395d0d03"
    )
    /// For 3601 seconds.
    static let longChain = form(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000003%3Arole%2Fops&RoleSessionName=two"
            + "&DurationSeconds=3601",
        keyID: keyID,
        token: token,
        signature: "8095b6c843975f5d61c3a7d0f69ecfb199789bc2ee2a9ee5eed9680ed6056476"
    )

    /// `GetApis`.
    static let listing = get(
        keyID: lastingKeyID,
        signature: "694ea4e191a33ca4d93dc8d8d4b2e1280f44ac43b49fe099760b261a758dcfd5"
    )
    static let listingOfRole = get(
        token: token,
        signature: "5c5b2c1ee42aecda71c498a69cad275d94d776d48059abf221756109f075b782"
    )
    static let listingWithOtherToken = get(
        token: otherToken,
        signature: "8f589bfe6497dac0b8ee0677b467bd9106598651ded4f59f16371569ff0a42eb"
    )
    static let listingWithoutToken = get(
        signature: "2c106adff7e1dc79c235e0cae70256c72225da23a27516253be89e968f6e68f3"
    )
    static let listingOfLastingKeyWithToken = get(
        keyID: lastingKeyID,
        token: token,
        signature: "f6bb7ff68721addd5f267dcb56544bbde40e438d55a67503f990765dd770db31"
    )
    /// With the right token, signed with `sandbox-secret`.
    static let listingWithOtherSecret = get(
        token: token,
        signature: "f6bb7ff68721addd5f267dcb56544bbde40e438d55a67503f990765dd770db31"
    )

    private static func form(
        _ body: String,
        keyID: String = lastingKeyID,
        token: String? = nil,
        signature: String
    ) -> SignedRequest {
        let type = (name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")
        let headers = headers(keyID, token, service: "sts", names: "content-type;host;x-amz-date", signature)
        return SignedRequest(method: "POST", path: "/", query: "", headers: headers + [type], body: Array(body.utf8))
    }

    private static func get(keyID: String = keyID, token: String? = nil, signature: String) -> SignedRequest {
        let headers = headers(keyID, token, service: "apigateway", names: "host;x-amz-date", signature)
        return SignedRequest(method: "GET", path: "/v2/apis", query: "", headers: headers, body: [])
    }

    private static func headers(
        _ keyID: String,
        _ token: String?,
        service: String,
        names: String,
        _ signature: String
    ) -> [(name: String, value: String)] {
        let names = names + (token == nil ? "" : ";x-amz-security-token")
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(keyID)/20260304/us-east-1/\(service)/aws4_request, "
            + "SignedHeaders=\(names), Signature=\(signature)"
        var headers = [
            (name: "host", value: "127.0.0.1:8080"), (name: "x-amz-date", value: "20260304T050607Z"),
            (name: "authorization", value: authorization),
        ]
        if let token { headers.append((name: "x-amz-security-token", value: token)) }
        return headers
    }
}
