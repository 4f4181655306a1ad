/// Where credentials come from. Asked before every try of every request, so an answer has to be at hand as a rule.
public protocol CredentialsProvider: Sendable {
    /// - Throws: `ConfigurationError`, `CredentialsError`, or `CancellationError` when the task is cancelled.
    func credentials() async throws -> Credentials

    /// The service has called these expired: they are not to be handed out again if newer ones can be had.
    func discard(_ credentials: Credentials) async
}

extension CredentialsProvider {
    public func discard(_ credentials: Credentials) async {}
}

/// Credentials that never change.
public struct StaticCredentials: CredentialsProvider {
    private let value: Credentials

    public init(_ credentials: Credentials) {
        value = credentials
    }

    public func credentials() async throws -> Credentials { value }
}
