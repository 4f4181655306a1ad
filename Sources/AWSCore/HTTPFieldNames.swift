import HTTPTypes

/// The header names this module reads or writes.
enum FieldName {
    static let amzDate = make("x-amz-date")
    static let amzSecurityToken = make("x-amz-security-token")
    static let amzContentSHA256 = make("x-amz-content-sha256")
    static let amzInvocationID = make("amz-sdk-invocation-id")
    static let amzRequest = make("amz-sdk-request")
    static let amzErrorType = make("x-amzn-errortype")
    static let amzRequestID = make("x-amzn-requestid")
    static let amzRetryAfter = make("x-amz-retry-after")

    private static func make(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
        return name
    }
}
