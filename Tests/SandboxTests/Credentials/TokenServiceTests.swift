import Testing

@testable import Sandbox

/// STS, and what its credentials are good for.
@Suite struct TokenServiceTests {
    private static let signedAt = RecordedCall.signedAt

    @Test func handsOutCredentialsOfTheRolesAccount() async throws {
        let bench = ServiceBench()
        let reply = try await bench.send(RecordedCall.assumeRole, at: Self.signedAt)
        #expect(reply.status == 200)
        #expect(reply.element("Arn") == "arn:aws:sts::000000000002:assumed-role/deploy/s+=,.@-1")
        #expect(reply.element("AccessKeyId")?.hasPrefix("ASIASANDBOX000000000002") == true)
        #expect(reply.element("SecretAccessKey")?.count == 44)
        // 900 s after 05:06:07
        #expect(reply.element("Expiration") == "2026-03-04T05:21:07Z")
        #expect(bench.ledger.statistics.calls == [.assumeRole: 1])
        let again = try await bench.send(RecordedCall.assumeRole, at: Self.signedAt)
        #expect(again.element("AccessKeyId") != reply.element("AccessKeyId"))
    }

    /// What is handed out is what is taken.
    @Test func theCredentialsHandedOutAreGoodUntilTheyExpire() async throws {
        let reply = try await ServiceBench().send(RecordedCall.assumeRole, at: Self.signedAt)
        let ring = KeyRing(state: .generated(accounts: 4, apis: 1, integrations: 1), refusedAccounts: [])
        let keyID = try #require(reply.element("AccessKeyId"))
        let token = try #require(reply.element("SessionToken"))
        let key = try ring.key(keyID, sessionToken: token, now: Self.signedAt + 899)
        #expect(key.secret == reply.element("SecretAccessKey"))
        #expect(key.principal == .role(account: "000000000002", name: "deploy", session: "s+=,.@-1"))
        #expect(throws: SignatureVerifier.Refusal.expired) {
            try ring.key(keyID, sessionToken: token, now: Self.signedAt + 900)
        }
    }

    @Test func aLifetimeOfTheServerCountsMoreThanWhatIsAskedFor() async throws {
        let bench = ServiceBench(SandboxCredentialRules(lifetime: .seconds(20)))
        let reply = try await bench.send(RecordedCall.assumeRole, at: Self.signedAt)
        #expect(reply.element("Expiration") == "2026-03-04T05:06:27Z")
    }

    @Test func aRoleIsWhoCalls() async throws {
        let bench = ServiceBench()
        let identity = try await bench.send(RecordedCall.identityOfRole, at: Self.signedAt)
        #expect(identity.element("Arn") == "arn:aws:sts::000000000002:assumed-role/deploy/s+=,.@-1")
        #expect(identity.element("UserId") == "AROASANDBOX000000000002:s+=,.@-1")
        #expect(identity.element("Account") == "000000000002")
        let apis = try await bench.send(RecordedCall.listingOfRole, at: Self.signedAt)
        #expect(apis.text.contains("api0000002"))
        let scope = SandboxScope(account: "000000000002", region: "us-east-1")
        #expect(bench.ledger.statistics.usage[scope]?.calls == 1)
    }

    @Test func aRoleMayAssumeAnotherOneForAnHour() async throws {
        let bench = ServiceBench()
        let reply = try await bench.send(RecordedCall.chain, at: Self.signedAt)
        #expect(reply.element("Arn") == "arn:aws:sts::000000000003:assumed-role/ops/two")
        #expect(reply.element("Expiration") == "2026-03-04T06:06:07Z")
        let long = try await bench.send(RecordedCall.longChain, at: Self.signedAt)
        #expect(long.status == 400)
        #expect(long.element("Code") == "ValidationError")
        #expect(
            long.element("Message")
                == "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    }

    @Test func aTokenIsGoodUntilItsEnd() async throws {
        let bench = ServiceBench()
        for time in [Self.signedAt, RecordedCall.expiration - 1] {
            #expect(try await bench.send(RecordedCall.listingOfRole, at: time).status == 200)
        }
        let expired = try await bench.send(RecordedCall.listingOfRole, at: RecordedCall.expiration)
        #expect(expired.status == 403)
        #expect(expired.errorType == "ExpiredTokenException")
        #expect(expired.text == #"{"message":"The security token included in the request is expired"}"#)
        let identity = try await bench.send(RecordedCall.identityOfRole, at: RecordedCall.expiration)
        #expect(identity.status == 400)
        #expect(identity.element("Code") == "ExpiredTokenException")
    }

    @Test(arguments: [
        ("another role's token", RecordedCall.listingWithOtherToken, "UnrecognizedClientException"),
        ("no token", RecordedCall.listingWithoutToken, "UnrecognizedClientException"),
        ("a token with a lasting key", RecordedCall.listingOfLastingKeyWithToken, "UnrecognizedClientException"),
        ("another secret", RecordedCall.listingWithOtherSecret, "InvalidSignatureException"),
    ])
    func aTokenThatDoesNotFitIsRefused(_ name: String, _ request: SignedRequest, _ code: String) async throws {
        let reply = try await ServiceBench().send(request, at: Self.signedAt)
        #expect(reply.status == 403)
        #expect(reply.errorType == code)
    }

    @Test(arguments: [
        "", "AKIASANDBOX", "AKIASANDBOX00000000000", "AKIASANDBOX0000000000011", "AKIASANDBOX00000000000x",
        "AKIASANDBOX000000000005", "ASIASANDBOX000000000001", "AKIAIOSFODNN7EXAMPLE",
    ])
    func anotherKeyIsUnknown(_ id: String) {
        let ring = KeyRing(state: .generated(accounts: 4, apis: 1, integrations: 1), refusedAccounts: [])
        #expect(throws: SignatureVerifier.Refusal.unknownKey) { try ring.key(id, sessionToken: nil, now: 0) }
    }

    @Test func aTokenThatWasChangedIsRefused() {
        for index in [0, 40, RecordedCall.token.count - 4] {
            var characters = Array(RecordedCall.token)
            characters[index] = characters[index] == "A" ? "B" : "A"
            #expect(TemporaryCredentials.grant(in: String(characters)) == nil)
        }
        #expect(TemporaryCredentials.grant(in: "") == nil)
        #expect(TemporaryCredentials.grant(in: "tok/en+x=") == nil)
    }

    @Test func anotherProgramsTokenAndSecretAreUnderstood() {
        #expect(
            TemporaryCredentials.grant(in: RecordedCall.token)
                == TemporaryCredentials.Grant(
                    accessKeyID: RecordedCall.keyID,
                    principal: .role(account: "000000000002", name: "deploy", session: "s+=,.@-1"),
                    expiration: RecordedCall.expiration
                )
        )
        #expect(TemporaryCredentials.secretAccessKey(of: RecordedCall.keyID) == RecordedCall.secret)
    }

    @Test func theCredentialsOfARefusedAccountAreRefused() async throws {
        let bench = ServiceBench(SandboxCredentialRules(refusedAccounts: ["000000000001", "000000000002"]))
        for request in [RecordedCall.listing, RecordedCall.listingOfRole] {
            let reply = try await bench.send(request, at: Self.signedAt)
            #expect(reply.status == 403)
            #expect(reply.errorType == "UnrecognizedClientException")
            #expect(reply.text == #"{"message":"The security token included in the request is invalid."}"#)
        }
        let identity = try await bench.send(RecordedCall.identityOfRole, at: Self.signedAt)
        #expect(identity.status == 403)
        #expect(identity.element("Code") == "InvalidClientTokenId")
        #expect(bench.ledger.statistics.refused == 3)
    }

    @Test func aRoleThatMayNotBeAssumedIsDenied() async throws {
        let bench = ServiceBench(SandboxCredentialRules(deniedRoles: ["arn:aws:iam::000000000002:role/no"]))
        let reply = try await bench.send(RecordedCall.assumeDeniedRole, at: Self.signedAt)
        #expect(reply.status == 403)
        #expect(reply.element("Code") == "AccessDenied")
        #expect(
            reply.element("Message")
                == "User: arn:aws:iam::000000000001:user/sandbox is not authorized to perform: sts:AssumeRole on "
                + "resource: arn:aws:iam::000000000002:role/no"
        )
        #expect(try await bench.send(RecordedCall.assumeRole, at: Self.signedAt).status == 200)
    }

    @Test func aRoleOfAnUnknownAccountIsDenied() async throws {
        let bench = ServiceBench(SandboxConfiguration(state: .generated(accounts: 1, apis: 1, integrations: 1)))
        #expect(try await bench.send(RecordedCall.assumeRole, at: Self.signedAt).element("Code") == "AccessDenied")
    }

    @Test func aWebIdentityNeedsNoSignatureButAToken() async throws {
        let bench = ServiceBench(SandboxCredentialRules(refusedTokens: ["bad.token"]))
        func assume(_ token: String) async throws -> ServiceBench.Reply {
            let form =
                "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=pod"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000004%3Arole%2Fweb&WebIdentityToken=\(token)"
            return try await bench.send(.unsigned("POST", "/", body: form), at: Self.signedAt)
        }
        let reply = try await assume("any.token")
        #expect(reply.status == 200)
        #expect(reply.element("Arn") == "arn:aws:sts::000000000004:assumed-role/web/pod")
        #expect(reply.element("Expiration") == "2026-03-04T06:06:07Z")
        let refused = try await assume("bad.token")
        #expect(refused.status == 400)
        #expect(refused.element("Code") == "InvalidIdentityToken")
        #expect(try await assume("abc").element("Code") == "ValidationError")
        #expect(bench.ledger.statistics.calls == [.assumeRoleWithWebIdentity: 3])
        #expect(bench.ledger.requests.allSatisfy { $0.body.isEmpty })
    }

    @Test(arguments: [
        (301, "Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T051108Z - 5 min.)"),
        (
            -301,
            "Signature not yet current: 20260304T050607Z is still later than 20260304T050606Z (20260304T050106Z + 5 min.)"
        ),
    ])
    func aDateThatIsOffHasTheCodeOfSTS(_ offset: Int, _ message: String) async throws {
        let reply = try await ServiceBench().send(RecordedCall.assumeRole, at: Self.signedAt + offset)
        #expect(reply.status == 403)
        #expect(reply.element("Code") == "SignatureDoesNotMatch")
        #expect(reply.element("Message") == message)
    }

    @Test func anUnknownActionIsAnError() async throws {
        let configuration = SandboxConfiguration(state: SandboxState(), checksSignatures: false)
        let reply = try await ServiceBench(configuration).send(
            .unsigned("POST", "/", body: "Action=GetSessionToken"),
            at: 0
        )
        #expect(reply.status == 400)
        #expect(reply.element("Code") == "InvalidAction")
    }

    @Test func aPlannedFaultStrikesTheCallThatItNames() async throws {
        let bench = ServiceBench()
        bench.ledger.plan(.status500, operation: nil, integrationID: nil, times: 1)
        #expect(try await bench.send(RecordedCall.assumeRole, at: Self.signedAt).status == 200)
        bench.ledger.plan(.status500, operation: .assumeRole, integrationID: nil, times: 1)
        let reply = try await bench.send(RecordedCall.assumeRole, at: Self.signedAt)
        #expect(reply.status == 500)
        #expect(reply.element("Type") == "Receiver")
    }
}
