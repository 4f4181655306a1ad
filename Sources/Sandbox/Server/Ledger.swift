import Synchronization

/// What the server remembers between requests: quotas, writes under way, faults to come, and what it counted.
final class Ledger: Sendable {
    enum Admission {
        case forbidden
        /// Nobody answers any more.
        case silent
        /// It is to be admitted again when the stream has ended.
        case held(AsyncStream<Never>)
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

    private struct BucketID: Hashable {
        var scope: SandboxScope
        var kind: QuotaKind
    }

    private struct Contents {
        var buckets: [BucketID: TokenBucket] = [:]
        /// With the number of calls that each has let through.
        var rules: [(rule: SandboxRule, calls: Int)]
        /// Ended when the rules that hold calls are lifted, by a number.
        var held: [Int: AsyncStream<Never>.Continuation] = [:]
        var lastHeld = 0
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
        let rules = configuration.rules.map { (rule: $0, calls: 0) }
        contents = Mutex(Contents(rules: rules, random: SplitMix64(seed: configuration.seed)))
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

    func add(_ rule: SandboxRule) {
        contents.withLock { $0.rules.append((rule, 0)) }
    }

    func lift(_ effect: SandboxRule.Effect) {
        let released = contents.withLock { contents -> [AsyncStream<Never>.Continuation] in
            contents.rules.removeAll { $0.rule.effect == effect }
            guard effect == .hold else { return [] }
            defer { contents.held = [:] }
            return Array(contents.held.values)
        }
        for continuation in released { continuation.finish() }
    }

    var heldCalls: Int { contents.withLock { $0.held.count } }

    /// Counts the call and decides what becomes of it. An admitted one must be ended with ``end(_:)``.
    /// - Parameters:
    ///   - caller: Who calls, or whose credentials are asked for; `nil` for clients of a deployed API.
    ///   - scope: Whose quota it takes from; `nil`: nobody's, and no fault is likely that was not planned for it by name.
    ///   - now: Seconds on a clock that never goes back.
    func admit(_ call: SandboxRequest, caller: Principal?, scope: SandboxScope?, now: Double) -> Admission {
        contents.withLock { contents in
            let effect = effect(on: call, caller, &contents)
            if effect == .hold { return .held(hold(&contents)) }
            if let operation = call.operation { contents.statistics.calls[operation, default: 0] += 1 }
            switch effect {
            case .forbid: return .forbidden
            case .silence: return .silent
            case .hold, nil: break
            }
            if let scope, !take(scope, call.operation, now: now, &contents) {
                countThrottle(call, scope, &contents)
                return .throttled
            }
            if let api = writtenAPI(of: call), isWritten(api, &contents) {
                contents.statistics.conflicts += 1
                return .conflict
            }
            let fault = nextFault(for: call, isNamed: scope == nil, &contents)
            if let fault { contents.statistics.faults[fault, default: 0] += 1 }
            if fault == .status429 {
                countThrottle(call, scope, &contents)
                return .throttled
            }
            if let api = writtenAPI(of: call) { contents.writes[api] = 1 }
            if call.operation == .updateIntegration, let target = target(of: call) {
                contents.statistics.updatesReceived[target, default: 0] += 1
            }
            contents.callsUnderWay += 1
            contents.statistics.maximumConcurrentCalls = max(
                contents.statistics.maximumConcurrentCalls,
                contents.callsUnderWay
            )
            return .admitted(fault: fault, delay: nextDelay(&contents))
        }
    }

    /// What the first rule that a call has used up does to it; counts the call for the others.
    private func effect(
        on call: SandboxRequest,
        _ caller: Principal?,
        _ contents: inout Contents
    ) -> SandboxRule.Effect? {
        let matching = contents.rules.indices.filter { index in
            let rule = contents.rules[index].rule
            return (rule.operation == nil || rule.operation == call.operation) && matches(rule.subject, call, caller)
        }
        for index in matching where contents.rules[index].calls >= contents.rules[index].rule.after {
            return contents.rules[index].rule.effect
        }
        for index in matching { contents.rules[index].calls += 1 }
        return nil
    }

    private func hold(_ contents: inout Contents) -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        contents.lastHeld += 1
        contents.held[contents.lastHeld] = continuation
        return stream
    }

    private func matches(_ subject: SandboxRule.Subject, _ call: SandboxRequest, _ caller: Principal?) -> Bool {
        switch subject {
        case .anybody: return true
        case .account(let account): return caller?.account == account
        case .region(let region): return call.scope?.region == region
        case .role(let text):
            guard let role = RoleARN(text), case .role(role.account, role.name, _) = caller else { return false }
            return true
        }
    }

    private func countThrottle(_ call: SandboxRequest, _ scope: SandboxScope?, _ contents: inout Contents) {
        if let operation = call.operation { contents.statistics.throttledCalls[operation, default: 0] += 1 }
        if let scope, call.operation?.isOfLambda != true { contents.statistics.usage[scope]?.throttled += 1 }
    }

    /// Whether another write to the API is under way; what it comes to is counted.
    private func isWritten(_ api: API, _ contents: inout Contents) -> Bool {
        let underWay = contents.writes[api, default: 0]
        let most = contents.statistics.maximumConcurrentWrites[api.apiID, default: 0]
        contents.statistics.maximumConcurrentWrites[api.apiID] = max(most, underWay + 1)
        return underWay > 0
    }

    private func writtenAPI(of call: SandboxRequest) -> API? {
        guard call.operation?.writesAPI == true, let scope = call.scope, let apiID = call.apiID else { return nil }
        return API(scope: scope, apiID: apiID)
    }

    /// Takes a call from the quotas that it has in its account and region.
    private func take(
        _ scope: SandboxScope,
        _ operation: SandboxOperation?,
        now: Double,
        _ contents: inout Contents
    ) -> Bool {
        var isTaken = true
        if let total = configuration.quota {
            for (kind, quota) in operation?.quotas(total: total) ?? [(.apiGateway, total)] where isTaken {
                let id = BucketID(scope: scope, kind: kind)
                let outside = kind == .apiGateway ? configuration.outsideClient : nil
                isTaken =
                    contents.buckets[id, default: TokenBucket(quota, outside: outside, now: now)].take(now: now)
            }
        }
        if operation?.isOfLambda == true { return isTaken }
        var usage = contents.statistics.usage[scope, default: .init()]
        usage.calls += 1
        if let bucket = contents.buckets[BucketID(scope: scope, kind: .apiGateway)] {
            usage.outsideServed = bucket.outsideServed
            usage.outsideThrottled = bucket.outsideThrottled
        }
        contents.statistics.usage[scope] = usage
        return isTaken
    }

    /// The call's effect, if it has one, is there; another write to its API may begin.
    func end(_ call: SandboxRequest) {
        contents.withLock { contents in
            contents.callsUnderWay -= 1
            if let api = writtenAPI(of: call) { contents.writes[api] = nil }
            guard call.operation == .updateIntegration, call.isApplied, let target = target(of: call) else { return }
            contents.statistics.updatesApplied[target, default: 0] += 1
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

/// A seeded generator (Steele, Lea and Flood, 2014): the same seed makes the same faults and delays.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
