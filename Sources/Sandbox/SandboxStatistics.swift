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

    /// What became of an account's quota in a region.
    public struct Usage: Sendable, Equatable {
        /// Throttled ones among them.
        public var calls = 0
        public var throttled = 0
        /// Requests of somebody else, from the first call of ours to the last one.
        public var outsideServed = 0
        public var outsideThrottled = 0
    }

    /// Calls with a good signature, or with none where none is needed; throttled ones among them.
    public var calls: [SandboxOperation: Int] = [:]
    /// Answers of 429, 409 and 403.
    public var throttledCalls: [SandboxOperation: Int] = [:]
    public var conflicts = 0
    public var refused = 0
    public var faults: [SandboxFault: Int] = [:]
    /// Of the calls that have a quota.
    public var usage: [SandboxScope: Usage] = [:]
    /// `UpdateIntegration` calls that were neither refused, throttled nor in conflict.
    public var updatesReceived: [Target: Int] = [:]
    /// Those that changed, or would have changed, the integration.
    public var updatesApplied: [Target: Int] = [:]
    /// The most writes that were under way at one time, by API id: above 1 is what the service answers with a 409.
    public var maximumConcurrentWrites: [String: Int] = [:]
    /// The most calls that were under way at one time.
    public var maximumConcurrentCalls = 0

    /// The sum of ``calls``.
    public var totalCalls: Int { calls.values.reduce(0, +) }
    public var throttled: Int { throttledCalls.values.reduce(0, +) }
    /// Writes of an integration beyond its first one.
    public var repeatedUpdates: Int { updatesApplied.values.reduce(0) { $0 + $1 - 1 } }
}

extension SandboxStatistics {
    func write(to text: inout JSONText) {
        text.beginObject()
        text.counts("calls", calls)
        text.counts("throttledCalls", throttledCalls)
        text.member("conflicts", conflicts)
        text.member("refused", refused)
        text.counts("faults", faults)
        text.member("updatesApplied", updatesApplied.values.reduce(0, +))
        text.member("repeatedUpdates", repeatedUpdates)
        text.member("maximumConcurrentCalls", maximumConcurrentCalls)
        text.key("usage")
        text.beginArray()
        for (scope, usage) in usage.sorted(by: { $0.key < $1.key }) {
            text.beginObject()
            text.member("account", scope.account)
            text.member("region", scope.region)
            text.member("calls", usage.calls)
            text.member("throttled", usage.throttled)
            text.member("outsideServed", usage.outsideServed)
            text.member("outsideThrottled", usage.outsideThrottled)
            text.endObject()
        }
        text.endArray()
        text.endObject()
    }
}

extension JSONText {
    fileprivate mutating func counts(_ name: String, _ counts: [some RawRepresentable<String> & Hashable: Int]) {
        key(name)
        beginObject()
        for (key, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { member(key.rawValue, count) }
        endObject()
    }
}
