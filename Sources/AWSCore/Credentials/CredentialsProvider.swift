/// Where credentials come from. Asked before every try of every request, so an answer has to be at hand as a rule.
public protocol CredentialsProvider: Sendable {
    /// Those that can be used without waiting; `nil`: `credentials()` has to get some first.
    var atHand: Credentials? { get }

    /// - Throws: `ConfigurationError`, `CredentialsError`, or `CancellationError` when the task is cancelled.
    func credentials() async throws -> Credentials

    /// The service has called these expired: they are not to be handed out again if newer ones can be had.
    func discard(_ credentials: Credentials)
}

extension CredentialsProvider {
    public var atHand: Credentials? { nil }

    public func discard(_ credentials: Credentials) {}
}

/// Credentials that never change.
public struct StaticCredentials: CredentialsProvider {
    private let value: Credentials

    public init(_ credentials: Credentials) {
        value = credentials
    }

    public var atHand: Credentials? { value }

    public func credentials() async throws -> Credentials { value }
}

/// One way to get credentials that expire. Keeps nothing: `RefreshingCredentials` does.
protocol CredentialsSource: Sendable {
    /// In messages: `the role … of the profile …`.
    var name: String { get }

    /// Seconds that the clock of the service that gives them is ahead of this machine's, as far as it is known.
    var clockOffset: Double { get }

    /// - Parameter rejected: credentials that a service has called expired; a cache that still holds them is passed over.
    /// - Returns: with an end by the service's clock.
    /// - Throws: `ConfigurationError`, `CredentialsError`, `CancellationError`.
    func fetch(rejected: Credentials?) async throws -> Credentials
}

extension CredentialsSource {
    var clockOffset: Double { 0 }
}
