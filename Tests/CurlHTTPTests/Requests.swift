import AWSCore
import CurlHTTP
import HTTPTypes

/// A request to a server of the test.
func makeRequest(
    _ method: HTTPRequest.Method = .patch,
    to authority: String,
    scheme: String = "http",
    path: String = "/v2/apis/a1/integrations/i1"
) -> HTTPRequest {
    HTTPRequest(method: method, scheme: scheme, authority: authority, path: path)
}

extension CurlTransport {
    /// A transport whose requests cannot hang: a test that waits in vain fails with a timeout of the transport.
    static func make(_ change: (inout Configuration) -> Void = { _ in }) throws -> CurlTransport {
        var configuration = Configuration()
        configuration.connectTimeout = .seconds(300)
        configuration.readTimeout = .seconds(300)
        change(&configuration)
        return try CurlTransport(configuration)
    }

    /// Sends a request that has to fail, and returns its error.
    func failure(_ request: HTTPRequest, body: [UInt8]? = Array("{}".utf8)) async throws -> TransportError {
        do {
            let response = try await send(request, body: body)
            throw UnexpectedSuccess(status: response.head.status.code)
        } catch let error as TransportError {
            return error
        }
    }
}

struct UnexpectedSuccess: Error {
    var status: Int
}
