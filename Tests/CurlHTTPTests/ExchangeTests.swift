import AWSCore
import CurlHTTP
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ExchangeTests {
    @Test func aRequestIsSentAsGivenAndNothingIsAdded() async throws {
        let server = try TestServer { $0.answerAll() }
        let transport = try CurlTransport.make()
        var request = makeRequest(to: server.authority, path: "/v2/../a//b%2Fc/.?x=%20&y")
        request.headerFields.append(HTTPField(name: .contentType, value: "application/json"))
        request.headerFields.append(HTTPField(name: try #require(HTTPField.Name("X-Empty")), value: ""))
        request.headerFields.append(
            HTTPField(name: .authorization, value: "AWS4-HMAC-SHA256 Credential=a, Signature=b")
        )

        _ = try await transport.send(request, body: Array(#"{"description":"ä"}"#.utf8))

        let seen = try #require(server.tally.requests.first)
        #expect(seen.line == "PATCH /v2/../a//b%2Fc/.?x=%20&y HTTP/1.1")
        #expect(seen.body == Array(#"{"description":"ä"}"#.utf8))
        let fields = seen.fields.map { "\($0.name): \($0.value)" }.sorted()
        #expect(
            fields == [
                "Authorization: AWS4-HMAC-SHA256 Credential=a, Signature=b", "Content-Length: 20",
                "Content-Type: application/json", "Host: \(server.authority)", "X-Empty: ",
            ]
        )
    }

    @Test(arguments: [HTTPRequest.Method.get, .delete, .post, .patch])
    func aRequestWithoutABodyHasNoLengthAndNoType(_ method: HTTPRequest.Method) async throws {
        let server = try TestServer { $0.answerAll() }
        _ = try await CurlTransport.make().send(makeRequest(method, to: server.authority, path: "/"), body: nil)
        let seen = try #require(server.tally.requests.first)
        #expect(seen.line == "\(method.rawValue) / HTTP/1.1")
        #expect(seen.fields.map(\.name) == ["Host"])
    }

    @Test func anEmptyBodyHasALengthOfZero() async throws {
        let server = try TestServer { $0.answerAll() }
        _ = try await CurlTransport.make().send(makeRequest(.post, to: server.authority), body: [])
        #expect(server.tally.requests.first?.values("Content-Length") == ["0"])
    }

    @Test func aPoolPlaceKeepsNothingOfTheRequestBefore() async throws {
        let server = try TestServer { connection in
            while let request = connection.readRequest() {
                connection.answer(body: request.line.hasPrefix("HEAD") ? "" : "{}")
            }
        }
        let transport = try CurlTransport.make { $0.maximumConnections = 1 }
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 5000)
        let steps: [(HTTPRequest.Method, [UInt8]?)] = [
            (.patch, long), (.get, nil), (.head, nil), (.post, [1]), (.delete, nil), (.patch, [2, 3]), (.get, nil),
        ]
        for (method, body) in steps {
            _ = try await transport.send(makeRequest(method, to: server.authority), body: body)
        }
        let seen = server.tally.requests
        #expect(seen.map { $0.line.prefix { $0 != " " } } == steps.map { Substring($0.0.rawValue) })
        #expect(seen.map(\.body) == steps.map { $0.1 ?? [] })
        #expect(seen.map { $0.values("Content-Length").count } == steps.map { $0.1 == nil ? 0 : 1 })
    }

    @Test func aLargeBodyIsSentWithoutAskingFirst() async throws {
        let server = try TestServer { $0.answerAll() }
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        _ = try await CurlTransport.make().send(makeRequest(to: server.authority), body: body)
        let seen = try #require(server.tally.requests.first)
        #expect(seen.body == body)
        #expect(seen.values("Expect").isEmpty)
    }

    @Test func statusReasonFieldsAndBodyArrive() async throws {
        let fields = "x-amzn-RequestId: r-1\r\nX-Twice: a\r\nX-Twice:b  \r\nX-None:\r\n"
        let server = try TestServer { connection in
            while connection.readRequest() != nil {
                connection.answer("429 Too Many Requests", fields: fields, body: #"{"message":"ö"}"#)
            }
        }
        let response = try await CurlTransport.make().send(makeRequest(to: server.authority), body: [])
        #expect(response.head.status.code == 429)
        #expect(response.head.status.reasonPhrase == "Too Many Requests")
        #expect(response.body == Array(#"{"message":"ö"}"#.utf8))
        #expect(response.head.headerFields[try #require(HTTPField.Name("x-amzn-requestid"))] == "r-1")
        #expect(response.head.headerFields[values: try #require(HTTPField.Name("X-Twice"))] == ["a", "b"])
        #expect(response.head.headerFields[values: try #require(HTTPField.Name("X-None"))] == [""])
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var wire: String
        var status = 200
        var body = "hello"
        var closes = false
    }

    @Test(arguments: [
        Answer(
            testDescription: "chunked, with a trailer",
            wire:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX-Trailer: t\r\n\r\n"
        ),
        Answer(testDescription: "no content", wire: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, body: ""),
        Answer(testDescription: "empty", wire: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", body: ""),
        Answer(
            testDescription: "continue first",
            wire: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        ),
        Answer(
            testDescription: "early hints first",
            wire: "HTTP/1.1 103 Early Hints\r\nX-Trailer: t\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 5\r\n\r\nhello",
            status: 500
        ),
        Answer(testDescription: "no reason phrase", wire: "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello"),
        Answer(testDescription: "ended by closing", wire: "HTTP/1.1 200 OK\r\n\r\nhello", closes: true),
        Answer(testDescription: "HTTP/1.0", wire: "HTTP/1.0 200 OK\r\n\r\nhello", closes: true),
        Answer(
            testDescription: "no redirect is followed",
            wire: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 5\r\n\r\nhello",
            status: 302
        ),
        Answer(
            testDescription: "no answer to a challenge",
            wire: "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 5\r\n\r\nhello",
            status: 401
        ),
    ])
    func everyKindOfAnswerIsReadToItsEnd(_ answer: Answer) async throws {
        let server = try TestServer { connection in
            while connection.readRequest() != nil {
                connection.write(answer.wire)
                if answer.closes { return }
            }
        }
        let transport = try CurlTransport.make { $0.maximumConnections = 1 }
        for _ in 1...2 {
            let response = try await transport.send(makeRequest(to: server.authority), body: [1])
            #expect(response.head.status.code == answer.status)
            #expect(String(decoding: response.body, as: UTF8.self) == answer.body)
            #expect(!response.head.headerFields.contains(try #require(HTTPField.Name("X-Trailer"))))
        }
        #expect(server.tally.connections == (answer.closes ? 2 : 1))
    }

    @Test func connectionsAreReused() async throws {
        let server = try TestServer { $0.answerAll() }
        let transport = try CurlTransport.make()
        for _ in 1...50 { _ = try await transport.send(makeRequest(to: server.authority), body: [1]) }
        #expect(server.tally.connections == 1)
        #expect(server.tally.requests.count == 50)
    }

    @Test func aConnectionThatTheServerClosedWhileIdleIsReplaced() async throws {
        let server = try TestServer { connection in
            _ = connection.readRequest()
            connection.answer()
        }
        let transport = try CurlTransport.make()
        for _ in 1...5 {
            _ = try await transport.send(makeRequest(to: server.authority), body: [1])
            await server.connectionsEnd(1)
        }
        #expect(server.tally.connections == 5)
    }

    @Test func fiveHundredRequestsAtOnceShareThePool() async throws {
        let server = try TestServer { connection in
            while let request = connection.readRequest() { connection.answer(body: request.line) }
        }
        let transport = try CurlTransport.make { $0.maximumConnections = 32 }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let request = makeRequest(.get, to: server.authority, path: "/\(number)")
                    let response = try await transport.send(request, body: nil)
                    return response.body == Array("GET /\(number) HTTP/1.1".utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.tally.requests.count == 500)
        #expect(server.tally.connections <= 32)
    }

    @Test(arguments: ["", "a\u{0}b"])
    func aRequestWithoutAUsableURLIsRefused(_ authority: String) async throws {
        let error = try await CurlTransport.make().failure(makeRequest(to: authority))
        #expect(error.phase == .resolve)
        #expect(!error.requestMayHaveBeenProcessed)
    }
}
