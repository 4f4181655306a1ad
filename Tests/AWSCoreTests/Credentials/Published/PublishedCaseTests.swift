import HTTPTypes
import Pacing
import TestSupport
import Testing

@testable import AWSCore

@Suite struct PublishedCaseTests {
    @Test(arguments: ProfileCase.all)
    func profileFilesAreReadAsTheCLIDoes(_ case: ProfileCase) throws {
        let texts = ["/c": `case`.config, "/s": `case`.credentials]
        let environment = ["AWS_CONFIG_FILE": "/c", "AWS_SHARED_CREDENTIALS_FILE": "/s"]
        func read() throws -> AWSConfiguration {
            try AWSConfiguration(environment: environment) { texts[$0].map { Array($0.utf8) } }
        }
        guard let profiles = `case`.profiles else {
            let error = #expect(throws: ConfigurationError.self) { try read() }
            #expect(error?.message.hasPrefix("/c:") == true)
            return
        }
        let configuration = try read()
        let merged = configuration.config.merging(configuration.shared) { $0.merging($1) { $1 } }
        #expect(merged == profiles)
        #expect(configuration.ssoSessions == `case`.ssoSessions)
    }

    /// smithy-rs's `file-location-tests.json`, but for those of Windows.
    @Test(arguments: [
        (["HOME": "/home/user", "USERPROFILE": "ignored", "HOMEDRIVE": "ignored"], "default"),
        (["AWS_PROFILE": "other", "HOME": "/home/user"], "other"),
    ])
    func filesLieInTheHomeFolder(_ environment: [String: String], _ profile: String) throws {
        var paths: [String] = []
        let configuration = try AWSConfiguration(environment: environment) { path in
            paths.append(path)
            return nil
        }
        #expect(paths == ["/home/user/.aws/config", "/home/user/.aws/credentials"])
        #expect(configuration.profileName(nil) == profile)
    }

