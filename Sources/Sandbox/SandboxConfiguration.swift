/// How a sandbox behaves.
public struct SandboxConfiguration: Sendable {
    /// The quota that all calls of one account in one region share.
    public struct Quota: Sendable, Equatable {
        /// Requests a second.
        public var rate: Double
        public var burst: Int

        /// What the service grants and does not raise: 10 requests a second, burst 40.
        public static let service = Quota(rate: 10, burst: 40)

        public init(rate: Double, burst: Int) {
            self.rate = rate
            self.burst = burst
        }
    }

    public var state: SandboxState
    /// `nil`: no limit.
    public var quota: Quota?
    /// The time from a request's arrival to its answer. A write is in progress for that long, so that two of them to one API
    /// can collide. Refused and throttled requests are answered at once.
    public var latency: Duration
    /// At most that much is added to the latency, evenly distributed.
    public var jitter: Duration
    /// Faults and how likely each is for a call to API Gateway; the sum is at most 1.
    public var faults: [SandboxFault: Double]
    /// Of faults and jitter.
    public var seed: UInt64
    /// How long a request that hangs is held at most.
    public var hangLimit: Duration
    public var checksSignatures: Bool
    public var credentials: SandboxCredentialRules
    /// Requests a second that somebody else sends in every account and region that is called: from the first call on they
    /// take tokens of its quota, one at each of their own regular moments if there is one.
    public var outsideRate: Double?
    /// By how much the server's clock is fast; negative: slow.
    public var clockOffset: Duration
    /// Items a page has when the caller asks for no number, and at most.
    public var pageSize: Int
    /// 0: any free port.
    public var port: Int
    /// Requests that ``SandboxServer/requests`` keeps, the newest ones.
    public var keptRequests: Int
    /// Called with each request once its outcome is decided, on the thread that answers it.
    public var onRequest: (@Sendable (SandboxRequest) -> Void)?

    /// A quick one for tests: no quota, no latency, no faults.
    public init(
        state: SandboxState,
        quota: Quota? = nil,
        latency: Duration = .zero,
        jitter: Duration = .zero,
        faults: [SandboxFault: Double] = [:],
        seed: UInt64 = 0,
        hangLimit: Duration = .seconds(120),
        checksSignatures: Bool = true,
        credentials: SandboxCredentialRules = SandboxCredentialRules(),
        outsideRate: Double? = nil,
        clockOffset: Duration = .zero,
        pageSize: Int = 100,
        port: Int = 0,
        keptRequests: Int = 10_000,
        onRequest: (@Sendable (SandboxRequest) -> Void)? = nil
    ) {
        self.state = state
        self.quota = quota
        self.latency = latency
        self.jitter = jitter
        self.faults = faults
        self.seed = seed
        self.hangLimit = hangLimit
        self.checksSignatures = checksSignatures
        self.credentials = credentials
        self.outsideRate = outsideRate
        self.clockOffset = clockOffset
        self.pageSize = pageSize
        self.port = port
        self.keptRequests = keptRequests
        self.onRequest = onRequest
    }
}
