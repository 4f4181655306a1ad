/// What may go wrong with a request on purpose.
public enum SandboxFault: String, Sendable, CaseIterable {
    /// A 429, whatever the rate; it takes from the quota, and nothing is written.
    case status429
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

/// What from a certain call on is forbidden, gets no answer any more, or waits.
public struct SandboxRule: Sendable, Equatable {
    public enum Effect: Sendable, Equatable {
        /// The caller lacks the permission: `AccessDeniedException`.
        case forbid
        /// No answer, as with ``SandboxFault/hang``.
        case silence
        /// Nothing is done and counted until the rule is lifted. So a client is met in the middle of its work, however fast it is.
        case hold
    }

    /// Whom a rule is about.
    public enum Subject: Sendable, Hashable {
        case anybody
        /// The caller's account; for calls that hand out credentials, the account that they are for.
        case account(String)
        /// The ARN of a role: its sessions, and whoever asks for its credentials.
        case role(String)
        /// The region in the caller's signature.
        case region(String)
    }

    public var effect: Effect
    /// `nil`: every call.
    public var operation: SandboxOperation?
    public var subject: Subject
    /// That many matching calls come first, and are not concerned.
    public var after: Int

    public init(_ effect: Effect, operation: SandboxOperation? = nil, subject: Subject = .anybody, after: Int = 0) {
        self.effect = effect
        self.operation = operation
        self.subject = subject
        self.after = after
    }
}
