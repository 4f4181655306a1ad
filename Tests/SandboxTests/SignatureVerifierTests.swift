import Testing

@testable import Sandbox

/// Expected signatures are those of the published test suite of Signature Version 4 and, for this service's own
/// requests, what botocore 1.43.11 computed.
@Suite struct SignatureVerifierTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var request: SignedRequest
        /// Seconds since 1970 at which it was signed.
        var signedAt: Int
    }

    private static let verifier = SignatureVerifier { accessKeyID, _, _ throws(SignatureVerifier.Refusal) in
        let account = Principal.user(account: "000000000001")
        switch accessKeyID {
        case "AKIDEXAMPLE": return .init(secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", principal: account)
        case "AKIASANDBOX000000000001": return .init(secret: "sandbox-secret", principal: account)
        default: throw .unknownKey
        }
    }

    private static func published(
        _ name: String,
        _ method: String = "GET",
        path: String = "/",
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: String = "",
        signedHeaders: String = "host;x-amz-date",
        signature: String
    ) -> Case {
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=\(signedHeaders), Signature=\(signature)"
        let always = [
            (name: "host", value: "example.amazonaws.com"), (name: "x-amz-date", value: "20150830T123600Z"),
            (name: "authorization", value: authorization),
        ]
        let request = SignedRequest(
            method: method,
            path: path,
            query: query,
            headers: always + headers,
            body: Array(body.utf8)
        )
        return Case(testDescription: name, request: request, signedAt: 1_440_938_160)
    }

    private static func recorded(
        _ name: String,
        _ method: String,
        path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: String = "",
        service: String = "apigateway",
        signedHeaders: String,
        signature: String
    ) -> Case {
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIASANDBOX000000000001/20260304/us-east-1/\(service)/aws4_request, "
            + "SignedHeaders=\(signedHeaders), Signature=\(signature)"
        let always = [
            (name: "host", value: "127.0.0.1:8080"), (name: "x-amz-date", value: "20260304T050607Z"),
            (name: "authorization", value: authorization),
        ]
        let request = SignedRequest(
            method: method,
            path: path,
            query: query,
            headers: always + headers,
            body: Array(body.utf8)
        )
        return Case(testDescription: name, request: request, signedAt: 1_772_600_767)
    }

    static let update = recorded(
        "an update with a body that is not ASCII",
        "PATCH",
        path: "/v2/apis/api0000001/integrations/int0001",
        headers: [("content-type", "application/json")],
        body: #"{"description": "hé"}"#,
        signedHeaders: "content-type;host;x-amz-date",
        signature: "365299538cb2d8680dcfd9beddf24b0f3823949079ade20913dcd052c09f81b0"
    )

    static let valid: [Case] = [
        published("get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        published(
            "post-vanilla",
            "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
        published(
            "get-header-key-duplicate",
            headers: [("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1")],
            signedHeaders: "host;my-header1;x-amz-date",
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        ),
        published(
            "get-relative",
            path: "/example/..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        published(
            "get-space",
            path: "/example space/",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"
        ),
        update,
        recorded(
            "a page with a token, signed with a session token",
            "GET",
            path: "/v2/apis",
            query: "maxResults=2&nextToken=%2B%2B%2B%2BMTAw%3D",
            headers: [("x-amz-security-token", "tok/en+x=")],
            signedHeaders: "host;x-amz-date;x-amz-security-token",
            signature: "1fa88b9c9ee30e936005fd34b27cf3f4421970bc3b84b99db5c92fc17b4a98a6"
        ),
        recorded(
            "an id with encoded characters",
            "GET",
            path: "/v2/apis/a%2Fb%20c%3A%C3%A9",
            signedHeaders: "host;x-amz-date",
            signature: "b8fe6467421cbfaf8bec67b22435c9e66d87e550acbcd6a8004b80ec92903fdf"
        ),
        recorded(
            "a form for STS",
            "POST",
            path: "/",
            headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: "Action=GetCallerIdentity&Version=2011-06-15",
            service: "sts",
            signedHeaders: "content-type;host;x-amz-date",
            signature: "27bcca542afc462f3a132b01b526b3118b87896b30eeb26cf0f27075c027c7c2"
        ),
    ]

    @Test(arguments: valid)
    func acceptsWhatOthersSigned(_ item: Case) throws {
        _ = try Self.verifier.verify(item.request, now: item.signedAt)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout SignedRequest) -> Void

        init(_ testDescription: String, _ apply: @escaping @Sendable (inout SignedRequest) -> Void) {
            self.testDescription = testDescription
            self.apply = apply
        }
    }

    static let changes: [Change] = [
        Change("body") { $0.body.append(0x20) },
        Change("method") { $0.method = "GET" },
        Change("path") { $0.path += "2" },
        Change("query") { $0.query = "a=b" },
        Change("signed header") { $0.set("content-type", "text/plain") },
        Change("removed signed header") { $0.headers.removeAll { $0.name == "content-type" } },
        Change("host") { $0.set("host", "127.0.0.1:8081") },
        Change("date within the tolerance") { $0.set("x-amz-date", "20260304T050608Z") },
        Change("region") { $0.editAuthorization("us-east-1", "us-east-2") },
        Change("service") { $0.editAuthorization("apigateway", "sts") },
        Change("signature") { $0.editAuthorization("Signature=3", "Signature=4") },
        Change("session token that is not signed") { $0.headers.append(("x-amz-security-token", "t")) },
        Change("host that is not signed") { $0.editAuthorization("host;", "") },
        Change("digest header of another body") {
            $0.headers.append(("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
        },
    ]

    @Test(arguments: changes)
    func refusesARequestThatWasChangedAfterItWasSigned(_ change: Change) {
        var request = Self.update.request
        change.apply(&request)
        let refusal = #expect(throws: SignatureVerifier.Refusal.self) {
            try Self.verifier.verify(request, now: Self.update.signedAt)
        }
        guard case .mismatch = refusal else {
            Issue.record("\(String(describing: refusal)) is no mismatch")
            return
        }
    }

    @Test func tellsMissingMalformedAndUnknownApart() {
        let now = Self.update.signedAt
        var request = Self.update.request
        request.headers.removeAll { $0.name == "authorization" }
        #expect(throws: SignatureVerifier.Refusal.missing) { try Self.verifier.verify(request, now: now) }
        request.headers.append(("authorization", "AWS4-HMAC-SHA256 Credential=x"))
        let malformed = #expect(throws: SignatureVerifier.Refusal.self) {
            try Self.verifier.verify(request, now: now)
        }
        guard case .incomplete = malformed else {
            Issue.record("\(String(describing: malformed)) is another refusal")
            return
        }
        request = Self.update.request
        request.editAuthorization("000000000001", "000000000002")
        #expect(throws: SignatureVerifier.Refusal.unknownKey) { try Self.verifier.verify(request, now: now) }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func toleratesFiveMinutesEitherWay(_ offset: Int, _ isAccepted: Bool) {
        let request = Self.update.request
        let accepted = (try? Self.verifier.verify(request, now: Self.update.signedAt + offset)) != nil
        #expect(accepted == isAccepted)
    }

    @Test func saysHowTheDateIsOff() {
        #expect(
            throws: SignatureVerifier.Refusal.mismatch(
                "Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T051108Z - 5 min.)"
            )
        ) {
            try Self.verifier.verify(Self.update.request, now: Self.update.signedAt + 301)
        }
    }

    /// Seconds from Python's `datetime`.
    @Test(arguments: [
        ("19700101T000000Z", 0), ("20000229T235959Z", 951_868_799), ("20240301T000000Z", 1_709_251_200),
        ("20261231T235959Z", 1_798_761_599), ("21000301T120000Z", 4_107_585_600),
    ])
    func readsAndWritesDates(_ text: String, _ seconds: Int) {
        #expect(AmazonDate(text)?.seconds == seconds)
        #expect(AmazonDate(seconds: seconds).text == text)
    }

    /// From Python's `email.utils.formatdate` and `strftime`.
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
        (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT", "2000-02-29T23:59:59Z"),
        (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT", "2024-03-01T00:00:00Z"),
        (1_772_600_767, "Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"),
        (4_107_585_600, "Mon, 01 Mar 2100 12:00:00 GMT", "2100-03-01T12:00:00Z"),
    ])
    func writesDatesOfHTTPAndISO8601(_ seconds: Int, _ http: String, _ iso8601: String) {
        #expect(AmazonDate(seconds: seconds).httpDate == http)
        #expect(AmazonDate(seconds: seconds).iso8601 == iso8601)
    }

    @Test(arguments: ["", "20240301T000000", "20240301 000000Z", "2024-03-01T00:00:00Z", "20241301T000000Z"])
    func refusesOtherDates(_ text: String) {
        #expect(AmazonDate(text) == nil)
    }
}

extension SignedRequest {
    fileprivate mutating func set(_ name: String, _ value: String) {
        for index in headers.indices where headers[index].name == name { headers[index].value = value }
    }

    fileprivate mutating func editAuthorization(_ old: String, _ new: String) {
        let header = header("authorization") ?? ""
        set("authorization", header.split(separator: old, omittingEmptySubsequences: false).joined(separator: new))
    }
}
