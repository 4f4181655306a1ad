/// How a sandbox behaves.
public struct SandboxConfiguration: Sendable {
    /// The quota that all calls to API Gateway of one account in one region share. Lambda's quotas and that of deployments
    /// are what AWS documents, and there is none of them where there is no such quota.
    public struct Quota: Sendable, Equatable {
        /// Another rate, from some time after the first call on.
        public struct Change: Sendable, Equatable {
            public var rate: Double
            public var after: Duration

            public init(rate: Double, after: Duration) {
                self.rate = rate
                self.after = after
            }
        }

        /// Requests a second.
        public var rate: Double
        public var burst: Int
        public var change: Change?

        /// What the service grants and does not raise: 10 requests a second, burst 40.
        public static let service = Quota(rate: 10, burst: 40)

        public init(rate: Double, burst: Int, change: Change? = nil) {
            self.rate = rate
            self.burst = burst
            self.change = change
        }
    }

    /// Somebody else who uses the quota of every account and region that is called, from the first call on.
    public struct OutsideClient: Sendable, Equatable {
        /// Requests a second, each at a regular moment.
        public var rate: Double
        /// Requests that are sent at once, every ``interval``.
        public var burst: Int
        public var interval: Duration
        /// `nil`: it never ends.
        public var end: Duration?

        public init(rate: Double = 0, burst: Int = 0, interval: Duration = .seconds(30), end: Duration? = nil) {
            self.rate = rate
            self.burst = burst
            self.interval = interval
            self.end = end
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
    /// Faults and how likely each is for a call to API Gateway or Lambda; the sum is at most 1.
    public var faults: [SandboxFault: Double]
    /// More of them can be added while the sandbox runs, with ``SandboxServer/add(_:)``.
    public var rules: [SandboxRule] = []
    /// Of faults and jitter.
    public var seed: UInt64
    /// How long a request that hangs is held at most.
    public var hangLimit: Duration
    public var checksSignatures: Bool
    public var credentials: SandboxCredentialRules
    public var outsideClient: OutsideClient?
    /// By how much the server's clock is fast; negative: slow.
    public var clockOffset: Duration
    /// Items a page has when the caller asks for no number, and at most.
    public var pageSize: Int
    /// From the call that makes a deployment to its end.
    public var deploymentTime: Duration = .zero
    /// APIs whose deployments fail.
    public var failingDeployments: Set<String> = []
    /// From the call that gives a permission until clients of the API have it.
    public var permissionDelay: Duration = .zero
    /// Errors quote the Authorization header, the session token and the canonical request, as AWS does in some of them.
    public var quotesRequests = false
    /// Error messages and request ids hold control characters, as those of a hostile server might.
    public var sendsControlCharacters = false
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
        outsideClient: OutsideClient? = nil,
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
        self.outsideClient = outsideClient
        self.clockOffset = clockOffset
        self.pageSize = pageSize
        self.port = port
        self.keptRequests = keptRequests
        self.onRequest = onRequest
    }
}

/// Which credentials the sandbox hands out and takes.
public struct SandboxCredentialRules: Sendable {
    /// How long temporary credentials are good, in whole seconds, whatever the caller asks for; may be shorter than the
    /// services allow. `nil`: as long as the caller asks for, or an hour.
    public var lifetime: Duration?
    /// Accounts whose credentials are refused, lasting and temporary ones.
    public var refusedAccounts: Set<String>
    /// ARNs of the roles that may not be assumed.
    public var deniedRoles: Set<String>
    /// Refused as web identity token, as SSO's access and refresh token and as the container's authorization; any other
    /// text is taken.
    public var refusedTokens: Set<String>

    public init(
        lifetime: Duration? = nil,
        refusedAccounts: Set<String> = [],
        deniedRoles: Set<String> = [],
        refusedTokens: Set<String> = []
    ) {
        self.lifetime = lifetime
        self.refusedAccounts = refusedAccounts
        self.deniedRoles = deniedRoles
        self.refusedTokens = refusedTokens
    }
}
