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
    /// No try begins at or after this moment of the gate's clock: what the request was made of is too old then.
    public var notAfter: Duration?
    /// Which failures are followed by another try.
    public var repetition: Repetition

    /// Whether a request may be sent again after a try that failed.
    public enum Repetition: Sendable, Equatable {
        /// It sets absolute values or only reads, so that a repeat has the same result.
        case free
        /// Each call makes something new: it is repeated only where it is known that nothing was made, and not before
        /// `pause` has passed.
        case ifUnprocessed(pause: Duration)
    }

    public init(
        operation: String,
        method: HTTPRequest.Method,
        path: String,
        query: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        contentType: String? = nil,
        notAfter: Duration? = nil,
        repetition: Repetition = .free
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.contentType = contentType
        self.notAfter = notAfter
        self.repetition = repetition
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

/// The header names this module reads or writes.
enum FieldName {
    static let amzDate = HTTPField.Name.literal("x-amz-date")
    static let amzSecurityToken = HTTPField.Name.literal("x-amz-security-token")
    static let amzInvocationID = HTTPField.Name.literal("amz-sdk-invocation-id")
    static let amzRequest = HTTPField.Name.literal("amz-sdk-request")
    static let amzErrorType = HTTPField.Name.literal("x-amzn-errortype")
    static let amzRequestID = HTTPField.Name.literal("x-amzn-requestid")
    static let amzRetryAfter = HTTPField.Name.literal("x-amz-retry-after")
}

extension HTTPField.Name {
    /// - Parameter name: a literal of this module.
    static func literal(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
        return name
    }
}
