public import APIGatewayV2
public import Pacing

/// Where the engine gets its clients from.
public protocol Connector: Sendable {
    /// Who the credentials belong to, and until when they hold.
    ///
    /// - Throws: `AWSError`; `ConfigurationError` when there are none; `CancellationError`.
    func identity(of credentials: CredentialSet, region: String) async throws -> Identity

    /// The operations on one account and region.
    ///
    /// - Parameter group: the tokens of its calls.
    func gateway(for group: MigrationGroup, throttledBy gateGroup: RequestGate.Group) throws -> APIGateway
}
