/// A source of credentials that is configured did not give any.
public struct CredentialsError: Error, Sendable {
    enum Code: Sendable, Equatable {
        /// STS or SSO refused, or could not be reached.
        case serviceFailed
        /// The SSO session has to be begun anew by a person.
        case loginNeeded
        /// A one-time code is needed and cannot be asked for.
        case codeNeeded
        /// A file that a source reads cannot be read, or holds something else.
        case unreadableFile
        case processFailed
        case metadataFailed
        /// They hold something that cannot be sent.
        case malformed
        /// They were expired when they came.
        case expired
    }

    let code: Code
    /// Which profile, which source, what came back and what to do. Holds no secret.
    public let message: String
    /// What STS or SSO answered, if that was what went wrong. The AWS CLI exits with 254 for an answer with a status,
    /// with 255 for everything else.
    public let answer: AWSError?

    init(_ code: Code, _ message: String, answer: AWSError? = nil) {
        self.code = code
        self.message = message
        self.answer = answer
    }

    /// What gives them is out of order for a while: nothing was refused.
    var isOutage: Bool { answer.map { $0.disposition != .fatal } ?? false }

    /// The same words whatever the names involved, for grouping.
    public var shortDescription: String {
        switch code {
        case .serviceFailed: "credentials refused or not to be had"
        case .loginNeeded: "SSO login needed"
        case .codeNeeded: "MFA code needed"
        case .unreadableFile: "credentials file unreadable"
        case .processFailed: "credential process failed"
        case .metadataFailed: "credentials service failed"
        case .malformed: "credentials malformed"
        case .expired: "credentials expired"
        }
    }
}

extension CredentialsError: CustomStringConvertible {
    public var description: String { message }
}
