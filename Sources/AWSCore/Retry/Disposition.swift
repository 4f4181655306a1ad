import Pacing

/// What the answer to a request, or its absence, means for trying again.
public enum Disposition: String, Sendable, Hashable, CaseIterable {
    case success
    /// The quota is used up: the same request is fine a little later.
    case throttle
    /// Another write to the same thing was under way.
    case conflict
    /// A failure of the network or of the server that passes.
    case transient
    /// Trying again would give the same answer.
    case fatal
}

extension Disposition {
    /// botocore's list of throttling codes (its `standard` retry mode).
    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]

    /// The last one is STS's, when it cannot reach the identity provider of a web identity.
    private static let transientCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError",
    ]
    private static let transientStatuses: Set<Int> = [500, 502, 503, 504]

    /// Classifies an answer. Any 429 is a throttle, also one whose code cannot be read: botocore gives up on that one.
    ///
    /// - Parameters:
    ///   - code: the error type as `ErrorReply` reads it; of no importance for a success.
    ///   - message: what the service said.
    init(status: Int, code: String, message: String) {
        if (200..<300).contains(status) {
            self = .success
        } else if status == 429 || Self.throttlingCodes.contains(code) {
            self = .throttle
        } else if Self.isConcurrentModification(status: status, message: message.lowercased()) {
            self = .conflict
        } else if Self.transientStatuses.contains(status) || Self.transientCodes.contains(code) {
            self = .transient
        } else {
            self = .fatal
        }
    }

    /// Two writes to one API at a time: the text is all there is to go by, since other conflicts have the same code.
    private static func isConcurrentModification(status: Int, message: String) -> Bool {
        (status == 409 && message.contains("try again later")) || message.contains("concurrent modification")
    }

    /// Classifies a failure of the transport. Lost and refused connections, names that do not resolve and time-outs
    /// pass; a certificate that is not trusted and an answer that is too large do not.
    init(_ error: TransportError) {
        switch error.reason {
        case .untrusted, .tooLarge: self = .fatal
        case .failed, .timedOut: self = .transient
        }
    }
}

extension QuotaAnswer {
    /// What an answer says about the quota. One of a server in trouble may come from before the quota is looked at.
    init(_ disposition: Disposition) {
        self =
            switch disposition {
            case .success, .conflict, .fatal: .passed
            case .throttle: .throttled
            case .transient: .lost
            }
    }
}
