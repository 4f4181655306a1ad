/// What the sandbox has counted since it was started.
public struct SandboxStatistics: Sendable, Equatable {
    /// Names an integration in a table.
    public struct Target: Hashable, Sendable {
        public var scope: SandboxScope
        public var apiID: String
        public var integrationID: String

        public init(scope: SandboxScope = .first, apiID: String, integrationID: String) {
            self.scope = scope
            self.apiID = apiID
            self.integrationID = integrationID
        }
    }

    /// Calls with a good signature, throttled ones among them.
    public var calls: [SandboxOperation: Int] = [:]
    /// Answers of 429, 409 and 403.
    public var throttled = 0
    public var conflicts = 0
    public var refused = 0
    public var faults: [SandboxFault: Int] = [:]
    /// `UpdateIntegration` calls that were neither refused, throttled nor in conflict.
    public var updatesReceived: [Target: Int] = [:]
    /// Those that changed, or would have changed, the integration.
    public var updatesApplied: [Target: Int] = [:]
    /// The most writes that were under way at one time, by API id: above 1 is what the service answers with a 409.
    public var maximumConcurrentWrites: [String: Int] = [:]
    /// The most calls that were under way at one time.
    public var maximumConcurrentCalls = 0

    /// All calls with a good signature.
    public var totalCalls: Int { calls.values.reduce(0, +) }
    /// Writes of an integration beyond its first one.
    public var repeatedUpdates: Int { updatesApplied.values.reduce(0) { $0 + $1 - 1 } }
}
