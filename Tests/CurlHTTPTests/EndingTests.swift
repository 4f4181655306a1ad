import AWSCore
import CurlHTTP
import Foundation
import HTTPTypes
import Testing

/// Timeouts, cancellation and shutdown: what ends a request from this side.
@Suite(.timeLimit(.minutes(10)))
struct EndingTests {
    private static let silent: @Sendable (TestConnection) -> Void = { connection in
        _ = connection.readRequest()
        connection.awaitClose()
    }

    @Test func aServerThatNeverAnswersMeetsTheReadTimeout() async throws {
        let server = try TestServer(Self.silent)
        let error = try await CurlTransport.make { $0.readTimeout = .milliseconds(50) }
            .failure(makeRequest(to: server.authority))
        #expect(error.phase == .receive)
        #expect(error.reason == .timedOut)
        #expect(error.requestMayHaveBeenProcessed)
        await server.connectionsEnd(1)
    }

    @Test(.timeLimit(.minutes(10)))
    func aPlaceWhoseRequestTimedOutIsFreedOnceAndTimesOutAgain() async throws {
        let server = try TestServer(Self.silent)
        let transport = try CurlTransport.make {
            $0.readTimeout = .milliseconds(20)
            $0.maximumConnections = 3
        }
        // More than the pool, so that places are used again while others are under way and free ones stand still.
        for count in [1, 3, 9, 2] {
            await withThrowingTaskGroup(of: Void.self) { requests in
                for _ in 0..<count {
                    requests.addTask {
                        let error = try await transport.failure(makeRequest(to: server.authority))
                        #expect(error.reason == .timedOut)
                    }
                }
            }
        }
        await server.connectionsEnd(15)
    }

    @Test func aServerThatStopsHalfwayMeetsTheReadTimeout() async throws {
        let server = try TestServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            connection.awaitClose()
        }
        let error = try await CurlTransport.make { $0.readTimeout = .milliseconds(50) }
            .failure(makeRequest(to: server.authority))
        #expect(error.phase == .receive)
        #expect(error.reason == .timedOut)
    }

    @Test func aServerThatDoesNotReadTheRequestMeetsTheReadTimeout() async throws {
        let (listener, port) = try LoopbackSocket.listen(backlog: 8)
        defer { close(listener) }
        // More than the sockets' buffers hold, so that it cannot be sent whole.
        let body = [UInt8](repeating: 0, count: 64 << 20)
        let error = try await CurlTransport.make { $0.readTimeout = .milliseconds(500) }
            .failure(makeRequest(to: "127.0.0.1:\(port)"), body: body)
        #expect(error.phase == .send)
        #expect(error.reason == .timedOut)
        #expect(error.requestMayHaveBeenProcessed)
    }

    /// Sends a byte of a body every few milliseconds, 6 s in all.
    private static let trickle: @Sendable (TestConnection) -> Void = { connection in
        while connection.readRequest() != nil {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            for _ in 0..<100 {
                usleep(60_000)
                connection.write("x")
            }
        }
    }

    @Test func aSlowTrickleIsNoReadTimeout() async throws {
        let server = try TestServer(Self.trickle)
        let transport = try CurlTransport.make { $0.readTimeout = .seconds(5) }
        let response = try await transport.send(makeRequest(to: server.authority), body: [])
        #expect(response.body.count == 100)
    }

    @Test func aSlowTrickleMeetsTheTotalTimeout() async throws {
        let server = try TestServer(Self.trickle)
        let transport = try CurlTransport.make { $0.totalTimeout = .seconds(2) }
        let error = try await transport.failure(makeRequest(to: server.authority))
        #expect(error.phase == .receive)
        #expect(error.reason == .timedOut)
    }

    @Test func timeoutsOfZeroAreNone() async throws {
        let server = try TestServer(Self.trickle)
        let transport = try CurlTransport.make {
            $0.connectTimeout = .zero
            $0.readTimeout = .zero
            $0.totalTimeout = .zero
        }
        let response = try await transport.send(makeRequest(to: server.authority), body: [])
        #expect(response.body.count == 100)
    }

    @Test func aConnectionThatIsNotAcceptedMeetsTheConnectTimeout() async throws {
        let (listener, port) = try LoopbackSocket.listen(backlog: 0)
        defer { close(listener) }
        // Fill the queue, after which the kernel ignores new connections.
        let fillers = try (0..<4).map { _ in try LoopbackSocket.connect(port: port) }
        defer { for filler in fillers { close(filler) } }
        let error = try await CurlTransport.make { $0.connectTimeout = .milliseconds(100) }
            .failure(makeRequest(to: "127.0.0.1:\(port)"))
        #expect(error.phase == .connect)
        #expect(error.reason == .timedOut)
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func aCancelledRequestIsTakenOffTheConnection() async throws {
        let server = try TestServer(Self.silent)
        let transport = try CurlTransport.make()
        let task = Task { try await transport.send(makeRequest(to: server.authority), body: [1]) }
        _ = await server.requests(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await server.connectionsEnd(1)
    }

    @Test func aRequestThatWaitsForAPlaceCanBeCancelled() async throws {
        let server = try TestServer(Self.silent)
        let transport = try CurlTransport.make { $0.maximumConnections = 1 }
        let first = Task { try await transport.send(makeRequest(to: server.authority), body: [1]) }
        _ = await server.requests(1)
        let second = Task { try await transport.send(makeRequest(to: server.authority), body: [2]) }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(server.tally.requests.map(\.body) == [[1]])
    }

    @Test func aRequestOfACancelledTaskIsNotSent() async throws {
        let server = try TestServer { $0.answerAll() }
        let transport = try CurlTransport.make()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(makeRequest(to: server.authority), body: [1])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        _ = try await transport.send(makeRequest(to: server.authority), body: [2])
        #expect(server.tally.requests.map(\.body) == [[2]])
    }

    @Test func cancellationsAtAnyMomentLeaveThePoolUsable() async throws {
        let server = try TestServer { $0.answerAll() }
        let transport = try CurlTransport.make { $0.maximumConnections = 8 }
        for round in 0..<20 {
            let tasks = (0..<32).map { number in
                Task { try await transport.send(makeRequest(to: server.authority), body: [UInt8(number)]) }
            }
            for task in tasks.dropFirst(round) { task.cancel() }
            for (number, task) in tasks.enumerated() {
                do {
                    _ = try await task.value
                } catch is CancellationError {
                    #expect(number >= round)
                }
            }
        }
    }

    @Test func aShutdownFailsWhatIsUnderWayAndWhatComesLater() async throws {
        let server = try TestServer(Self.silent)
        let transport = try CurlTransport.make { $0.maximumConnections = 2 }
        let tasks = (0..<4).map { _ in
            Task { try await transport.failure(makeRequest(to: server.authority)) }
        }
        _ = await server.requests(2)
        transport.shutdown()
        transport.shutdown()
        var errors: [TransportError] = []
        for task in tasks { errors.append(try await task.value) }
        errors.append(try await transport.failure(makeRequest(to: server.authority)))
        #expect(errors.count { $0.phase == .receive } == 2)
        #expect(errors.count { $0.phase == .resolve } == 3)
        #expect(errors.allSatisfy { $0.message.contains("shut down") })
        await server.connectionsEnd(2)
    }

    @Test func aTransportNoLongerUsedClosesItsConnections() async throws {
        let server = try TestServer { $0.answerAll() }
        var transport: CurlTransport? = try CurlTransport.make()
        _ = try await transport?.send(makeRequest(to: server.authority), body: [])
        transport = nil
        await server.connectionsEnd(1)
    }
}
