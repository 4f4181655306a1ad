/// What the timer of a `RequestGate` is doing.
struct GateTimer {
    private enum Phase {
        case awake
        /// No moment: nothing is due, however long it takes. In no case wakes it before `earliest`.
        case asleep(until: Int64?, earliest: Int64)
        /// To wake up although its moment has not come.
        case alarmed
    }

    private var phase = Phase.awake
    private var alarm: CheckedContinuation<Void, Never>?

    /// Thousands of groups have a token due at thousands of moments; woken at each of them the timer would do nothing
    /// else. A millisecond later is early enough.
    private static let shortestSleep: Int64 = 1_000_000

    mutating func wakeUp() {
        phase = .awake
    }

    /// - Returns: when to wake up.
    mutating func fallAsleep(until deadline: Int64?, now: Int64) -> Int64? {
        let earliest = now.addingClamped(Self.shortestSleep)
        let moment = deadline.map { max($0, earliest) }
        phase = .asleep(until: moment, earliest: earliest)
        return moment
    }

    /// - Returns: the continuation itself if the alarm has rung already.
    mutating func waitForAlarm(_ continuation: CheckedContinuation<Void, Never>) -> CheckedContinuation<Void, Never>? {
        guard case .asleep = phase else { return continuation }
        alarm = continuation
        return nil
    }

    /// Something is due at a moment: rings if the timer would sleep longer.
    /// - Returns: what to resume.
    mutating func ring(for deadline: Int64?) -> CheckedContinuation<Void, Never>? {
        guard let deadline, case .asleep(let moment, let earliest) = phase else { return nil }
        if let moment, moment <= max(deadline, earliest) { return nil }
        return ring()
    }

    mutating func ring() -> CheckedContinuation<Void, Never>? {
        phase = .alarmed
        defer { alarm = nil }
        return alarm
    }
}
