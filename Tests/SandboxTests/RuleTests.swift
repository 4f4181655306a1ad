import Testing

@testable import Sandbox

/// Calls that are forbidden or unanswered from a moment on, and errors that say too much.
@Suite struct RuleTests {
    private static let role = "arn:aws:iam::000000000002:role/path/deploy"

    private func bench(_ change: (inout SandboxConfiguration) -> Void) -> ServiceBench {
        var configuration = SandboxConfiguration(
            state: .generated(accounts: 4, apis: 1, integrations: 1),
            checksSignatures: false
        )
        change(&configuration)
        return ServiceBench(configuration)
    }

    private func statuses(_ bench: ServiceBench, _ requests: [SignedRequest]) async throws -> [Int?] {
        var statuses: [Int?] = []
        for request in requests {
            statuses.append(try? await bench.send(request, at: RecordedCall.signedAt).status)
        }
        return statuses
    }

    @Test func aPermissionIsLostInTheMiddle() async throws {
        let bench = bench {
            $0.rules = [
                SandboxRule(.forbid, operation: .updateIntegration, subject: .account("000000000001"), after: 1)
            ]
        }
        let update = SignedRequest.claimed("PATCH", "/v2/apis/api0000001/integrations/int0001", body: "{}")
        let other = SignedRequest.claimed(
            "PATCH",
            "/v2/apis/api0000002/integrations/int0001",
            account: "000000000002",
            body: "{}"
        )
        #expect(try await statuses(bench, [update, other, update, other, update]) == [200, 200, 403, 200, 403])
        #expect(try await statuses(bench, [.claimed("GET", "/v2/apis")]) == [200])
        let refused = try await bench.send(update, at: 0)
        #expect(refused.errorType == "AccessDeniedException")
        #expect(
            try refused.member("message")
                == "User: arn:aws:iam::000000000001:user/sandbox is not authorized to perform: "
                + "apigateway:PATCH on resource: arn:aws:apigateway:us-east-1::/apis/api0000001/integrations/int0001"
        )
    }

    @Test func aRoleIsRefusedFromAMomentOn() async throws {
        let bench = bench { $0.checksSignatures = true }
        #expect(try await statuses(bench, [RecordedCall.listingOfRole, RecordedCall.assumeRole]) == [200, 200])
        bench.ledger.add(SandboxRule(.forbid, subject: .role(Self.role)))
        let refused = [RecordedCall.listingOfRole, RecordedCall.assumeRole, RecordedCall.listing]
        #expect(try await statuses(bench, refused) == [403, 403, 200])
    }

    @Test func stopsToAnswerAfterSoManyCredentials() async throws {
        let bench = bench {
            $0.rules = [
                SandboxRule(.silence, operation: .assumeRole, subject: .account("000000000002"), after: 1),
                SandboxRule(.silence, operation: .containerCredentials, subject: .account("000000000003"), after: 2),
                SandboxRule(.silence, operation: .getRoleCredentials, subject: .anybody),
            ]
        }
        #expect(try await statuses(bench, [RecordedCall.assumeRole, RecordedCall.assumeRole]) == [200, nil])
        let three = SignedRequest.unsigned("GET", "/v2/credentials/000000000003")
        let four = SignedRequest.unsigned("GET", "/v2/credentials/000000000004")
        #expect(try await statuses(bench, [three, four, three, three, four]) == [200, 200, 200, nil, 200])
        let query = "account_id=000000000001&role_name=r"
        #expect(try await statuses(bench, [.unsigned("GET", "/federation/credentials", query: query)]) == [nil])
    }

    @Test func aRegionIsDead() async throws {
        let bench = bench { $0.rules = [SandboxRule(.silence, subject: .region("eu-west-1"))] }
        let here = SignedRequest.claimed("GET", "/v2/apis")
        let there = SignedRequest.claimed("GET", "/v2/apis", region: "eu-west-1")
        #expect(try await statuses(bench, [there, here]) == [nil, 200])
    }

    @Test func aHeldCallIsDoneWhenItsRuleIsLifted() async throws {
        let bench = bench { $0.rules = [SandboxRule(.hold, operation: .updateIntegration, after: 1)] }
        let update = SignedRequest.claimed("PATCH", "/v2/apis/api0000001/integrations/int0001", body: "{}")
        #expect(try await statuses(bench, [update, .claimed("GET", "/v2/apis")]) == [200, 200])
        async let held = statuses(bench, [update])
        while bench.ledger.heldCalls == 0 { await Task.yield() }
        #expect(bench.ledger.statistics.calls[.updateIntegration] == 1)
        bench.ledger.lift(.hold)
        #expect(try await held == [200])
        #expect(bench.ledger.heldCalls == 0)
        #expect(bench.ledger.statistics.calls[.updateIntegration] == 2)
    }

    @Test func chanceThrottlesWhateverTheRate() async throws {
        let bench = bench {
            $0.faults = [.status429: 0.25]
            $0.seed = 5
        }
        let replies = try await statuses(bench, Array(repeating: .claimed("GET", "/v2/apis"), count: 400))
        let throttled = replies.filter { $0 == 429 }.count
        #expect((70...130).contains(throttled))
        #expect(throttled + replies.filter { $0 == 200 }.count == 400)
        let usage = bench.ledger.statistics.usage[.first]
        #expect(usage == SandboxStatistics.Usage(calls: 400, throttled: throttled))
        #expect(bench.ledger.statistics.throttled == throttled)
    }

    /// As in the refusals of AWS that quote the canonical request, the Authorization header or the token.
    @Test(arguments: [
        (RecordedCall.listingWithOtherSecret, 403), (RecordedCall.listingOfLastingKeyWithToken, 403),
        (RecordedCall.longChain, 400),
    ])
    func refusalsQuoteWhatWasSent(_ request: SignedRequest, _ status: Int) async throws {
        let bench = bench {
            $0.checksSignatures = true
            $0.quotesRequests = true
        }
        let reply = try await bench.send(request, at: RecordedCall.signedAt)
        #expect(reply.status == status)
        #expect(reply.text.contains(RecordedCall.token))
        #expect(reply.text.contains("Signature="))
        #expect(reply.text.contains("x-amz-date:20260304T050607Z"))
    }

    @Test func aFailureOfLambdaHasLambdasCode() async throws {
        let bench = bench { $0.faults = [.status500: 1] }
        let lambda = SignedRequest.claimed("GET", "/2015-03-31/functions/old-1-1", service: "lambda")
        #expect(try await bench.send(lambda, at: 0).errorType == "ServiceException")
        #expect(try await bench.send(.claimed("GET", "/v2/apis"), at: 0).errorType == "InternalFailure")
    }

    @Test func errorsHoldControlCharactersWhenAsked() async throws {
        let bench = bench { $0.sendsControlCharacters = true }
        let reply = try await bench.send(.claimed("GET", "/v2/apis/none"), at: 0)
        let message = try #require(try reply.member("message"))
        #expect(message.unicodeScalars.contains("\u{1B}") && message.unicodeScalars.contains("\u{202E}"))
    }
}
