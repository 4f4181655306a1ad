public import HTTPTypes

/// One API call, not yet bound to an endpoint.
public struct AWSRequest: Sendable {
    /// `UpdateIntegration`: for errors and logs.
    public var operation: String
    public var method: HTTPRequest.Method
    /// Percent-encoded (`URIEncoding.label`), without the endpoint's base path.
    public var path: String
    /// Not encoded yet; sent in this order.
    public var query: [(name: String, value: String)]
    /// `nil`: no body.
    public var body: [UInt8]?
    public var contentType: String?

    public init(
        operation: String,
        method: HTTPRequest.Method,
        path: String,
        query: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        contentType: String? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.contentType = contentType
    }

    /// The path and the query, encoded.
    var target: String {
        if query.isEmpty { return path }
        var target = path
        for (index, parameter) in query.enumerated() {
            target += index == 0 ? "?" : "&"
            target += URIEncoding.query(parameter.name)
            target += "="
            target += URIEncoding.query(parameter.value)
        }
        return target
    }
}
