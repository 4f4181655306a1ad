import HTTPTypes
import Pacing
import TestSupport
import Testing

@testable import AWSCore

@Suite(.timeLimit(.minutes(10))) struct AWSClientTests {
    private static let busy = """
        {"message":"Unable to complete operation due to concurrent modification. Please try again later."}
        """

    @Test func aSuccessIsReturnedAsItCame() async throws {
        let bench = ClientBench([.response(200, ["x-amzn-requestid": "r-1"], "not json")])
        let response = try await bench.send()
        #expect(response.status == 200)
        #expect(response.body == Array("not json".utf8))
        #expect(response.requestID == "r-1")
        #expect(response.attempts == 1)
        #expect(bench.statistics.counts == CallStatistics.Counts(calls: 1))
        #expect(bench.gate.inFlight == 0)
    }

    @Test func theRequestIsThatOfTheContract() async throws {
        let bench = ClientBench([.ok], endpoint: "http://127.0.0.1:4566/base/")
        _ = try await bench.send(
            AWSRequest(
                operation: "GetIntegrations",
                method: .patch,
                path: "/v2/apis/\(URIEncoding.label("a b/c"))/integrations",
                query: [("maxResults", "100"), ("nextToken", "abc/+=& é")],
                body: Array("{}".utf8),
                contentType: "application/json"
            )
        )
        let sent = try #require(bench.transport.sent.first)
        #expect(sent.request.method == .patch)
        #expect(sent.request.scheme == "http")
        #expect(sent.request.authority == "127.0.0.1:4566")
        #expect(
            sent.request.path
                == "/base/v2/apis/a%20b%2Fc/integrations?maxResults=100&nextToken=abc%2F%2B%3D%26%20%C3%A9"
        )
        #expect(sent.body == Array("{}".utf8))
        #expect(sent.request.headerFields[.contentType] == "application/json")
        #expect(sent.request.headerFields[.userAgent] == "apigw-migrate/9.9")
        #expect(sent.request.headerFields[FieldName.amzDate] == "20250301T120000Z")
        #expect(sent.request.headerFields[FieldName.amzRequest] == "attempt=1")
        let id = try #require(sent.request.headerFields[FieldName.amzInvocationID])
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        let authorization = try #require(sent.request.headerFields[.authorization])
        #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date,"))
    }

    @Test func withoutASignerNothingIsSigned() async throws {
        let bench = ClientBench([.ok], isSigned: false)
        _ = try await bench.send()
        let fields = try #require(bench.transport.sent.first).request.headerFields
        #expect(fields[.authorization] == nil)
        #expect(fields[FieldName.amzDate] == nil)
    }

    @Test func everyTryIsSignedAnewWithTheSameInvocation() async throws {
        let bench = ClientBench([.throttle, .throttle, .ok])
        let response = try await bench.send()
        #expect(response.attempts == 3)
        let fields = bench.transport.sent.map(\.request.headerFields)
        #expect(fields[0][.authorization] == fields[1][.authorization])
        #expect(fields[1][.authorization] != fields[2][.authorization])
        #expect(Set(fields.map { $0[FieldName.amzInvocationID] }).count == 1)
        let dates = fields.compactMap { $0[FieldName.amzDate] }
        #expect(dates[..<2] == ["20250301T120000Z", "20250301T120000Z"])
        // A pause of a second lies before the third try, and the test's clock may have gone further.
        #expect(dates[2] >= "20250301T120001Z")
        #expect(fields[1][FieldName.amzRequest] == "ttl=20250301T120100Z; attempt=2; max=8")
        for field in fields { #expect(field.filter { $0.name == .authorization }.count == 1) }
    }

    /// Half of the longest pause each: 0.5, 1, 2, 4, 8, 10, 10 s after throttles and conflicts.
    @Test(arguments: [
        FakeTransport.Answer.throttle, .response(429, [:], ""), .json(409, busy),
        .json(400, #"{"__type":"ThrottlingException"}"#),
    ])
    func busyAnswersAreRepeatedWithLongPauses(_ answer: FakeTransport.Answer) async throws {
        let bench = ClientBench(Array(repeating: answer, count: 7) + [.ok])
        #expect(try await bench.send().attempts == 8)
        #expect(bench.delays == [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000].map(Duration.milliseconds))
        #expect(bench.budget.balance == 500)
        #expect(bench.statistics.counts.calls == 8)
        #expect(bench.statistics.counts.retries == 7)
        #expect(bench.statistics.counts.throttled + bench.statistics.counts.conflicts == 7)
    }

    @Test(arguments: [
        FakeTransport.Answer.response(503, [:], "<html>busy</html>"), .json(500, ""), .json(502, ""), .json(504, ""),
        .reset, .refused,
    ])
    func passingFailuresAreRepeatedWithShortPauses(_ answer: FakeTransport.Answer) async throws {
        let bench = ClientBench([answer, answer, answer, .ok])
        #expect(try await bench.send().attempts == 4)
        #expect(bench.delays == [25, 50, 100].map(Duration.milliseconds))
        #expect(bench.statistics.counts == .init(calls: 4, retries: 3))
    }

    @Test(arguments: [
        FakeTransport.Answer.json(409, #"{"message":"A mapping exists"}"#), .json(400, "{}"), .json(403, "{}"),
        .json(404, "{}"), .json(301, ""),
        .failure(TransportError(phase: .tls, reason: .untrusted, host: "h", message: "self-signed")),
        .failure(TransportError(phase: .receive, reason: .tooLarge, host: "h", message: "")),
    ])
    func whatCannotSucceedIsNotRepeated(_ answer: FakeTransport.Answer) async throws {
        let bench = ClientBench([answer])
        let error = try await bench.failure()
        #expect(error.attempts == 1)
        #expect(error.disposition == .fatal)
        #expect(bench.transport.sent.count == 1)
        #expect(bench.statistics.counts.failures == 1)
        #expect(bench.gate.inFlight == 0)
    }

    @Test func theLastAnswerIsReportedWhenTheTriesAreUsedUp() async throws {
        let bench = ClientBench([.reset, .throttle, .throttle], maxAttempts: 3)
        let error = try await bench.failure()
        #expect(error.code == "TooManyRequestsException")
        #expect(error.message == "Too Many Requests")
        #expect(error.httpStatus == 429)
        #expect(error.attempts == 3)
        #expect(error.disposition == .throttle)
        #expect(!error.isDrained)
        // The first try may have arrived.
        #expect(error.mayHaveBeenProcessed)
    }

    @Test(arguments: [
        ([FakeTransport.Answer.reset, .json(404, "{}")], true), ([.refused, .json(404, "{}")], false),
        ([.json(503, ""), .json(404, "{}")], true), ([.throttle, .json(404, "{}")], false), ([.json(400, "")], false),
        ([.failure(TransportError(phase: .tls, host: "h", message: "")), .json(404, "{}")], false),
    ])
    func whetherItMayHaveBeenProcessedCountsAllTries(_ answers: [FakeTransport.Answer], _ may: Bool) async throws {
        #expect(try await ClientBench(answers).failure().mayHaveBeenProcessed == may)
    }

    @Test func theServersWishForAPauseIsHonoured() async throws {
        let bench = ClientBench([
            .response(429, ["Retry-After": "3"], ""), .response(503, ["Retry-After": "600"], ""),
            .response(503, ["x-amz-retry-after": "1500"], ""), .response(429, ["x-amz-retry-after": "60000"], ""),
            .ok,
        ])
        _ = try await bench.send()
        #expect(bench.delays == [.seconds(3), .seconds(20), .milliseconds(1_500), .seconds(9)])
    }

    @Test func aDryBudgetEndsRetriesOfPassingFailuresOnly() async throws {
        let failing = ClientBench([.refused, .refused, .refused], budget: 10)
        #expect(try await failing.failure().attempts == 3)
        #expect(failing.budget.balance == 0)
        let timeout = TransportError(phase: .receive, reason: .timedOut, host: "h", message: "")
        let slow = ClientBench([.failure(timeout), .failure(timeout)], budget: 19)
        #expect(try await slow.failure().attempts == 2)
        #expect(slow.budget.balance == 9)
        let busy = ClientBench([.throttle, .throttle, .ok], budget: 0)
        #expect(try await busy.send().attempts == 3)
        let recovering = ClientBench([.refused, .ok], budget: 10)
        _ = try await recovering.send()
        #expect(recovering.budget.balance == 10)
    }

    /// Eight time-outs of a minute each held a slot, and nobody was told anything meanwhile.
    @Test func anAddressThatIsSilentForTwoTimeoutsIsGivenUp() async throws {
        let timeout = TransportError(phase: .receive, reason: .timedOut, host: "h", message: "")
        let bench = ClientBench([.failure(timeout), .failure(timeout)])
        let error = try await bench.failure()
        #expect(error.attempts == 2)
        #expect(error.unreachableSince == ManualClock.start)
        // An answer in between, be it that the service is busy.
        let busy = ClientBench([.failure(timeout), .throttle, .failure(timeout), .ok])
        #expect(try await busy.send().attempts == 4)
    }

    /// A permit is held while a request is in flight, and only then.
    @Test func noPermitIsHeldInABackoff() async throws {
        let bench = ClientBench([.throttle, .reset, .ok])
        _ = try await bench.send()
        #expect(bench.transport.sent.map(\.inFlight) == [1, 1, 1])
        #expect(bench.inFlightInPauses == [0, 0])
    }

    @Test func aPermitThatWasBroughtAlongIsUsedAndReleased() async throws {
        let bench = ClientBench([.throttle, .ok], concurrency: 1)
        let permit = try await bench.gate.acquire(bench.group, .starting)
        #expect(try await bench.send(permit: permit).attempts == 2)
        #expect(bench.gate.inFlight == 0)
    }

    @Test func missingCredentialsSendNothingAndGiveTheTokenBack() async throws {
        struct Broken: CredentialsProvider {
            func credentials() async throws -> Credentials { throw FakeTransport.Exhausted() }
        }
        let bench = ClientBench([], provider: Broken(), rate: 0.001)
        let error = try await bench.failure()
        #expect(error.isCredentialsRefused)
        #expect(error.attempts == 0)
        #expect(!error.mayHaveBeenProcessed)
        #expect(bench.statistics.counts.calls == 0)
        bench.gate.release(try await bench.gate.acquire(bench.group))
    }

    @Test func noSecretIsInAnErrorOrAnEvent() async throws {
        let quoted = "x-amz-security-token:session-token AWS4-HMAC-SHA256 Credential=AKID/x, Signature=12"
        for body in [quoted, #"{"message":"\#(quoted)"}"#] {
            let refusal = FakeTransport.Answer.response(403, ["x-amzn-errortype": "InvalidSignatureException"], body)
            let bench = ClientBench([refusal], sessionToken: "session-token")
            let error = try await bench.failure()
            #expect(error.isCredentialsRefused)
            for text in [error.description, "\(error)", "\(bench.events)"] {
                for secret in ["session-token", "secret-key", "Signature=", "AWS4-HMAC"] {
                    #expect(!text.contains(secret))
                }
            }
        }
    }

    /// The id of a request came to the terminal as the server wrote it.
    @Test func aRequestIDIsShownWithoutControlCharacters() async throws {
        let id = "r\u{9B}31m" + String(repeating: "x", count: 200)
        let bench = ClientBench([.response(400, ["x-amzn-requestid": id], "{}")])
        let error = try await bench.failure()
        #expect(error.requestID == "r 31m" + String(repeating: "x", count: 123) + "…")
    }

    @Test func aCertificateThatIsNotTrustedNamesTheOptionsThatSetTheBundle() async throws {
        let untrusted = TransportError(phase: .tls, reason: .untrusted, host: "h", message: "self-signed certificate")
        let error = try await ClientBench([.failure(untrusted)]).failure()
        for name in ["--ca-bundle", "AWS_CA_BUNDLE", "ca_bundle", "REQUESTS_CA_BUNDLE"] {
            #expect(error.message.contains(name))
        }
    }

    @Test func whoWaitsForCredentialsHoldsNeitherSlotNorToken() async throws {
        let late = LateCredentials()
        let bench = ClientBench([.ok], provider: late, concurrency: 1, rate: 0.001, clock: ManualClock())
        let permit = HeldPermit(try await bench.gate.acquire(bench.group), of: bench.gate)
        let task = Task { try await bench.client.spending(permit).send(ClientBench.request) }
        await until { late.isAsked }
        #expect(bench.gate.inFlight == 0)
        // Slot and token are there for somebody else.
        bench.gate.release(try await bench.gate.acquire(bench.group), unused: true)
        late.give()
        #expect(try await task.value.status == 200)
        #expect(bench.gate.inFlight == 0)
    }

    @Test func aStopEndsTheWaitForCredentialsAtOnce() async throws {
        let late = LateCredentials()
        let bench = ClientBench([], provider: late, clock: ManualClock())
        let task = Task { try await bench.client.send(ClientBench.request) }
        await until { late.isAsked }
        bench.gate.drain()
        let error = try #require(await #expect(throws: AWSError.self) { try await task.value })
        #expect(error.isDrained && error.attempts == 0 && !error.isCredentialsRefused)
    }

    @Test func anUnreadableBodyIsKeptAndCut() async throws {
        let bench = ClientBench([.response(400, [:], "\u{1B}" + String(repeating: "y", count: 400))])
        let error = try await bench.failure()
        #expect(error.code == "400")
        #expect(error.message == " " + String(repeating: "y", count: 199) + "…")
    }

    @Test func eventsTellEveryTry() async throws {
        let bench = ClientBench([.throttle, .refused, .ok])
        _ = try await bench.send()
        #expect(bench.events.map(\.attempt) == [1, 2, 3])
        #expect(bench.events.map(\.code) == ["TooManyRequestsException", "ConnectFailed", nil])
        #expect(bench.events.map(\.status) == [429, nil, 200])
        #expect(bench.events.map(\.disposition) == [.throttle, .transient, .success])
        #expect(bench.events.map { $0.delay != nil } == [true, true, false])
    }
}
