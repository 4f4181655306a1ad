/// How fast a quota lets requests pass, measured from one throttle to the next.
///
/// At both of them the bucket behind the quota was empty. So what has passed in between is what came into the bucket and
/// was not taken by others, at whatever rate it was asked for.
struct DeliveredRate {
    private(set) var passes = 0
    private var beganAt: Int64 = 0
    /// What earlier measurements count for in the next one.
    private var earlier: (passes: Double, seconds: Double) = (0, 0)

    /// A measurement counts half in the next one, a quarter in the one after that: others come and go.
    private static let memory = 0.5
    /// What a rate that was not measured in this way counts for.
    enum Belief: Double {
        /// As so many requests.
        case estimate = 3
        case trial = 5
    }

    mutating func notePassed() { passes += 1 }

    /// A throttle ends the measurement under way, and the next one begins.
    /// - Returns: requests a second.
    mutating func next(now: Int64) -> Double {
        let all = (
            passes: Double(passes) + earlier.passes, seconds: max(Double(now - beganAt) / 1e9, 1e-6) + earlier.seconds
        )
        earlier = (all.passes * Self.memory, all.seconds * Self.memory)
        passes = 0
        beganAt = now
        return all.passes / all.seconds
    }

    /// Begins anew from a rate that was found out otherwise.
    mutating func begin(believing rate: Double, _ belief: Belief, now: Int64) {
        earlier = (belief.rawValue, belief.rawValue / rate)
        passes = 0
        beganAt = now
    }
}
