import Testing

@testable import Sandbox

@Suite struct HTTPParserTests {
    private struct Read: Equatable {
        var method: String
        var target: String
        var body: String
        var keepsAlive: Bool
    }

    /// - Parameter pieces: What arrives, in order.
    private func read(_ pieces: [String]) throws(HTTPParser.Problem) -> [Read] {
        var parser = HTTPParser()
        var found: [Read] = []
        for piece in pieces {
            parser.append(Array(piece.utf8))
            while let message = try parser.next() {
                let request = message.request
                found.append(
                    Read(
                        method: request.method,
                        target: request.target,
                        body: String(decoding: request.body, as: UTF8.self),
                        keepsAlive: message.keepsAlive
                    )
                )
            }
        }
        return found
    }

    private static let patch = "PATCH /v2/apis/a%2Fb?x=1&y HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    @Test(arguments: [1, 2, 3, 7, 1000])
    func readsRequestsWhateverThePiecesTheyComeIn(_ size: Int) throws {
        let text = Array(Self.patch + "\r\n" + Self.patch + Self.get)
        let pieces = stride(from: 0, to: text.count, by: size).map { String(text[$0..<min($0 + size, text.count)]) }
        let patch = Read(method: "PATCH", target: "/v2/apis/a%2Fb?x=1&y", body: "body", keepsAlive: true)
        #expect(try read(pieces) == [patch, patch, Read(method: "GET", target: "/", body: "", keepsAlive: false)])
    }

    @Test func repeatedHeadersStayApartAndInOrder() throws {
        var parser = HTTPParser()
        parser.append(Array("GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-b:2\r\nX-A:  3 \r\n\r\n".utf8))
        let headers = try #require(try parser.next()).request.headers
        #expect(headers.map(\.name) == ["host", "x-a", "x-b", "x-a"])
        #expect(headers.map(\.value) == ["h", "1", "2", "3 "])
    }

    @Test func aBodyInChunksIsPutTogether() throws {
        let head = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let body = "3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
        let found = try read([head] + body.map(String.init) + [Self.get])
        #expect(found.map(\.body) == ["abc0123456789", ""])
    }

    @Test func aClientThatWaitsForContinueIsToldOnce() throws {
        var parser = HTTPParser()
        parser.append(Array("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n".utf8))
        #expect(try parser.next() == nil)
        let asked = [parser.takesContinue(), parser.takesContinue()]
        #expect(asked == [true, false])
        parser.append(Array("ok".utf8))
        #expect(try parser.next()?.request.body == Array("ok".utf8))
    }

    @Test(arguments: [
        ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", false), ("GET / HTTP/1.1\n\n", true),
    ])
    func theConnectionStaysOpenAsTheVersionAndTheHeaderSay(_ text: String, _ keepsAlive: Bool) throws {
        #expect(try read([text]).map(\.keepsAlive) == [keepsAlive])
    }

    @Test(arguments: [
        ("GET\r\n\r\n", 400), ("GET / HTTP/2\r\n\r\n", 400), ("GET http://h/ HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", 413),
        ("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 70_000), 431),
    ])
    func whatCannotBeReadHasAStatus(_ text: String, _ status: Int) {
        let problem = #expect(throws: HTTPParser.Problem.self) { try read([text]) }
        #expect(problem?.status == status)
    }
}
