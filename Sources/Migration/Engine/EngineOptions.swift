/// How a run goes about its rows.
public struct EngineOptions: Sendable {
    /// Reads each API before it writes to it. Without: no no-op detection, no protocol rules, no before image.
    public var readsFirst = true
    /// Decides every row and sends no update.
    public var isDryRun = false
    public var failureLimit: FailureLimit?
    /// Requests per second of an account in a region; `nil`: unlimited.
    public var rate: Double? = defaultRate
    public var burst = defaultBurst

    /// Below the quota of 10 requests/s with a burst of 40, which other people's deployments share.
    public static let defaultRate = 8.0
    public static let defaultBurst = 32

    public init() {}
}
