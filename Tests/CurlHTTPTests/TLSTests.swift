import AWSCore
import CurlHTTP
import Foundation
import HTTPTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    @Test func aServerThatDoesNotSpeakTLSFailsInTheHandshake() async throws {
        let server = try TestServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.awaitClose()
        }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls, "\(error)")
        #expect(error.reason == .failed)
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func theHandshakeOffersHTTP2AndHTTP1() async throws {
        let hello = Mutex<[UInt8]>([])
        let server = try TestServer { connection in
            let bytes = connection.readBytes()
            hello.withLock { $0 = bytes }
        }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls, "\(error)")
        // RFC 7301: each name with its length before it.
        let names = [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8)
        #expect(hello.withLock { $0.firstRange(of: names) } != nil)
    }

    @Test func aServerThatEndsTheHandshakeFailsInIt() async throws {
        let server = try TestServer { $0.reset() }
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls || error.phase == .connect, "\(error)")
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func aHandshakeThatHangsMeetsTheConnectTimeout() async throws {
        let server = try TestServer { $0.awaitClose() }
        let error = try await CurlTransport.make { $0.connectTimeout = .seconds(2) }
            .failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls, "\(error)")
        #expect(error.reason == .timedOut)
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test(.enabled(if: OpenSSLServer.isAvailable, "the openssl command is missing"))
    func aCertificateThatNobodyVouchesForIsRefused() async throws {
        let server = try OpenSSLServer(name: "IP:127.0.0.1")
        let error = try await CurlTransport.make().failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls)
        #expect(error.reason == .untrusted)
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test(.enabled(if: OpenSSLServer.isAvailable, "the openssl command is missing"))
    func aCertificateForAnotherNameIsRefused() async throws {
        let server = try OpenSSLServer(name: "DNS:other.example.com")
        let transport = try CurlTransport.make { $0.caBundle = server.certificate }
        let error = try await transport.failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls)
        #expect(error.reason == .untrusted)
    }

    @Test(.enabled(if: OpenSSLServer.isAvailable, "the openssl command is missing"))
    func aCertificateInTheCABundleIsAccepted() async throws {
        let server = try OpenSSLServer(name: "IP:127.0.0.1")
        let transport = try CurlTransport.make { $0.caBundle = server.certificate }
        let response = try await transport.send(makeRequest(.get, to: server.authority, scheme: "https"), body: nil)
        #expect(response.head.status.code == 200)
        #expect(!response.body.isEmpty)
    }

    @Test(.enabled(if: OpenSSLServer.isAvailable, "the openssl command is missing"))
    func anyCertificateIsAcceptedWhenNothingIsVerified() async throws {
        let server = try OpenSSLServer(name: "DNS:other.example.com")
        let transport = try CurlTransport.make { $0.verifiesTLS = false }
        let response = try await transport.send(makeRequest(.get, to: server.authority, scheme: "https"), body: nil)
        #expect(response.head.status.code == 200)
    }

    @Test(.enabled(if: OpenSSLServer.isAvailable, "the openssl command is missing"))
    func aCABundleThatHoldsNoCertificateIsNoTrust() async throws {
        let server = try OpenSSLServer(name: "IP:127.0.0.1")
        let transport = try CurlTransport.make { $0.caBundle = server.garbage }
        let error = try await transport.failure(makeRequest(to: server.authority, scheme: "https"))
        #expect(error.phase == .tls)
        #expect(error.reason == .untrusted)
    }
}
