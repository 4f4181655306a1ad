import AWSCore
import HTTPTypes
import Testing

@Suite struct SigV4SignerTests {
    private let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    )
    private let noon = SigningDate(secondsSince1970: 1_440_938_160)

    private func request(path: String = "/", authority: String = "example.amazonaws.com") -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: authority, path: path)
    }

    @Test(arguments: SigningCase.all)
    func signaturesAreThePublishedOnes(_ example: SigningCase) throws {
        var request = HTTPRequest(
            method: try #require(HTTPRequest.Method(rawValue: example.method)),
            scheme: example.authority.hasPrefix("127.") ? "http" : "https",
            authority: example.authority,
            path: example.target
        )
        for (name, value) in example.headers {
            request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        var credentials = credentials
        credentials.sessionToken = example.sessionToken.map(Secret.init)
        let date = SigningDate(secondsSince1970: example.secondsSince1970)
        SigV4Signer(service: example.service, region: example.region)
            .sign(&request, body: Array(example.body.utf8), credentials: credentials, at: date)
        let scope = "\(date.dateStamp)/\(example.region)/\(example.service)/aws4_request"
        #expect(
            request.headerFields[.authorization]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope), SignedHeaders=\(example.signedHeaders), "
                + "Signature=\(example.signature)"
        )
    }

    @Test func signingAgainReplacesTheEarlierSignature() throws {
        var token = credentials
        token.sessionToken = Secret("token")
        let signer = SigV4Signer(service: "apigateway", region: "us-east-1")
        var first = request()
        signer.sign(&first, body: nil, credentials: token, at: noon)
        var second = first
        let later = SigningDate(secondsSince1970: 1_440_938_161)
        signer.sign(&second, body: nil, credentials: token, at: later)
        #expect(second.headerFields.count == first.headerFields.count)
        #expect(second.headerFields[.authorization] != first.headerFields[.authorization])
        signer.sign(&second, body: nil, credentials: token, at: noon)
        #expect(second.headerFields[.authorization] == first.headerFields[.authorization])
    }

    @Test func aNewDayOrAnotherSecretMakesANewKey() {
        let signer = SigV4Signer(service: "apigateway", region: "us-east-1")
        let dates = [noon, SigningDate(secondsSince1970: 1_440_938_160 + 86_400), noon]
        let other = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("other"))
        for date in dates {
            for credentials in [credentials, other] {
                var cached = request()
                signer.sign(&cached, body: nil, credentials: credentials, at: date)
                var fresh = request()
                SigV4Signer(service: "apigateway", region: "us-east-1")
                    .sign(&fresh, body: nil, credentials: credentials, at: date)
                #expect(cached.headerFields[.authorization] == fresh.headerFields[.authorization])
            }
        }
    }

    /// Headers that proxies change are left out, and the host counts without its default port and in lower case.
    @Test func whatMayChangeOnTheWayDoesNotCount() throws {
        let signer = SigV4Signer(service: "service", region: "us-east-1")
        var plain = request()
        signer.sign(&plain, body: nil, credentials: credentials, at: noon)
        var decorated = request(authority: "Example.amazonaws.com:443")
        decorated.headerFields[.userAgent] = "apigw-migrate/1"
        decorated.headerFields[.expect] = "100-continue"
        signer.sign(&decorated, body: nil, credentials: credentials, at: noon)
        #expect(plain.headerFields[.authorization] == decorated.headerFields[.authorization])
    }

    @Test func theOrderOfTheQueryDoesNotCount() {
        let signer = SigV4Signer(service: "service", region: "us-east-1")
        let signatures = ["/?b=1&a=2&a=1&c", "/?a=1&c=&a=2&b=1"].map { path in
            var request = request(path: path)
            signer.sign(&request, body: nil, credentials: credentials, at: noon)
            return request.headerFields[.authorization]
        }
        #expect(signatures[0] == signatures[1])
    }

    /// `date -u -d @SECONDS +%Y%m%dT%H%M%SZ`
    @Test(arguments: [
        (0.0, "19700101T000000Z"), (951_782_399.9, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
        (951_868_800, "20000301T000000Z"), (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
        (1_735_689_599, "20241231T235959Z"), (-1, "19691231T235959Z"), (253_402_300_799, "99991231T235959Z"),
        (1e300, "99991231T235959Z"), (.nan, "19700101T000000Z"),
    ])
    func datesAreThoseOfTheCalendar(_ seconds: Double, _ timestamp: String) {
        let date = SigningDate(secondsSince1970: seconds)
        #expect(date.timestamp == timestamp)
        #expect(date.dateStamp == timestamp.prefix(8))
    }

    @Test(arguments: [
        ("abc-._~09AZ", "abc-._~09AZ"), ("a/b:c@d+e f", "a%2Fb%3Ac%40d%2Be%20f"), ("100%", "100%25"),
        ("dé", "d%C3%A9"), ("😀", "%F0%9F%98%80"), ("", ""),
    ])
    func labelsEncodeEverythingThatIsNotUnreserved(_ text: String, _ encoded: String) {
        #expect(URIEncoding.label(text) == encoded)
        #expect(URIEncoding.query(text) == encoded)
    }
}
