public import AWSCore

/// What came back with status 200, and what could be read of it.
public struct Answer<Value: Sendable>: Sendable {
    public var response: AWSResponse
    public var value: Result<Value, UnreadableAnswer>
}
