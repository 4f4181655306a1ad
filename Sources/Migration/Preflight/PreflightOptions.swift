/// How the functions that rows would call are looked at before anything is sent.
public struct PreflightOptions: Sendable {
    /// Gives an API the permission that it lacks.
    public var grants = false
    /// How long to wait after a permission shows in the policy: it takes some seconds to work everywhere.
    public var settle = defaultSettle
    /// Sends rows all the same whose function cannot be called.
    public var allowsBroken = false

    /// For functions of other accounts; nil: those of the row.
    public var foreignCredentials: CredentialSet?

    public static let defaultSettle = Duration.seconds(5)

    public init() {}
}
