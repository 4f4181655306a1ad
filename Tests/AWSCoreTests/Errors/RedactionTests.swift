import Testing

@testable import AWSCore

@Suite struct RedactionTests {
    private let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG"),
        sessionToken: Secret("FQoG//token+==")
    )

    @Test func secretsDoNotPrint() {
        let secret = Secret("hidden")
        var dumped = ""
        dump(credentials, to: &dumped)
        var mirrored = ""
        for child in Mirror(reflecting: secret).children { mirrored += "\(child)" }
        let all = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(Optional(secret)!)",
            "\(credentials)", String(reflecting: credentials), dumped, mirrored, "\(StaticCredentials(credentials))",
        ]
        for text in all {
            for hidden in ["hidden", "wJalrXUtnFEMI", "token+"] { #expect(!text.contains(hidden)) }
        }
        #expect("\(secret)" == "<redacted>")
    }

    @Test func whatAServiceQuotesBackIsTakenOut() {
        let text = """
            The Canonical String for this request should have been
            'PATCH\nx-amz-security-token:FQoG//token+==\nfoo=FQoG%2F%2Ftoken%2B%3D%3D&wJalrXUtnFEMI/K7MDENG'
            not valid in Authorization header: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/x, Signature=abc123' thanks
            """
        let cleaned = Redaction(credentials).apply(to: text)
        for hidden in ["token", "wJalr", "Signature=", "abc123", "\n"] where hidden != "token" {
            #expect(!cleaned.contains(hidden))
        }
        #expect(!cleaned.contains("FQoG"))
        #expect(cleaned.hasSuffix("Authorization header: '<redacted>' thanks"))
    }

    /// In the spellings of JSON writers, and cut by whoever quotes it.
    @Test(arguments: [
        (#"{"token":"FQoG\/\/token+=="}"#, #"{"token":"<redacted>"}"#),
        (#"{"token":"FQoG//token\u002b\u003d\u003d"}"#, #"{"token":"<redacted>"}"#),
        (#"a "quoted\"secret\\" one"#, #"a "<redacted>" one"#),
        ("the key wJalrXUtnFEMI/K7… is wrong", "the key <redacted>… is wrong"),
        ("the key wJalrXUt is another one", "the key wJalrXUt is another one"),
    ])
    func aSecretIsKnownHoweverItIsQuoted(_ text: String, _ cleaned: String) {
        let secrets = ["FQoG//token+==", #"quoted"secret\"#, "wJalrXUtnFEMI/K7MDENG"]
        #expect(Redaction(secrets: secrets).apply(to: text) == cleaned)
    }

    /// As helper programs print them when something goes wrong.
    @Test(
        arguments: [
            (
                #"{"Version": 2, "SecretAccessKey": "wJalr/+=", "x": 1}"#,
                #"{"Version": 2, "SecretAccessKey": "<redacted>", "x": 1}"#
            ),
            ("+ AWS_SESSION_TOKEN=FQoG//token+== run", "+ AWS_SESSION_TOKEN=<redacted> run"),
            ("aws_secret_access_key = wJalr", "aws_secret_access_key = <redacted>"),
            (#"got {\"accessToken\":\"eyJ\"}"#, #"got {\"accessToken\":\"<redacted>"}"#),
            ("X-Amz-Security-Token: FQoG", "X-Amz-Security-Token: <redacted>"),
            ("clientSecret='a',refreshToken='b'", "clientSecret='<redacted>',refreshToken='<redacted>'"),
            (
                "The security token included in the request is invalid.",
                "The security token included in the request is invalid."
            ),
        ]
    )
    func whatIsNamedASecretIsTakenOut(_ text: String, _ cleaned: String) {
        #expect(Redaction(nil).apply(to: text) == cleaned)
    }

    /// A refusal may quote what was sent in any spelling.
    @Test(arguments: [
        "FQoG//token+==", "FQoG%2F%2Ftoken%2B%3D%3D", "fqog%2f%2ftoken%2b%3d%3d", #"FQoG\/\/token+=="#,
    ])
    func aTokenIsTakenOutHoweverItIsSpelt(_ spelling: String) {
        let text = Redaction(credentials).apply(to: "token <\(spelling)> was refused")
        #expect(text == "token <<redacted>> was refused")
    }

    @Test func aSignatureIsTakenOutWithoutItsScheme() {
        let signature = String(repeating: "0a", count: 32)
        #expect(Redaction(nil).apply(to: "Signature=\(signature), x") == "Signature=<redacted>, x")
    }

    @Test func controlCharactersBecomeSpaces() {
        #expect(Redaction(nil).apply(to: "a\u{1B}[31m\u{0}\r\nb\u{202E}c\u{2028}d") == "a [31m   b c d")
    }

    @Test func longTextsAreCut() {
        let text = String(repeating: "é", count: 5_000)
        #expect(Redaction(nil).apply(to: text, maximumLength: 200) == String(repeating: "é", count: 200) + "…")
        #expect(Redaction(nil).apply(to: text).count == 1_001)
        #expect(Redaction(nil).apply(to: "short", maximumLength: 5) == "short")
    }

    /// A secret at the place of the cut must not leave its beginning behind.
    @Test func secretsAreTakenOutBeforeTheCut() {
        let text = String(repeating: "x", count: 195) + "wJalrXUtnFEMI/K7MDENG"
        #expect(!Redaction(credentials).apply(to: text, maximumLength: 200).contains("wJ"))
    }
}
