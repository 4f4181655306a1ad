/// What may go wrong with a request on purpose.
public enum SandboxFault: String, Sendable, CaseIterable {
    /// A 500 with a JSON message; nothing is written.
    case status500
    /// A 503 whose body is HTML; nothing is written.
    case status503
    /// The connection is reset without an answer; nothing is written.
    case resetBefore
    /// The write is done, then the connection is reset without an answer.
    case resetAfter
    /// No answer until the client goes away or ``SandboxConfiguration/hangLimit`` has passed; nothing is written.
    case hang
    /// The write is done; the body ends before its Content-Length.
    case truncated
    /// The write is done; the answer is a 200 whose body is not JSON.
    case garbage
}
