import AWSCore
import CurlHTTP
import Foundation
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProxyTests {
    private func transport(_ environment: [String: String]) throws -> CurlTransport {
        try CurlTransport.make { $0.environment = environment }
    }

    @Test func aProxyIsAskedForThePlainURLInAbsoluteForm() async throws {
        let proxy = try TestServer { $0.answerAll() }
        let transport = try transport(["HTTP_PROXY": "http://user:p%40ss@\(proxy.authority)"])
        let request = makeRequest(.get, to: "service.example.com:8080", path: "/v2/apis?x=1")
        let response = try await transport.send(request, body: nil)
        #expect(response.head.status.code == 200)
        let seen = try #require(proxy.tally.requests.first)
        #expect(seen.line == "GET http://service.example.com:8080/v2/apis?x=1 HTTP/1.1")
        #expect(seen.values("Host") == ["service.example.com:8080"])
        let credentials = Data("user:p@ss".utf8).base64EncodedString()
        #expect(seen.values("Proxy-Authorization") == ["Basic \(credentials)"])
    }

    @Test func aHostInNoProxyIsReachedDirectly() async throws {
        let proxy = try TestServer { $0.answerAll() }
        let server = try TestServer { $0.answerAll() }
        let transport = try transport(["http_proxy": "http://\(proxy.authority)", "no_proxy": "127.0.0.1"])
        _ = try await transport.send(makeRequest(to: server.authority), body: [])
        _ = try await transport.send(makeRequest(to: "other.example.com"), body: [])
        #expect(server.tally.requests.count == 1)
        #expect(
            proxy.tally.requests.map(\.line) == ["PATCH http://other.example.com/v2/apis/a1/integrations/i1 HTTP/1.1"]
        )
    }

    @Test func aTunnelThatTheProxyRefusesWasNeverUsed() async throws {
        let proxy = try TestServer { connection in
            while connection.readRequest() != nil { connection.answer("403 Forbidden", fields: "X-P: 1\r\n") }
        }
        let transport = try transport(["https_proxy": "http://user:geheim@\(proxy.authority)"])
        let error = try await transport.failure(makeRequest(to: "service.example.com", scheme: "https"))
        #expect(error.phase == .connect, "\(error)")
        #expect(!error.requestMayHaveBeenProcessed)
        #expect(error.host == "service.example.com:443")
        #expect(proxy.tally.requests.first?.line == "CONNECT service.example.com:443 HTTP/1.1")
    }

    @Test func aTunnelWithoutTLSAtItsEndFailsInTheHandshake() async throws {
        let proxy = try TestServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 Connection established\r\n\r\nwelcome\r\n")
            connection.awaitClose()
        }
        let transport = try transport(["https_proxy": "http://\(proxy.authority)"])
        let error = try await transport.failure(makeRequest(to: "service.example.com", scheme: "https"))
        #expect(error.phase == .tls, "\(error)")
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func theProxysPasswordIsInNoError() async throws {
        let (descriptor, port) = try LoopbackSocket.bound()
        defer { close(descriptor) }
        for proxy in ["127.0.0.1:\(port)", "nothing.invalid:3128"] {
            let transport = try transport(["http_proxy": "http://user:geheim@\(proxy)"])
            let error = try await transport.failure(makeRequest(to: "service.example.com"))
            #expect(error.phase == (proxy.hasPrefix("127") ? .connect : .resolve))
            #expect(!error.requestMayHaveBeenProcessed)
            #expect(!"\(error) \(String(reflecting: error))".contains("geheim"))
        }
    }
}
