public import AWSCore
public import Pacing

/// Where the engine gets its clients from.
public protocol Connector: Sendable {
    /// Who the credentials belong to, and until when they hold.
    ///
    /// - Throws: `AWSError`; `ConfigurationError` when there are none; `CancellationError`.
    func identity(of credentials: CredentialSet, region: String) async throws -> Identity

    /// A client for the calls of a group to a service.
    ///
    /// - Parameter gateGroup: whose tokens the calls use.
    func client(
        for service: Service,
        _ group: MigrationGroup,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient
}