    /// smithy-rs's `imds-config`, but for overrides in code.
    @Test(
        arguments: [
            (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://override:456"], "", "http://override:456"),
            ([:], "ec2_metadata_service_endpoint = http://override:456", "http://override:456"),
            (
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://override:456"],
                "ec2_metadata_service_endpoint = http://wrong:456", "http://override:456"
            ),
            (["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], "", "http://[fd00:ec2::254]"),
            ([:], "ec2_metadata_service_endpoint_mode = IPv4", "http://169.254.169.254"),
            ([:], "ec2_metadata_service_endpoint_mode = IPv7", nil),
        ] as [([String: String], String, String?)]
    )
    func theInstanceIsAskedWhereTheConfigurationSays(
        _ environment: [String: String],
        _ setting: String,
        _ url: String?
    ) throws {
        let configuration = try CredentialsBench(environment, config: "[default]\n\(setting)").configuration
        #expect((try? InstanceMetadata.endpoint(configuration, profile: nil).url) == url)
    }

    /// smithy-rs's `ecs-tests.json`.
    @Test(
        arguments: [
            ("RELATIVE", "/credentials", "http://169.254.170.2/credentials"), ("FULL", "/credentials", nil),
            ("FULL", "https://mypersonalsite/credentials", "https://mypersonalsite/credentials"),
            ("FULL", "http://localhost:8080/credentials", "http://localhost:8080/credentials"),
            ("FULL", "http://169.254.170.2/credentials", "http://169.254.170.2/credentials"),
            ("FULL", "http://169.254.170.23/v1/credentials", "http://169.254.170.23/v1/credentials"),
        ] as [(String, String, String?)]
    )
    func aContainerIsAskedWhereTheEnvironmentSays(_ kind: String, _ value: String, _ url: String?) {
        let target = try? ContainerCredentials.target(["AWS_CONTAINER_CREDENTIALS_\(kind)_URI": value])
        #expect(target.map { "\($0.scheme)://\($0.authority)\($0.path)" } == url)
    }

    // MARK: Roles

    @Test(arguments: RoleChainCase.all)
    func rolesAreAssumedInTheOrderOfTheirSources(_ case: RoleChainCase) async throws {
        let bench = try CredentialsBench(
            config: `case`.config,
            files: [
                "/var/token.jwt": "jwt",
                "/home/me/.aws/sso/cache/\(PythonJSON.sha1("https://foo.bar")).json": Self.ssoToken,
            ],
            answers: [.role("R0"), .role("R1")]
        )
        if let failure = `case`.failure {
            #expect(await bench.failure("A").contains(failure))
            #expect(bench.requests.isEmpty)
            return
        }
        if `case`.steps == ["sso 0123 testrole us-east-7 https://foo.bar"] {
            _ = await bench.failure("A")
            #expect(
                bench.requests == [
                    "GET https://portal.sso.us-east-7.amazonaws.com/federation/credentials?role_name=testrole&account_id=0123"
                ]
            )
            return
        }
        let isWebIdentity = `case`.steps[0].hasPrefix("web identity")
        if isWebIdentity { _ = await bench.failure("A") } else { _ = try await bench.credentials("A") }
        #expect(steps(of: bench) == `case`.steps)
        // What is assumed signs the next call.
        for index in bench.requests.indices.dropFirst() {
            #expect(bench.header("authorization", index)?.contains("Credential=R\(index - 1)/") == true)
        }
    }

    private static let ssoToken = #"{"accessToken": "a", "expiresAt": "2080-01-01T00:00:00Z"}"#

    private func steps(of bench: CredentialsBench) -> [String] {
        var steps: [String] = []
        if let authorization = bench.header("authorization", 0), let start = authorization.firstRange(of: "Credential=")
        {
            steps.append("key \(authorization[start.upperBound...].prefix { $0 != "/" })")
        }
        for index in bench.requests.indices {
            let arn = "arn:aws:iam::123456789:role/Role\(index + 1 == bench.requests.count ? "A" : "B")"
            let body = bench.body(index)
            #expect(body.contains("RoleArn=\(URIEncoding.query(arn))"))
            let isWebIdentity = body.hasPrefix("Action=AssumeRoleWithWebIdentity&")
            let externalID = body.contains("&ExternalId=my_external_id") ? " for my_external_id" : ""
            steps.append(isWebIdentity ? "web identity \(arn) /var/token.jwt" : "role \(arn)\(externalID)")
        }
        return steps
    }

    // MARK: The whole chain

    /// The recorded answers are those of the past: the clock says half an hour before they expire.
    @Test(arguments: ChainCase.all)
    func theChainFindsWhatIsPublished(_ case: ChainCase) async throws {
        let environment = ["AWS_REGION": "", "AWS_EC2_METADATA_DISABLED": ""].merging(`case`.environment) { $1 }
        let answers = `case`.exchanges.map { FakeTransport.Answer.response($0.status, [:], $0.body) }
        let bench: CredentialsBench
        do {
            bench = try CredentialsBench(
                environment,
                files: `case`.files,
                answers: answers,
                clock: ManualClock(jumps: `case`.exchanges.contains { $0.status == 503 }),
                time: (`case`.expiry ?? 1_600_000_000) - 1_800
            )
        } catch {
            #expect("\(error)".contains(try #require(`case`.failure)))
            return
        }
        if let failure = `case`.failure {
            #expect(await bench.failure(`case`.profile).contains(failure))
        } else {
            let expected = Credentials(
                accessKeyID: try #require(`case`.key),
                secretAccessKey: Secret(try #require(`case`.secret)),
                sessionToken: `case`.token.map(Secret.init),
                expiration: `case`.expiry,
                accountID: `case`.account
            )
            #expect(try await bench.credentials(`case`.profile) == expected)
        }
        #expect(bench.requests.map(normalized) == `case`.exchanges.map { normalized("\($0.method) \($0.url)") })
    }

    /// The parameters of a query in alphabetical order; the root's slash.
    private func normalized(_ request: String) -> String {
        let parts = request.split(separator: "?", maxSplits: 1)
        let query = parts.count > 1 ? "?" + parts[1].split(separator: "&").sorted().joined(separator: "&") : ""
        return parts[0] + query
    }
}
