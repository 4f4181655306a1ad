public import APIGatewayV2

/// How a run goes about its rows.
public struct EngineOptions: Sendable {
    /// Reads each API before it writes to it. Without: no no-op detection, no protocol rules, no before image.
    public var readsFirst = true
    /// Decides every row and sends no update.
    public var isDryRun = false
    /// Looks at the Lambda functions that rows would call; `nil`: it does not.
    public var preflight: PreflightOptions?
    /// Looks at the stages of the APIs that change; `nil`: it does not.
    public var deployments: DeploymentOptions?
    /// Stops the run once more rows than that have failed in this session.
    public var failureLimit: FailureLimit?
    /// The same for rows that have drifted, which are no failures.
    public var driftLimit: FailureLimit?
    /// Parks a group once more of its rows than that have failed in this session.
    public var groupFailureLimit: Int?
    /// Does what other processes ask of the run through its checkpoint, and what the file beside it says.
    public var isControllable = false
    /// Called with the APIs of each group that a dry run looks at.
    public var onAPIs: (@Sendable (MigrationGroup, [API]) -> Void)?
    /// Called with the ids of API and integration when a dry run meets an integration that quick create has made.
    public var onManagedIntegration: (@Sendable (MigrationGroup, String, String) -> Void)?
    /// What is done between the waves.
    public var waves = WaveOptions()
    /// Nothing new is begun from this moment on, in seconds since 1970: the end of a maintenance window.
    public var endsAt: Double?
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
    func recoveredRate(from rate: Double?) -> Double? {
        rate.map { max($0, maxRate ?? .infinity) }
    }
}
