import AWSCore
import CurlHTTP
import Foundation
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct FailureTests {
    /// How the server ends a connection after reading a request.
    struct Ending: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer = ""
        var isReset = false

        func play(_ connection: TestConnection) {
            _ = connection.readRequest()
            connection.write(answer)
            if isReset { connection.reset() } else { connection.close() }
        }
    }

    static let endings = [
        Ending(testDescription: "reset", isReset: true),
        Ending(testDescription: "closed"),
        Ending(testDescription: "half a status line", answer: "HTTP/1.1 2"),
        Ending(testDescription: "half a head", answer: "HTTP/1.1 200 OK\r\nContent-Le"),
        Ending(testDescription: "half a body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
        Ending(
            testDescription: "half a chunk",
            answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n12345"
        ),
        Ending(testDescription: "not HTTP", answer: "220 mail.example.com ESMTP\r\n"),
    ]

    @Test(arguments: endings)
    func aRequestWhoseAnswerIsLostMayHaveBeenProcessed(_ ending: Ending) async throws {
        let server = try TestServer { ending.play($0) }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority))
        #expect(error.phase == .receive, "\(error)")
        #expect(error.requestMayHaveBeenProcessed)
        #expect(error.host == server.authority)
        #expect(!error.message.isEmpty)
        #expect(server.tally.connections == 1)
    }

    @Test(arguments: [true, false])
    func aConnectionThatEndsBeforeTheRequestIsReadIsSafeOnlyIfNothingWasSent(_ isReset: Bool) async throws {
        let server = try TestServer { if isReset { $0.reset() } else { $0.close() } }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority))
        // Whether libcurl notices before it sends is a matter of microseconds.
        #expect([.connect, .send, .receive].contains(error.phase), "\(error)")
        #expect(error.requestMayHaveBeenProcessed == (error.phase != .connect))
        #expect(server.tally.requests.isEmpty)
    }

    @Test(arguments: endings)
    func aKeptAliveConnectionThatEndsInsteadOfAnsweringIsNotTriedAgainUnseen(_ ending: Ending) async throws {
        let server = try TestServer { connection in
            if connection.number == 1 {
                _ = connection.readRequest()
                connection.answer()
                ending.play(connection)
            } else {
                connection.answerAll()
            }
        }
        let transport = try CurlTransport.make()
        _ = try await transport.send(makeRequest(to: server.authority), body: [1])
        let error = try await transport.failure(makeRequest(to: server.authority), body: [2])
        #expect(error.phase == .receive, "\(error)")
        #expect(error.requestMayHaveBeenProcessed)
        #expect(server.tally.requests.map(\.body) == [[1], [2]])

        _ = try await transport.send(makeRequest(to: server.authority), body: [3])
        #expect(server.tally.requests.map(\.body) == [[1], [2], [3]])
        #expect(server.tally.connections == 2)
    }

    @Test func aKeptAliveConnectionThatEndsMayHaveBeenProcessedEvenIfTheServerIsThenGone() async throws {
        let (listener, port) = try LoopbackSocket.listen(backlog: 8)
        Thread.detachNewThread {
            let connection = TestConnection(accept(listener, nil, nil), number: 1, state: TestServer.State())
            _ = connection.readRequest()
            connection.answer()
            _ = connection.readRequest()
            // From here on a new connection is refused.
            close(listener)
            connection.close()
        }
        let transport = try CurlTransport.make()
        _ = try await transport.send(makeRequest(to: "127.0.0.1:\(port)"), body: [1])
        let error = try await transport.failure(makeRequest(to: "127.0.0.1:\(port)"), body: [2])
        #expect(error.phase == .receive, "\(error)")
        #expect(error.requestMayHaveBeenProcessed)
    }

    @Test func aRefusedConnectionSaysSo() async throws {
        let (descriptor, port) = try LoopbackSocket.bound()
        defer { close(descriptor) }
        let error = try await CurlTransport.make().failure(makeRequest(to: "127.0.0.1:\(port)"))
        #expect(error.phase == .connect)
        #expect(error.reason == .failed)
        #expect(error.host == "127.0.0.1:\(port)")
        #expect(error.message.contains("127.0.0.1 port \(port)"))
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func anUnknownHostSaysSo() async throws {
        let error = try await CurlTransport.make().failure(makeRequest(to: "nothing.invalid"))
        #expect(error.phase == .resolve)
        #expect(error.host == "nothing.invalid:80")
        #expect(error.message.contains("nothing.invalid"))
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test(arguments: ["ftp", "file", "gopher"])
    func onlyHTTPIsSpoken(_ scheme: String) async throws {
        let error = try await CurlTransport.make().failure(makeRequest(to: "127.0.0.1", scheme: scheme))
        #expect(error.phase == .resolve)
    }

    @Test func aBodyOfTheGreatestSizeIsAccepted() async throws {
        let server = try TestServer { connection in
            while connection.readRequest() != nil { connection.answer(body: String(repeating: "x", count: 1 << 20)) }
        }
        let response = try await CurlTransport.make().send(makeRequest(to: server.authority), body: [])
        #expect(response.body.count == 1 << 20)
    }

    @Test(arguments: [true, false])
    func aBodyThatIsTooLargeIsAnError(_ isAnnounced: Bool) async throws {
        let server = try TestServer { connection in
            _ = connection.readRequest()
            let body = String(repeating: "x", count: (1 << 20) + 1)
            if isAnnounced {
                connection.answer(body: body)
            } else {
                connection.write("HTTP/1.1 200 OK\r\n\r\n" + body)
            }
        }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority))
        #expect(error.reason == .tooLarge)
        #expect(error.phase == .receive)
        #expect(error.requestMayHaveBeenProcessed)
    }

    @Test func aHeadWithoutEndIsAnError() async throws {
        let server = try TestServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            for _ in 0..<1000 { connection.write("X-Long: " + String(repeating: "x", count: 1000) + "\r\n") }
            connection.awaitClose()
        }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority))
        #expect(error.reason == .tooLarge)
    }

    @Test func aMissingCABundleIsFoundBeforeAnyRequest() {
        #expect(throws: CurlSetupError.self) { try CurlTransport.make { $0.caBundle = "/nonexistent/ca.pem" } }
        #expect(throws: CurlSetupError.self) { try CurlTransport.make { $0.caBundle = "/" } }
    }

    @Test func aCABundleIsNotLookedAtWhenNothingIsVerified() throws {
        _ = try CurlTransport.make {
            $0.caBundle = "/nonexistent/ca.pem"
            $0.verifiesTLS = false
        }
    }
}
