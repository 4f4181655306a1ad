import Synchronization

/// What the server remembers between requests: quotas, writes under way, faults to come, and what it counted.
final class Ledger: Sendable {
    enum Admission {
        case throttled
        /// Another write to the same API is under way.
        case conflict
        case admitted(fault: SandboxFault?, delay: Duration)
    }

    private struct API: Hashable {
        var scope: SandboxScope
        var apiID: String
    }

    private struct PlannedFault {
        var fault: SandboxFault
        var operation: SandboxOperation?
        var integrationID: String?
        var remaining: Int
    }

    private struct Contents {
        var buckets: [SandboxScope: TokenBucket] = [:]
        var writes: [API: Int] = [:]
        var callsUnderWay = 0
        var random: SplitMix64
        var planned: [PlannedFault] = []
        var statistics = SandboxStatistics()
        var requests: [SandboxRequest] = []
    }

    private let configuration: SandboxConfiguration
    private let contents: Mutex<Contents>

    init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        contents = Mutex(Contents(random: SplitMix64(seed: configuration.seed)))
    }

    var statistics: SandboxStatistics { contents.withLock { $0.statistics } }
    var requests: [SandboxRequest] { contents.withLock { $0.requests.suffix(configuration.keptRequests) } }

    func plan(_ fault: SandboxFault, operation: SandboxOperation?, integrationID: String?, times: Int) {
        contents.withLock { contents in
            contents.planned.append(
                PlannedFault(fault: fault, operation: operation, integrationID: integrationID, remaining: times)
            )
        }
    }

    /// Counts the call and decides what becomes of it. An admitted one must be ended with ``end(_:)``.
    /// - Parameters:
    ///   - scope: Whose quota it takes from; `nil`: nobody's, and no fault is likely that was not planned for it by name.
    ///   - now: Seconds on a clock that never goes back.
    func admit(_ call: SandboxRequest, scope: SandboxScope?, now: Double) -> Admission {
        contents.withLock { contents in
            if let operation = call.operation { contents.statistics.calls[operation, default: 0] += 1 }
            if let scope, !take(scope, now: now, &contents) {
                if let operation = call.operation { contents.statistics.throttledCalls[operation, default: 0] += 1 }
                return .throttled
            }
            if call.operation == .updateIntegration, let scope, let apiID = call.apiID {
                let api = API(scope: scope, apiID: apiID)
                let underWay = contents.writes[api, default: 0]
                let most = contents.statistics.maximumConcurrentWrites[apiID, default: 0]
                contents.statistics.maximumConcurrentWrites[apiID] = max(most, underWay + 1)
                if underWay > 0 {
                    contents.statistics.conflicts += 1
                    return .conflict
                }
                contents.writes[api] = 1
                if let target = target(of: call) { contents.statistics.updatesReceived[target, default: 0] += 1 }
            }
            contents.callsUnderWay += 1
            contents.statistics.maximumConcurrentCalls = max(
                contents.statistics.maximumConcurrentCalls,
                contents.callsUnderWay
            )
            let fault = nextFault(for: call, isNamed: scope == nil, &contents)
            if let fault { contents.statistics.faults[fault, default: 0] += 1 }
            return .admitted(fault: fault, delay: nextDelay(&contents))
        }
    }

    /// Counts a call against the quota of its account and region.
    private func take(_ scope: SandboxScope, now: Double, _ contents: inout Contents) -> Bool {
        var usage = contents.statistics.usage[scope, default: .init()]
        defer { contents.statistics.usage[scope] = usage }
        usage.calls += 1
        guard let quota = configuration.quota else { return true }
        let fresh = TokenBucket(rate: quota.rate, burst: quota.burst, outsideRate: configuration.outsideRate, now: now)
        var bucket = contents.buckets[scope] ?? fresh
        let isTaken = bucket.take(now: now)
        contents.buckets[scope] = bucket
        usage.outsideServed = bucket.outsideServed
        usage.outsideThrottled = bucket.outsideThrottled
        if !isTaken { usage.throttled += 1 }
        return isTaken
    }

    /// The call's effect, if it has one, is there; another write to its API may begin.
    func end(_ call: SandboxRequest) {
        contents.withLock { contents in
            contents.callsUnderWay -= 1
            guard call.operation == .updateIntegration, let target = target(of: call) else { return }
            contents.writes[API(scope: target.scope, apiID: target.apiID)] = nil
            if call.isApplied { contents.statistics.updatesApplied[target, default: 0] += 1 }
        }
    }

    /// Keeps a request whose outcome is decided.
    func record(_ request: SandboxRequest) {
        contents.withLock { contents in
            if request.status == 403 { contents.statistics.refused += 1 }
            guard configuration.keptRequests > 0 else { return }
            // Dropping a half at a time keeps the cost of dropping constant per request.
            if contents.requests.count >= configuration.keptRequests * 2 {
                contents.requests.removeFirst(contents.requests.count - configuration.keptRequests)
            }
            contents.requests.append(request)
        }
        configuration.onRequest?(request)
    }

    private func target(of call: SandboxRequest) -> SandboxStatistics.Target? {
        guard let scope = call.scope, let apiID = call.apiID, let integrationID = call.integrationID else { return nil }
        return SandboxStatistics.Target(scope: scope, apiID: apiID, integrationID: integrationID)
    }

    /// Planned faults come first; then one draw decides among the likely ones.
    /// - Parameter isNamed: Only faults that were planned for this operation by name.
    private func nextFault(
        for call: SandboxRequest,
        isNamed: Bool,
        _ contents: inout Contents
    ) -> SandboxFault? {
        let index = contents.planned.firstIndex { planned in
            (planned.operation == nil && !isNamed || planned.operation == call.operation)
                && (planned.integrationID == nil || planned.integrationID == call.integrationID)
        }
        if let index {
            contents.planned[index].remaining -= 1
            let fault = contents.planned[index].fault
            if contents.planned[index].remaining == 0 { contents.planned.remove(at: index) }
            return fault
        }
        if isNamed || configuration.faults.isEmpty { return nil }
        var draw = Double.random(in: 0..<1, using: &contents.random)
        for fault in SandboxFault.allCases {
            let probability = configuration.faults[fault] ?? 0
            if draw < probability { return fault }
            draw -= probability
        }
        return nil
    }

    private func nextDelay(_ contents: inout Contents) -> Duration {
        if configuration.jitter == .zero { return configuration.latency }
        return configuration.latency + configuration.jitter * Double.random(in: 0..<1, using: &contents.random)
    }
}
