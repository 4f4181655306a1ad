public import HTTPTypes
public import Records

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

    /// The body as a JSON document. Of members that come twice the last one counts, as for the AWS SDKs.
    public func json() throws(UnreadableAnswer) -> JSONValue {
        do {
            return try JSONValue(parsing: body, duplicateKeys: .lastWins)
        } catch {
            throw UnreadableAnswer(problem: body.isEmpty ? "the body is empty" : error.message)
        }
    }

    /// The body as a JSON object.
    public func jsonObject() throws(UnreadableAnswer) -> JSONObject {
        let document = try json()
        guard case .object(let object) = document else {
            throw UnreadableAnswer(problem: "expected an object, found \(document.typeName)")
        }
        return object
    }
}

/// What came back with a success, and what could be read of it.
public struct Answer<Value: Sendable>: Sendable {
    public var response: AWSResponse
    public var value: Result<Value, UnreadableAnswer>

    /// - Parameter read: makes the value of the response.
    public init(_ response: AWSResponse, _ read: (AWSResponse) throws(UnreadableAnswer) -> Value) {
        self.response = response
        value = Result { () throws(UnreadableAnswer) in try read(response) }
    }
}

/// A success whose body is not what the service's model promises, so that its effect is unknown.
public struct UnreadableAnswer: Error, Sendable, Equatable {
    public var problem: String

    public init(problem: String) {
        self.problem = problem
    }

    public var shortDescription: String { "the answer could not be read" }
}

extension UnreadableAnswer: CustomStringConvertible {
    public var description: String { "\(shortDescription): \(problem)" }
}

extension AWSError {
    /// A success that cannot be understood, for callers to whom that is a failure like any other.
    public init(operation: String, unreadable: UnreadableAnswer, _ response: AWSResponse) {
        self.init(
            operation: operation,
            code: "UnreadableReply",
            message: unreadable.problem,
            httpStatus: response.status,
            requestID: response.requestID,
            attempts: response.attempts
        )
    }
}
