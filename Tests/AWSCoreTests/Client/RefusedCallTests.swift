import HTTPTypes
import Pacing
import Synchronization
import Testing

@testable import AWSCore

/// Refusals that a client can put right by itself: a wrong clock and expired credentials. It is noon at the clients.
@Suite(.timeLimit(.minutes(10))) struct RefusedCallTests {
    private static func refusal(_ code: String, status: Int = 403, date: String? = nil) -> FakeTransport.Answer {
        var fields = ["x-amzn-errortype": code]
        if let date { fields["Date"] = "Sat, 01 Mar 2025 \(date) GMT" }
        return .response(status, fields, #"{"message":"refused"}"#)
    }

    private func dates(_ bench: ClientBench) -> [String?] {
        bench.transport.sent.map { $0.request.headerFields[FieldName.amzDate] }
    }

    // MARK: The clock

    @Test(arguments: [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ])
    func aWrongClockIsCorrectedByTheServersDate(_ code: String) async throws {
        let bench = ClientBench([Self.refusal(code, date: "12:10:00"), .ok], maxAttempts: 1)
        #expect(try await bench.send().attempts == 2)
        #expect(dates(bench) == ["20250301T120000Z", "20250301T121000Z"])
        #expect(bench.delays == [.zero])
        #expect(bench.budget.balance == 500)
        #expect(bench.gate.inFlight == 0)
    }

    @Test func theClockIsCorrectedOnce() async throws {
        let late = Self.refusal("RequestTimeTooSkewed", date: "11:00:00")
        let bench = ClientBench([late, late])
        let error = try await bench.failure()
        #expect(error.attempts == 2)
        #expect(error.isCredentialsRefused)
        #expect(dates(bench)[1] == "20250301T110000Z")
        let wandering = ClientBench([late, Self.refusal("RequestTimeTooSkewed", date: "13:00:00")])
        #expect(try await wandering.failure().attempts == 2)
    }

    @Test(arguments: [
        refusal("InvalidSignatureException", date: "12:03:59"), refusal("InvalidSignatureException"),
        refusal("SignatureDoesNotMatch", date: "11:56:01"), refusal("AccessDeniedException", date: "14:00:00"),
        .response(403, ["x-amzn-errortype": "RequestExpired", "Date": "today"], ""),
    ])
    func whatAnotherClockWouldNotHelpIsNotRepeated(_ answer: FakeTransport.Answer) async throws {
        let bench = ClientBench([answer])
        #expect(try await bench.failure().attempts == 1)
    }

    @Test func theTriesBeforeTheClockWasRightDoNotCount() async throws {
        let skewed = Self.refusal("RequestTimeTooSkewed", date: "12:10:00")
        let bench = ClientBench([skewed, .throttle, .throttle, .ok], maxAttempts: 3)
        #expect(try await bench.send().attempts == 4)
    }

    @Test func whatOneClientHasLearntAboutAServersClockServesTheOthers() async throws {
        let offsets = ClockOffsets()
        let first = ClientBench([Self.refusal("RequestExpired", date: "12:10:00"), .ok], clockOffsets: offsets)
        _ = try await first.send()
        let second = ClientBench([.ok], clockOffsets: offsets)
        _ = try await second.send()
        #expect(dates(second) == ["20250301T121000Z"])
        let elsewhere = ClientBench([.ok], endpoint: "http://127.0.0.1:4567", clockOffsets: offsets)
        _ = try await elsewhere.send()
        #expect(dates(elsewhere) == ["20250301T120000Z"])
    }

    /// Many were in flight when the first refusal came; all of them are repeated.
    @Test func aRequestSignedBeforeTheCorrectionIsRepeatedToo() throws {
        let endpoint = try Endpoint(url: "http://127.0.0.1:1")
        let offsets = ClockOffsets()
        func correct(used: Double) -> Bool {
            offsets.correct(endpoint, code: "RequestExpired", serverTime: 1_600, localTime: 1_000, used: used)
        }
        #expect(correct(used: 0) && correct(used: 0))
        #expect(!correct(used: 600))
        #expect(offsets.offset(of: endpoint) == 600)
    }

    // MARK: Credentials

    /// Hands out the first of its credentials until they are discarded; the last ones for ever.
    private final class Source: CredentialsProvider {
        private let state: Mutex<(keys: [String], discarded: [String])>

        init(_ keys: [String]) {
            state = Mutex((keys, []))
        }

        var discarded: [String] { state.withLock { $0.discarded } }

        func credentials() async throws -> Credentials {
            try state.withLock { state in
                guard let key = state.keys.first else { throw FakeTransport.Exhausted() }
                return Credentials(accessKeyID: key, secretAccessKey: Secret("secret"), sessionToken: Secret("token"))
            }
        }

        func discard(_ credentials: Credentials) {
            state.withLock { state in
                state.discarded.append(credentials.accessKeyID)
                if state.keys.count != 1 || state.keys == ["last"] { state.keys.removeFirst() }
            }
        }
    }

    private func keys(_ bench: ClientBench) -> [String] {
        bench.transport.sent.map { sent in
            let authorization = sent.request.headerFields[.authorization] ?? ""
            return String(authorization.drop { $0 != "=" }.dropFirst().prefix { $0 != "/" })
        }
    }

    @Test(arguments: [("ExpiredTokenException", 403), ("ExpiredTokenException", 400), ("ExpiredToken", 403)])
    func expiredCredentialsAreRenewedAndTheRequestRepeated(_ code: String, _ status: Int) async throws {
        let source = Source(["OLD", "NEW"])
        let bench = ClientBench([Self.refusal(code, status: status), .ok], provider: source, maxAttempts: 1)
        #expect(try await bench.send().attempts == 2)
        #expect(keys(bench) == ["OLD", "NEW"])
        #expect(source.discarded == ["OLD"])
        #expect(bench.delays == [.zero])
        #expect(bench.budget.balance == 500)
    }

    @Test func theSameCredentialsOnceMoreEndTheRequestAtOnce() async throws {
        let source = Source(["OLD"])
        let bench = ClientBench([Self.refusal("ExpiredTokenException")], provider: source)
        let error = try await bench.failure()
        #expect(error.attempts == 1)
        #expect(error.code == "ExpiredTokenException")
        #expect(error.message == "refused (the source of the credentials has no newer ones)")
        #expect(error.isCredentialsRefused)
        #expect(bench.transport.sent.count == 1)
        #expect(source.discarded == ["OLD"])
        #expect(bench.gate.inFlight == 0)
        let fixed = ClientBench([Self.refusal("ExpiredToken")])
        #expect(try await fixed.failure().attempts == 1)
    }

    @Test func newCredentialsThatHaveExpiredTooEndTheRequest() async throws {
        let expired = Self.refusal("ExpiredTokenException")
        let bench = ClientBench([expired, expired], provider: Source(["A", "B", "C"]))
        let error = try await bench.failure()
        #expect(error.attempts == 2)
        #expect(error.isCredentialsRefused)
        #expect(keys(bench) == ["A", "B"])
    }

    @Test func aSourceThatCannotRenewSaysWhy() async throws {
        let bench = ClientBench([Self.refusal("ExpiredTokenException")], provider: Source(["last"]))
        let error = try await bench.failure()
        #expect(error.code == "CredentialsUnavailable")
        #expect(error.isCredentialsRefused)
        #expect(error.attempts == 1)
    }

    /// A service that gives credentials once it has given all of its answers.
    private final class FailingService: CredentialsProvider {
        private let answers: Mutex<[AWSError]>

        init(_ answers: [Disposition]) {
            let errors = answers.map {
                AWSError(operation: "AssumeRole", code: "503", message: "", httpStatus: 503, disposition: $0)
            }
            self.answers = Mutex(errors)
        }

        /// It does not answer.
        init(silent error: TransportError) {
            let silence = AWSError(
                operation: "AssumeRole",
                code: "ReadTimeout",
                message: "",
                disposition: .transient,
                transport: error
            )
            answers = Mutex([silence, silence])
        }

        func credentials() async throws -> Credentials {
            let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let answer {
                throw CredentialsError(.serviceFailed, "cannot assume the role: \(answer)", answer: answer)
            }
            return Credentials(accessKeyID: "AKID", secretAccessKey: Secret("secret"))
        }

        func discard(_ credentials: Credentials) {}
    }

    @Test func anOutageOfTheCredentialsServiceIsWaitedOut() async throws {
        let bench = ClientBench([.ok], provider: FailingService([.transient, .throttle]), maxAttempts: 3)
        #expect(try await bench.send().attempts == 1)
        #expect(bench.delays == [.milliseconds(25), .seconds(1)])
        #expect(bench.gate.inFlight == 0)
    }

    @Test func anOutageThatLastsEndsTheRequestAndIsNoRefusal() async throws {
        let bench = ClientBench([.ok], provider: FailingService([.transient, .transient, .throttle]), maxAttempts: 3)
        let error = try await bench.failure()
        #expect(error.code == AWSError.credentialsUnreachable)
        #expect(error.isCredentialsRefused)
        #expect(error.attempts == 0)
        #expect(!error.mayHaveBeenProcessed)
        #expect(bench.transport.sent.isEmpty)
    }

    /// Its own client has waited for several time-outs already, and eight times that is too long.
    @Test func aCredentialsServiceThatIsSilentIsAskedOnceMoreByTheSameRequest() async throws {
        let timeout = TransportError(phase: .receive, reason: .timedOut, host: "sts", message: "no answer")
        let bench = ClientBench([.ok], provider: FailingService(silent: timeout))
        let error = try await bench.failure()
        #expect(error.code == AWSError.credentialsUnreachable)
        #expect(bench.delays.count == 1)
    }

    @Test func whatTheCredentialsServiceRefusesIsNotAskedForAgain() async throws {
        let bench = ClientBench([.ok], provider: FailingService([.fatal]))
        let error = try await bench.failure()
        #expect(error.code == "CredentialsUnavailable")
        #expect(bench.delays.isEmpty)
        #expect(bench.transport.sent.isEmpty)
    }

    @Test func expiredCredentialsAndAWrongClockAreBothPutRight() async throws {
        let bench = ClientBench(
            [Self.refusal("ExpiredToken"), Self.refusal("RequestExpired", date: "12:10:00"), .ok],
            provider: Source(["OLD", "NEW"]),
            maxAttempts: 1
        )
        #expect(try await bench.send().attempts == 3)
    }
}
