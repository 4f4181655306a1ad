import Testing

@testable import Sandbox

/// SSO, SSO-OIDC, instance metadata and a container's endpoint.
@Suite struct CredentialServiceTests {
    private static let now = RecordedCall.signedAt
    private static let ring = KeyRing(state: .generated(accounts: 4, apis: 1, integrations: 1), refusedAccounts: [])

    private func roleCredentials(
        _ bench: ServiceBench,
        token: String? = "any",
        account: String = "000000000002",
        role: String = "Admin",
        at time: Int = now
    ) async throws -> ServiceBench.Reply {
        try await bench.send(
            .unsigned(
                "GET",
                "/federation/credentials",
                query: "role_name=\(role)&account_id=\(account)",
                headers: token.map { [("x-amz-sso_bearer_token", $0)] } ?? []
            ),
            at: time
        )
    }

    private func createToken(_ bench: ServiceBench, _ body: String) async throws -> ServiceBench.Reply {
        try await bench.send(.unsigned("POST", "/token", body: body), at: Self.now)
    }

    private func metadata(
        _ bench: ServiceBench,
        _ path: String,
        token: String?,
        at time: Int = now
    ) async throws -> ServiceBench.Reply {
        let headers = token.map { [(name: "x-aws-ec2-metadata-token", value: $0)] } ?? []
        return try await bench.send(.unsigned("GET", "/latest/meta-data/" + path, headers: headers), at: time)
    }

