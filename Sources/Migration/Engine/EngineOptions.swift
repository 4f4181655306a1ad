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
    /// How far the rate may rise while the service does not throttle; never below `rate`. `nil`: unlimited.
    public var maxRate: Double? = defaultRate

    /// Below the quota of 10 requests/s with a burst of 40, which other people's deployments share.
    public static let defaultRate = 8.0
    public static let defaultBurst = 32

    public init() {}

    /// What a rate that has yielded to throttles may recover to, as the gate takes it: infinity is no limit.
    var recoveredRate: Double? {
        guard let rate else { return nil }
        return max(rate, maxRate ?? .infinity)
    }
}
