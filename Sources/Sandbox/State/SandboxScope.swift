/// One account in one region: what shares a quota, and what an API belongs to.
public struct SandboxScope: Hashable, Comparable, Sendable {
    /// The twelve digits of the account.
    public var account: String
    /// The region's name, as in the credential scope of a signature.
    public var region: String

    /// The first account that ``SandboxState/generated(accounts:apis:integrations:regions:stage:)`` makes.
    public static let first = SandboxScope(account: "000000000001", region: "us-east-1")

    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }

    public static func < (left: SandboxScope, right: SandboxScope) -> Bool {
        (left.account, left.region) < (right.account, right.region)
    }
}
