import Records
import Testing

@testable import AWSCore

/// Names and contents as botocore 1.43.11 makes them (`AssumeRoleCredentialFetcher`, `JSONFileCache`).
@Suite struct CredentialCacheTests {
    private static let arn = "arn:aws:iam::111122223333:role/worker"
    private static let folder = "\(CredentialsBench.home)/.aws/cli/cache/"
    private static let path = folder + "310008956bc8c36f2c506dccf2fb56d82cd3cfed.json"
    private static let config = """
        [profile a]
        role_arn = \(arn)
        source_profile = base
        [profile base]
        aws_access_key_id = AKBASE
        aws_secret_access_key = s
        """

    private static func file(_ expiration: String) -> String {
        """
        {"Credentials": {"AccessKeyId": "CACHED", "SecretAccessKey": "s", "SessionToken": "t", \
        "Expiration": "\(expiration)", "AccountId": "111122223333"}, "AssumedRoleUser": {"Arn": "x"}, \
        "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 200}}
        """
    }

    @Test(
        arguments: [
            (RoleRequest(arn: arn, sessionName: "any"), "310008956bc8c36f2c506dccf2fb56d82cd3cfed"),
            (
                RoleRequest(arn: arn, sessionName: "s1", isSessionNameDefault: false),
                "8f176c9d3b9c7fb7caca2fb3d32227786363bb62"
            ),
            (
                RoleRequest(
                    arn: arn,
                    sessionName: "any",
                    externalID: "a\"b\\c",
                    duration: 3_600,
                    serialNumber: "arn:aws:iam::1:mfa/x"
                ),
                "af69dbd344e24109e1e6e387f03ac3f81e5ff495"
            ),
            (
                RoleRequest(arn: "arn:aws:iam::111122223333:role/wörk😀er", sessionName: "any", externalID: "é\t\n"),
                "3164509b4b2f2c0d39ab12f954d706fb61395c88"
            ),
        ]
    )
    func filesAreNamedAsTheCLINamesThem(_ request: RoleRequest, _ key: String) {
        #expect(request.cacheKey == key)
    }

    @Test func ssoFilesToo() {
        var session = SSOSession(name: nil, startURL: "https://start.example.test/", region: "us-east-1")
        #expect(session.cacheKey == "4dc5bcfcf4032dec02fbb28bbe2d56561591687b")
        var role = SSORole(name: "worker", accountID: "111122223333", session: session)
        #expect(role.cacheKey == "ffa7116a10e1ac255aba122391d92abb0ae22d59")
        session.name = "dev"
        #expect(session.cacheKey == "34c6fceca75e456f25e7e99531e2425c6c1de443")
        role.session = session
        #expect(role.cacheKey == "104833f1bfdbd0c8960f7ae5f0a432b793f4b486")
    }

    @Test(arguments: [
        "2025-03-01T12:15:00Z", "2025-03-01T12:15:00UTC", "2025-03-01T13:15:00+01:00", "2025-03-01T12:15:00+00:00",
    ])
    func whatTheCLIHasCachedIsUsed(_ expiration: String) async throws {
        let bench = try CredentialsBench(config: Self.config, files: [Self.path: Self.file(expiration)])
        let found = try await bench.credentials("a")
        #expect(found.accessKeyID == "CACHED")
        #expect(found.accountID == "111122223333")
        #expect(bench.requests.isEmpty)
    }

    @Test(arguments: [
        file("2025-03-01T12:14:59Z"), file("2025-03-01T11:00:00Z"), file("soon"), "{}", "", "{\"Credentials\": 1}",
    ])
    func whatIsNotGoodForFifteenMinutesIsNot(_ content: String) async throws {
        let bench = try CredentialsBench(config: Self.config, files: [Self.path: content], answers: [.role("NEW")])
        #expect(try await bench.credentials("a").accessKeyID == "NEW")
    }

    @Test func whatIsAssumedIsCachedForTheCLI() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        _ = try await bench.credentials("a")
        #expect(
            bench.files[Self.path] == """
                {"Credentials":{"AccessKeyId":"ASIA1","SecretAccessKey":"secret-of-ASIA1","SessionToken":"token-of-ASIA1",\
                "Expiration":"2025-03-01T13:00:00UTC","AccountId":"111122223333"},"AssumedRoleUser":\
                {"AssumedRoleId":"AROAX:s","Arn":"arn:aws:sts::111122223333:assumed-role/worker/s"}}
                """
        )
    }

    @Test func aCacheThatCannotBeWrittenIsNoError() async throws {
        let bench = try CredentialsBench(config: Self.config, answers: [.role("ASIA1")])
        bench.files.refuseWrites()
        #expect(try await bench.credentials("a").accessKeyID == "ASIA1")
    }

    /// Python's `dateutil`.
    @Test(
        arguments: [
            ("2025-03-01T13:00:00Z", 1_740_834_000), ("2025-03-01T13:00:00UTC", 1_740_834_000),
            ("2025-03-01T13:00:00+01:00", 1_740_830_400), ("2025-03-01T13:00:00-0130", 1_740_839_400),
            ("2025-03-01T13:00:00.250Z", 1_740_834_000.25), ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2025-03-01 13:00:00", 1_740_834_000), ("", nil), ("2025-03-01", nil), ("2025-13-01T13:00:00Z", nil),
            ("2025-03-01T13:00:00X", nil), ("2025-03-01T13:00:00.Z", nil), ("2025-03-01T13:00:00+1:00", nil),
            ("٢٠٢٥-03-01T13:00:00Z", nil), ("2025-03-01T13:00:00+01:0é", nil),
        ] as [(String, Double?)]
    )
    func momentsAreRead(_ text: String, _ seconds: Double?) {
        #expect(Timestamp.seconds(text) == seconds)
    }
}
