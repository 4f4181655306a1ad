import HTTPTypes
import Pacing

/// A request to a service on this machine or its host that gives credentials: quick or not there at all. It is not
/// retried here.
struct MetadataCall: Sendable {
    let transport: any HTTPTransport
    let timing: Timing
    let timeout: Duration
    let userAgent: String

    /// - Returns: any answer; redirects are answers too, nobody follows them.
    /// - Throws: `TransportError`, `CancellationError`.
    func send(
        _ method: HTTPRequest.Method,
        to target: MetadataTarget,
        fields: HTTPFields = [:]
    ) async throws -> TransportResponse {
        var request = HTTPRequest(
            method: method,
            scheme: target.scheme,
            authority: target.authority,
            path: target.path,
            headerFields: fields
        )
        request.headerFields[.userAgent] = userAgent
        return try await withThrowingTaskGroup(of: TransportResponse?.self) { [request] tasks in
            tasks.addTask { try await transport.send(request, body: nil) }
            tasks.addTask {
                try await timing.sleep(timeout)
                return nil
            }
            defer { tasks.cancelAll() }
            if let response = try await tasks.next() ?? nil { return response }
            throw TransportError(
                phase: .receive,
                reason: .timedOut,
                host: target.authority,
                message: "\(timeout.components.seconds) s are over"
            )
        }
    }
}

/// Where such a request goes.
struct MetadataTarget: Equatable {
    var scheme: String
    var authority: String
    /// With the query.
    var path: String
}
