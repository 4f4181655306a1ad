import AWSCore
import Testing

/// A request and the signature that others have published for it. The credentials are always the documentation's.
struct SigningCase: Sendable, CustomTestStringConvertible {
    var name: String
    var method: String
    var authority: String
    var target: String
    var headers: [(String, String)] = []
    var body = ""
    var sessionToken: String?
    var service = "service"
    var region = "us-east-1"
    /// 2015-08-30T12:36:00Z.
    var secondsSince1970 = 1_440_938_160.0
    var signedHeaders: String
    var signature: String

    var testDescription: String { name }

    /// From awslabs/aws-c-auth, boto/botocore and smithy-lang/smithy-rs; `agw2-` ones are requests of this tool signed by
    /// botocore 1.43.11.
    static let all = [
        SigningCase(
            name: "get-header-key-duplicate",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/",
            headers: [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            signedHeaders: "host;my-header1;x-amz-date",
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        ),
        SigningCase(
            name: "get-relative-normalized",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/example/..",
            signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SigningCase(
            name: "get-relative-relative-normalized",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/example1/example2/../..",
            signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SigningCase(
            name: "get-slash-pointless-dot-normalized",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/./example",
            signedHeaders: "host;x-amz-date",
            signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"
        ),
        SigningCase(
            name: "get-unreserved",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signedHeaders: "host;x-amz-date",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"
        ),
        SigningCase(
            name: "get-vanilla",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/",
            signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SigningCase(
            name: "get-vanilla-empty-query-key",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/?Param1=value1",
            signedHeaders: "host;x-amz-date",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"
        ),
        SigningCase(
            name: "get-vanilla-query-unreserved",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456"
                + "789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signedHeaders: "host;x-amz-date",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        ),
        SigningCase(
            name: "get-vanilla-utf8-query",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/?ሴ=bar",
            signedHeaders: "host;x-amz-date",
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
        ),
        SigningCase(
            name: "post-header-key-sort",
            method: "POST",
            authority: "example.amazonaws.com",
            target: "/",
            headers: [("My-Header1", "value1")],
            signedHeaders: "host;my-header1;x-amz-date",
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"
        ),
        SigningCase(
            name: "post-vanilla",
            method: "POST",
            authority: "example.amazonaws.com",
            target: "/",
            signedHeaders: "host;x-amz-date",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
        SigningCase(
            name: "post-x-www-form-urlencoded-parameters",
            method: "POST",
            authority: "example.amazonaws.com",
            target: "/",
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), ("Content-Length", "13"),
                ("X-Amz-Content-Sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
            ],
            body: "Param1=value1",
            signedHeaders: "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
            signature: "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"
        ),
        SigningCase(
            name: "double-url-encode",
            method: "POST",
            authority: "lambda.us-east-2.amazonaws.com",
            target: "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A892717189312%3Afunction%3"
                + "Amy-rusty-fun/invocations",
            headers: [("X-Amz-Date", "20210511T154045Z")],
            service: "lambda",
            region: "us-east-2",
            secondsSince1970: 1620747645,  // 2021-05-11T15:40:45Z
            signedHeaders: "host;x-amz-date",
            signature: "4b93abbcc68be32bd64c18e2c71150660ab4c29bbd6c32a383a7517a88fc1804"
        ),
        SigningCase(
            name: "get-slash",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "//",
            headers: [("X-Amz-Date", "20150830T123600Z")],
            signedHeaders: "host;x-amz-date",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SigningCase(
            name: "get-slashes",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "//example//",
            headers: [("X-Amz-Date", "20150830T123600Z")],
            signedHeaders: "host;x-amz-date",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"
        ),
        SigningCase(
            name: "get-special-character",
            method: "GET",
            authority: "example.amazonaws.com",
            target: "/example/$delete",
            headers: [("X-Amz-Date", "20150830T123600Z")],
            signedHeaders: "host;x-amz-date",
            signature: "a853c9b21b528b19643d00910d35b83a10c366a10833ceefb45edd6c80e40f27"
        ),
        SigningCase(
            name: "agw2-update-min",
            method: "PATCH",
            authority: "apigateway.us-east-1.amazonaws.com",
            target: "/v2/apis/a1b2c3d4/integrations/a1b2c3",
            headers: [("Content-Type", "application/json")],
            body: #"{"timeoutInMillis": 5000}"#,
            service: "apigateway",
            secondsSince1970: 1767323045,  // 2026-01-02T03:04:05Z
            signedHeaders: "content-type;host;x-amz-date",
            signature: "f27ab3ecd7ce10ab708d6c104f93053c04212bd99d492b84d229c452bb8f230c"
        ),
        SigningCase(
            name: "agw2-update-token",
            method: "PATCH",
            authority: "apigateway.us-east-1.amazonaws.com",
            target: "/v2/apis/a1b2c3d4/integrations/a1b2c3",
            headers: [("Content-Type", "application/json")],
            body: #"{"description": "x"}"#,
            sessionToken: "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwA"
                + "eMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8p"
                + "hUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT"
                + "38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrynNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabI"
                + "Qwj2ICCR/oLxBA==",
            service: "apigateway",
            secondsSince1970: 1767323045,  // 2026-01-02T03:04:05Z
            signedHeaders: "content-type;host;x-amz-date;x-amz-security-token",
            signature: "891b0b7919ce4bb7c74b32306dc41cecf0dc4e1ff671142b2fce8193a4ca639d"
        ),
        SigningCase(
            name: "agw2-update-maps",
            method: "PATCH",
            authority: "apigateway.us-east-1.amazonaws.com",
            target: "/v2/apis/a1b2c3d4/integrations/a1b2c3",
            headers: [("Content-Type", "application/json")],
            body: #"{"requestParameters": {"append:header.x-a": "'v'", "remove:querystring.q": "''"}"#
                + #", "responseParameters": {"404": {"overwrite:statuscode": "403"}, "200": {}}, "tl"#
                + #"sConfig": {"serverNameToVerify": "example.com"}}"#,
            service: "apigateway",
            secondsSince1970: 1767323045,  // 2026-01-02T03:04:05Z
            signedHeaders: "content-type;host;x-amz-date",
            signature: "1ba539a7407ab5a2ede1a0aaa4be94eacc2f8eefaf8adbc173f34bd99cab50db"
        ),
        SigningCase(
            name: "agw2-get-integrations-page",
            method: "GET",
            authority: "apigateway.us-east-1.amazonaws.com",
            target: "/v2/apis/a1b2c3d4/integrations?maxResults=100&nextToken=abc%2F%2B%3D%26%20d%C3%A9",
            service: "apigateway",
            secondsSince1970: 1767323045,  // 2026-01-02T03:04:05Z
            signedHeaders: "host;x-amz-date",
            signature: "a3b436e12d13c609ead378cd30691d66dce2028641b5682889b2e9cff28a67a3"
        ),
        SigningCase(
            name: "agw2-get-integration-port",
            method: "GET",
            authority: "127.0.0.1:5000",
            target: "/v2/apis/a1b2c3d4/integrations/a1b2c3",
            service: "apigateway",
            secondsSince1970: 1767323045,  // 2026-01-02T03:04:05Z
            signedHeaders: "host;x-amz-date",
            signature: "1f819c4137a2ad88a67f23e802ac7f86b896b64850a91768f8e9e13aeedf64dc"
        ),
    ]
}
