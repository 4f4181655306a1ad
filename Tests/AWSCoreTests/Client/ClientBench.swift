import AWSCore
import HTTPTypes
import Pacing
import Synchronization
import TestSupport
import Testing

/// A client between a transport that answers from a list and a clock that jumps; every roll of the dice gives 0.5.
final class ClientBench: Sendable {
    let clock: ManualClock
    let gate: RequestGate
    let group: RequestGate.Group
    let transport: FakeTransport
    let budget: RetryBudget
    let client: AWSClient
    let statistics = CallStatistics()

    private final class Journal: Sendable {
        let events = Mutex<[AttemptEvent]>([])
        let inFlight = Mutex<[Int]>([])
    }

    private let journal: Journal

    init(
        _ answers: [FakeTransport.Answer],
        endpoint: String = "http://127.0.0.1:4566",
        isSigned: Bool = true,
        sessionToken: String? = nil,
        provider: (any CredentialsProvider)? = nil,
        maxAttempts: Int = 8,
        budget capacity: Int = 500,
        clockOffsets: ClockOffsets = ClockOffsets(),
        concurrency: Int = 4,
        rate: Double? = nil,
        clock: ManualClock = ManualClock(jumps: true)
    ) {
        let journal = Journal()
        self.journal = journal
        self.clock = clock
        let gate = RequestGate(concurrency: concurrency, timing: clock.timing)
        self.gate = gate
        group = gate.makeGroup(rate: rate, burst: 1)
        transport = FakeTransport(answers)
        transport.watch(gate)
        budget = RetryBudget(capacity: capacity)
        let credentials = Credentials(
            accessKeyID: "AKID",
            secretAccessKey: Secret("secret-key"),
            sessionToken: sessionToken.map(Secret.init)
        )
        guard let endpoint = try? Endpoint(url: endpoint) else { preconditionFailure("\(endpoint) is no endpoint") }
        client = AWSClient(
            signer: isSigned ? SigV4Signer(service: "apigateway", region: "us-east-1") : nil,
            credentials: provider ?? StaticCredentials(credentials),
            endpoint: endpoint,
            transport: transport,
            gate: gate,
            group: group,
            retry: RetryPolicy(maxAttempts: maxAttempts),
            budget: budget,
            clockOffsets: clockOffsets,
            statistics: statistics,
            userAgent: "apigw-migrate/9.9",
            onAttempt: { event in
                journal.events.withLock { $0.append(event) }
                if event.delay != nil {
                    let inFlight = gate.inFlight
                    journal.inFlight.withLock { $0.append(inFlight) }
                }
            }
        )
    }

    static let request = AWSRequest(operation: "GetApis", method: .get, path: "/v2/apis")

    var events: [AttemptEvent] { journal.events.withLock { $0 } }
    var delays: [Duration] { events.compactMap(\.delay) }
    /// Requests in flight at the beginning of each pause.
    var inFlightInPauses: [Int] { journal.inFlight.withLock { $0 } }

    /// Sends one request while the gate's timer runs.
    func send(_ request: AWSRequest = request, permit: RequestGate.Permit? = nil) async throws -> AWSResponse {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.gate.run() }
            defer { tasks.cancelAll() }
            guard let permit else { return try await client.send(request) }
            return try await client.spending(HeldPermit(permit, of: gate)).send(request)
        }
    }

    /// The error of a request that has to fail.
    func failure(_ request: AWSRequest = request) async throws -> AWSError {
        try #require(await #expect(throws: AWSError.self) { try await self.send(request) })
    }
}
