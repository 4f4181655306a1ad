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
