import HTTPTypes
import Pacing
import Synchronization
import TestSupport
import Testing

@testable import AWSCore

@Suite(.timeLimit(.minutes(10))) struct ThrottledCallTests {
    /// Throttles a request every time; so often another one of its group passes meanwhile.
    private final class Crowd: HTTPTransport {
        private let neighbours: Mutex<[RequestGate.Permit]>
        private let inner: FakeTransport
        private let gate: RequestGate

        init(_ answers: [FakeTransport.Answer], gate: RequestGate, group: RequestGate.Group, passing: Int) async throws
        {
            var permits: [RequestGate.Permit] = []
            for _ in 0..<passing { permits.append(try await gate.acquire(group)) }
            neighbours = Mutex(permits)
            inner = FakeTransport(answers)
            self.gate = gate
        }

        func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
            if let permit = neighbours.withLock({ $0.popLast() }) { gate.release(permit) }
            return try await inner.send(request, body: body)
        }
    }

    private func send(
        _ answers: [FakeTransport.Answer],
        passing: Int
    ) async throws -> (result: Result<AWSResponse, any Error>, delays: [Duration]) {
        try await RequestGate.withGate(concurrency: 200, timing: ManualClock(jumps: true).timing) { gate in
            let group = gate.makeGroup(rate: 1_000, burst: 200)
            let delays = Mutex<[Duration]>([])
            let client = AWSClient(
                signer: nil,
                credentials: nil,
                endpoint: try Endpoint(url: "http://127.0.0.1:1"),
                transport: try await Crowd(answers, gate: gate, group: group, passing: passing),
                gate: gate,
                group: group,
                retry: RetryPolicy(maxAttempts: 3),
                onAttempt: { event in delays.withLock { $0 += event.delay.map { [$0] } ?? [] } }
            )
            do {
                return (.success(try await client.send(ClientBench.request)), delays.withLock(\.self))
            } catch {
                return (.failure(error), delays.withLock(\.self))
            }
        }
    }

    @Test func throttledTriesDoNotCountWhileTheGroupGetsAhead() async throws {
        let answers = Array(repeating: FakeTransport.Answer.throttle, count: 12) + [.ok]
        let (result, delays) = try await send(answers, passing: 12)
        #expect(try result.get().attempts == 13)
        // Half of the longest first pause, and less where a throttle may be noise: the gate does the rest.
        #expect(delays.count == 12)
        #expect(delays.max() == .milliseconds(500))
    }

    /// Six tries saw another request pass since the try before; three more are allowed.
    @Test func aGroupThatGetsNoFurtherEndsItsRequests() async throws {
        let answers = Array(repeating: FakeTransport.Answer.throttle, count: 20)
        let (result, _) = try await send(answers, passing: 5)
        let error = try #require(throws: AWSError.self) { try result.get() }
        #expect(error.attempts == 9)
        #expect(error.disposition == .throttle)
    }

    @Test func aRequestThatIsNeverLetThroughEndsSomeTime() async throws {
        let answers = Array(repeating: FakeTransport.Answer.throttle, count: 110)
        let (result, _) = try await send(answers, passing: 110)
        let error = try #require(throws: AWSError.self) { try result.get() }
        #expect(error.attempts == 103)
    }

    @Test func otherFailuresCountAllTheSame() async throws {
        let (result, _) = try await send([.json(503, ""), .reset, .json(503, "")], passing: 10)
        #expect(throws: AWSError.self) { try result.get() }
    }
}
