import AWSCore
import HTTPTypes
import Testing

@Suite struct ReadOnlyTransportTests {
    private func request(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: "h", path: path)
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.get, "/v2/apis", nil), (.get, "/v2/apis?x=1", nil),
            (.post, "/", "Action=GetCallerIdentity&Version=2011-06-15"), (.post, "/", "Action=GetCallerIdentity"),
            (.post, "/base/", "Action=GetCallerIdentity"),
        ] as [(HTTPRequest.Method, String, String?)]
    )
    func readsPass(_ method: HTTPRequest.Method, _ path: String, _ body: String?) async throws {
        let inner = FakeTransport([.ok])
        let response = try await ReadOnlyTransport(inner).send(request(method, path), body: body.map { Array($0.utf8) })
        #expect(response.head.status == .ok)
        #expect(inner.sent.first?.request.path == path)
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.patch, "/v2/apis/a/integrations/i", "{}"), (.post, "/v2/apis", "{}"), (.put, "/", ""),
            (.delete, "/v2/apis/a", nil), (.head, "/", nil), (.post, "/", nil), (.post, "/", ""),
            (.post, "/", "Action=AssumeRole&Version=2011-06-15"), (.post, "/", "Action=GetCallerIdentityX"),
            (.post, "/", "Version=2011-06-15&Action=GetCallerIdentity"), (.post, "/x", "Action=GetCallerIdentity"),
            (.post, "/?Action=AssumeRole", "Action=GetCallerIdentity"),
            (.post, "/", "Action=GetCallerIdentity&Action=AssumeRole"),
        ] as [(HTTPRequest.Method, String, String?)]
    )
    func everythingElseIsRefusedUnsent(_ method: HTTPRequest.Method, _ path: String, _ body: String?) async throws {
        let inner = FakeTransport([.ok])
        await #expect(throws: ReadOnlyTransport.WriteRefused.self) {
            try await ReadOnlyTransport(inner).send(request(method, path), body: body.map { Array($0.utf8) })
        }
        #expect(inner.sent.isEmpty)
    }
}
