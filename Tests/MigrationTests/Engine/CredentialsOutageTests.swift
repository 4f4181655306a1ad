import Synchronization
import TestSupport
import Testing

@testable import AWSCore
@testable import Migration

/// Credentials whose source is out of order for a while, where other accounts share the service's address.
@Suite("Outages of credentials", .timeLimit(.minutes(10)))
struct CredentialsOutageTests {
    private static let late = "000000000001"
    private static let manifest = """
        profile,api_id,integration_id,timeout_in_millis
        \(late),a1,i1,77
        \(late),a1,i2,77
        000000000002,a2,i1,77

        """

    /// Whether the credentials are back was asked of API Gateway, which answered others all the time.
    @Test func aGroupGoesOnWhenItsCredentialsAreBackAndNotBefore() async throws {
        let source = SourceOutOfOrder(for: 5)
        let network = BrokenNetwork(InstantService(integrations: 2)) { _ in nil }
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let clock = ManualClock(jumps: true)
        let reason = try await run.run(
            secrets: SandboxSecrets(sources: [Self.late: source]),
            concurrency: 2,
            timing: clock.timing,
            transport: network
        )
        #expect(reason == nil)
        #expect(try await run.outcomes() == [.updated, .updated, .updated])
        #expect(try await run.parked() == [:])
        #expect(network.requests.count { $0.isQuestion } == 0)
        #expect(network.requests.count { $0.account == Self.late } == 3)
    }

    /// Nobody waits for the answer to a call that waits for credentials itself.
    @Test func whoHasNoCredentialsYetFindsOutNothingForOthers() async throws {
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let reason = try await run.run(
            secrets: SandboxSecrets(sources: [Self.late: HangingSource()]),
            concurrency: 2,
            transport: InstantService(integrations: 2)
        ) { control, tally in
            await until { tally.counts.open.values.contains(0) }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
        #expect(try await run.outcomes() == [.pending, .pending, .updated])
    }

    /// A refusal is an answer, and says something else than that nobody answers.
    @Test func aSourceThatRefusesAfterAnOutageParksTheGroupForThat() async throws {
        let source = SourceOutOfOrder(for: 3, thenRefuses: true)
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let clock = ManualClock(jumps: true)
        let reason = try await run.run(
            secrets: SandboxSecrets(sources: [Self.late: source]),
            concurrency: 2,
            timing: clock.timing,
            transport: InstantService(integrations: 2)
        )
        #expect(reason?.word == "1 of 2 groups parked")
        #expect(try await run.parked() == [Self.late: "CredentialsUnavailable"])
    }
}

/// Gives credentials at first, then is silent for some questions, and then answers again.
private final class SourceOutOfOrder: CredentialsProvider {
    private let asked = Mutex(0)
    private let silences: Int
    private let refuses: Bool

    init(for silences: Int, thenRefuses refuses: Bool = false) {
        (self.silences, self.refuses) = (silences, refuses)
    }

    func credentials() async throws -> Credentials {
        let number = asked.withLock { asked in
            asked += 1
            return asked
        }
        // The first one is for the first permit.
        if number == 1 || (number > silences + 1 && !refuses) {
            return Credentials(accessKeyID: "AKIASANDBOX000000000001", secretAccessKey: Secret("secret"))
        }
        let isSilent = number <= silences + 1
        let lost = TransportError(phase: .receive, reason: .timedOut, host: "sts", message: "no answer")
        let answer = AWSError(
            operation: "AssumeRole",
            code: isSilent ? "ReadTimeout" : "AccessDenied",
            message: "",
            httpStatus: isSilent ? nil : 403,
            disposition: isSilent ? .transient : .fatal,
            transport: isSilent ? lost : nil
        )
        throw CredentialsError(.serviceFailed, "cannot assume the role: \(answer)", answer: answer)
    }
}

/// Has none for who wants a permit, and lets the request itself wait for ever.
private final class HangingSource: CredentialsProvider {
    private struct NotYet: Error {}

    private let asked = Mutex(0)

    func credentials() async throws -> Credentials {
        let isFirst = asked.withLock { asked in
            asked += 1
            return asked == 1
        }
        if isFirst { throw NotYet() }
        let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
        // Ends when the task is cancelled.
        for await _ in silence {}
        continuation.finish()
        throw CancellationError()
    }
}
