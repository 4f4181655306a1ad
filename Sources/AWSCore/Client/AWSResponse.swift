public import HTTPTypes

/// The answer to a request that succeeded.
public struct AWSResponse: Sendable {
    /// 200 to 299.
    public var status: Int
    public var fields: HTTPFields
    /// As it came: an answer that cannot be read is still a success here.
    public var body: [UInt8]
    /// `x-amzn-requestid`.
    public var requestID: String?
    /// Tries made, this one counted.
    public var attempts: Int

    public init(status: Int, fields: HTTPFields, body: [UInt8], requestID: String?, attempts: Int) {
        self.status = status
        self.fields = fields
        self.body = body
        self.requestID = requestID
        self.attempts = attempts
    }
}
