/// One way to get credentials that expire. Keeps nothing: `RefreshingCredentials` does.
protocol CredentialsSource: Sendable {
    /// In messages: `the role … of the profile …`.
    var name: String { get }

    /// - Parameter rejected: credentials that a service has called expired; a cache that still holds them is passed over.
    /// - Throws: `ConfigurationError`, `CredentialsError`, `CancellationError`.
    func fetch(rejected: Credentials?) async throws -> Credentials
}
