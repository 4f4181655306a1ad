import AWSCore
import Synchronization
import TestSupport
import Testing

@testable import Migration

/// A source of credentials that stops to answer in the middle of a run holds nothing that others need.
@Suite("Silent credentials", .timeLimit(.minutes(10)))
struct SilentCredentialsTests {
    private static let accounts = (1...5).map { "00000000000\($0)" }
    private static let apis = 22
    private static let rowsOfAPI = 5
    private static var rowsOfAccount: Int { apis * rowsOfAPI }
    private static var rowsOfOthers: Int { (accounts.count - 1) * rowsOfAccount }

    private static var manifest: String {
        var text = "profile,api_id,integration_id,timeout_in_millis\n"
        for account in accounts {
            for api in 1...apis {
                for row in 1...rowsOfAPI { text += "\(account),a\(account)-\(api),i\(row),77\n" }
            }
        }
        return text
    }

    /// The first account is the silent one: it comes first, and would have the pool to itself. That the others fill the whole
    /// pool without it means that they end as soon as alone, however fast the machine is.
    @Test(arguments: [16, 64])
    func theOthersHaveTheWholePoolAndEnd(concurrency: Int) async throws {
        // By then every group has been answered, and most rows are still to come.
        let service = InstantService(integrations: Self.rowsOfAPI, holdingFrom: 100)
        let run = try await EngineHarness(Self.manifest, url: "http://127.0.0.1:1")
        let silent = Self.accounts[0]
        let reason = try await run.run(
            secrets: SandboxSecrets(silent: [silent]),
            concurrency: concurrency,
            transport: service
        ) { control, tally in
            await until { service.mostInFlight == concurrency }
            service.release()
            await until { tally.counts.open.values.count { $0 == 0 } == Self.accounts.count - 1 }
            control.stop(.signal(2))
        }
        #expect(reason?.word == "interrupted")
        #expect(service.mostInFlight == concurrency)
        let rows = try await run.rows()
        let others = rows.filter { $0.credentials.profile != silent }
        #expect(others.count == Self.rowsOfOthers)
        #expect(others.allSatisfy { $0.outcome == .updated })
        let own = rows.filter { $0.credentials.profile == silent }
        #expect(own.contains { $0.outcome == .pending })
        #expect(own.allSatisfy { $0.outcome == .pending || $0.outcome == .updated })
    }
}

/// Gives credentials a few times, and then no answer at all.
struct FallingSilent: CredentialsProvider {
    private final class Calls: Sendable {
        let count = Mutex(0)
    }

    let keys: Credentials
    private let calls = Calls()

    /// Enough to read an API and to begin with its rows.
    private static let answers = 6

    init(_ keys: Credentials) { self.keys = keys }

    func credentials() async throws -> Credentials {
        let number = calls.count.withLock { count in
            count += 1
            return count
        }
        if number <= Self.answers { return keys }
        let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
        // Ends when the task is cancelled.
        for await _ in silence {}
        continuation.finish()
        throw CancellationError()
    }
}
