import HTTPTypes

/// Adds one header to every request. It is not signed.
struct HeaderTransport: HTTPTransport {
    struct Field {
        var name: HTTPField.Name
        var value: Secret
    }

    private let inner: any HTTPTransport
    private let field: Field

    init(_ inner: any HTTPTransport, adding field: Field) {
        self.inner = inner
        self.field = field
    }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        var request = request
        request.headerFields[field.name] = field.value.value
        return try await inner.send(request, body: body)
    }
}

extension HTTPField.Name {
    /// - Parameter name: a literal of this module.
    static func literal(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
        return name
    }
}