    private func metadataToken(_ bench: ServiceBench, lifetime: String) async throws -> ServiceBench.Reply {
        let headers = [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: lifetime)]
        return try await bench.send(.unsigned("PUT", "/latest/api/token", headers: headers), at: Self.now)
    }

    /// The form that instances and containers share.
    private func expectCredentials(
        _ reply: ServiceBench.Reply,
        of account: String,
        expiration: String
    ) throws {
        #expect(reply.status == 200)
        let object = try reply.object()
        #expect(object["Code"] as? String == "Success")
        #expect(object["Expiration"] as? String == expiration)
        #expect(object["AccountId"] as? String == account)
        let key = try Self.ring.key(
            #require(object["AccessKeyId"] as? String),
            sessionToken: object["Token"] as? String,
            now: Self.now
        )
        #expect(key.secret == object["SecretAccessKey"] as? String)
        #expect(key.principal.account == account)
    }

    @Test func ssoHandsOutCredentialsWithTheirEndInMilliseconds() async throws {
        let bench = ServiceBench(SandboxCredentialRules(lifetime: .seconds(20)))
        let reply = try await roleCredentials(bench)
        let credentials = try #require(try reply.object()["roleCredentials"] as? [String: Any])
        #expect(credentials["expiration"] as? Int == (Self.now + 20) * 1000)
        let key = try Self.ring.key(
            #require(credentials["accessKeyId"] as? String),
            sessionToken: credentials["sessionToken"] as? String,
            now: Self.now
        )
        #expect(key.secret == credentials["secretAccessKey"] as? String)
        #expect(key.principal == .role(account: "000000000002", name: "Admin", session: "sandbox"))
        #expect(bench.ledger.statistics.calls == [.getRoleCredentials: 1])
    }

    @Test func ssoRefusesTokensAndRoles() async throws {
        let rules = SandboxCredentialRules(
            deniedRoles: ["arn:aws:iam::000000000002:role/No"],
            refusedTokens: ["old"]
        )
        let bench = ServiceBench(rules)
        for token in [nil, "", "old"] {
            let reply = try await roleCredentials(bench, token: token)
            #expect(reply.status == 401)
            #expect(reply.errorType == "UnauthorizedException")
        }
        #expect(try await roleCredentials(bench, role: "No").errorType == "ForbiddenException")
        #expect(try await roleCredentials(bench, account: "000000000009").errorType == "ForbiddenException")
        #expect(try await roleCredentials(bench, account: "x").status == 403)
    }

    @Test func aRefreshedSSOTokenIsGoodUntilItsEnd() async throws {
        let bench = ServiceBench(SandboxCredentialRules(lifetime: .seconds(20)))
        let reply = try await createToken(
            bench,
            #"{"clientId":"c","clientSecret":"s","grantType":"refresh_token","refreshToken":"r"}"#
        )
        let object = try reply.object()
        #expect(object["expiresIn"] as? Int == 20)
        #expect(object["tokenType"] as? String == "Bearer")
        #expect(object["refreshToken"] is String)
        let token = try #require(object["accessToken"] as? String)
        #expect(try await roleCredentials(bench, token: token, at: Self.now + 19).status == 200)
        #expect(try await roleCredentials(bench, token: token, at: Self.now + 20).status == 401)
    }

    @Test(arguments: [
        ("{}", "InvalidRequestException"),
        (#"{"clientId":"c","clientSecret":"s","grantType":"password"}"#, "UnsupportedGrantTypeException"),
        (#"{"clientId":"c","clientSecret":"s","grantType":"refresh_token"}"#, "InvalidGrantException"),
        (
            #"{"clientId":"c","clientSecret":"s","grantType":"refresh_token","refreshToken":"old"}"#,
            "InvalidGrantException"
        ),
    ])
    func aTokenIsNotCreatedOfAnythingElse(_ body: String, _ code: String) async throws {
        let bench = ServiceBench(SandboxCredentialRules(refusedTokens: ["old"]))
        let reply = try await createToken(bench, body)
        #expect(reply.status == 400)
        #expect(reply.errorType == code)
        #expect(bench.ledger.requests.allSatisfy { $0.body.isEmpty })
    }

    @Test func anInstanceGetsCredentialsOfTheFirstAccount() async throws {
        let bench = ServiceBench()
        let reply = try await metadataToken(bench, lifetime: "60")
        #expect(reply.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "60")
        let token = reply.text
        let role = try await metadata(bench, "iam/security-credentials/", token: token).text
        #expect(role == "sandbox-role")
        #expect(try await metadata(bench, "placement/availability-zone", token: token).text == "us-east-1a")
        try expectCredentials(
            try await metadata(bench, "iam/security-credentials/" + role, token: token),
            of: "000000000001",
            expiration: "2026-03-04T06:06:07Z"
        )
        #expect(try await metadata(bench, "iam/security-credentials/other", token: token).status == 404)
        #expect(try await metadata(bench, "iam/security-credentials", token: token, at: Self.now + 60).status == 401)
    }

    @Test func instanceMetadataNeedsAToken() async throws {
        let bench = ServiceBench()
        for token in [nil, "", "made-up", RecordedCall.token] {
            #expect(try await metadata(bench, "iam/security-credentials/", token: token).status == 401)
        }
        for lifetime in ["0", "21601", "x"] {
            #expect(try await metadataToken(bench, lifetime: lifetime).status == 400)
        }
    }

    @Test func aContainerGetsCredentialsOfTheAccountInItsPath() async throws {
        let bench = ServiceBench(SandboxCredentialRules(lifetime: .seconds(20), refusedTokens: ["old"]))
        func get(_ path: String, authorization: String? = nil) async throws -> ServiceBench.Reply {
            let headers = authorization.map { [(name: "authorization", value: $0)] } ?? []
            return try await bench.send(.unsigned("GET", path, headers: headers), at: Self.now)
        }
        let end = "2026-03-04T05:06:27Z"
        try expectCredentials(try await get("/v2/credentials"), of: "000000000001", expiration: end)
        try expectCredentials(
            try await get("/v2/credentials/000000000003", authorization: "Basic x"),
            of: "000000000003",
            expiration: end
        )
        #expect(try await get("/v2/credentials", authorization: "old").status == 401)
        #expect(try await get("/v2/credentials/000000000009").status == 404)
    }
}
