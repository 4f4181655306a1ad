public import APIGatewayV2
public import AWSCore

/// Where the engine gets its clients from.
public protocol Connector: Sendable {
    /// Who the credentials of `profile` belong to; asked only when rows name an account.
    func identity(profile: String, region: String) async throws -> CallerIdentity

    /// The operations on one account and region.
    ///
    /// - Parameter group: the tokens of its calls.
    func gateway(for group: MigrationGroup, throttledBy gateGroup: RequestGate.Group) throws -> APIGateway
}
