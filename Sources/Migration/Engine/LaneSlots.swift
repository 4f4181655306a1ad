import Synchronization

/// How many lanes of a group are under way: few enough that what they have read stays fresh while they share the group's
/// rate, and enough to use all of it.
///
/// A lane that has read an API sends for `LaneReader.maximumAge` at most before it reads again. With `lanesPerToken` lanes
/// for each token a second it sends some 40 rows in that time, so that reading again costs less than 3 % more calls. Where
/// answers take long, lanes mostly wait for them, and more are needed to use the rate.
final class LaneSlots: Sendable {
    private struct State {
        var rate: Double?
        var underWay = 0
        var hasAnswered = false
        /// Seconds that a call takes, retries included, as a moving average.
        var callSeconds = 0.0
        var waiter: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let maximum: Int
    private let state: Mutex<State>

    private static let lanesPerToken = 0.75
    /// Lanes for each call that has to be in flight to use the rate.
    private static let lanesPerCall = 1.5
    /// Of a new call in the moving average.
    private static let weight = 0.125

    /// - Parameters:
    ///   - rate: of the group, requests a second; `nil`: unlimited.
    ///   - maximum: whatever the rate is, because each lane holds its rows in memory.
    init(rate: Double?, maximum: Int) {
        self.maximum = maximum
        state = Mutex(State(rate: rate))
    }

    /// How many lanes may be under way. Until the group has had an answer it is one: a group that is refused everything is
    /// refused once.
    var limit: Int { state.withLock { mostLanes($0) } }

    private func mostLanes(_ state: State) -> Int {
        guard state.hasAnswered else { return 1 }
        guard let rate = state.rate else { return maximum }
        let lanes = (rate * max(Self.lanesPerToken, Self.lanesPerCall * state.callSeconds)).rounded(.up)
        return max(1, Int(min(lanes, Double(maximum))))
    }

    /// Whether a call of the group has been answered with a success.
    var hasAnswered: Bool { state.withLock { $0.hasAnswered } }

    /// Waits until one more lane may start. For one caller at a time.
    func enter() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayStart = state.withLock { state in
                    let mayStart = state.isClosed || Task.isCancelled || state.underWay < mostLanes(state)
                    if !mayStart { state.waiter = continuation }
                    return mayStart
                }
                if mayStart { continuation.resume() }
            }
        } onCancel: {
            close()
        }
        state.withLock { $0.underWay += 1 }
    }

    /// A lane has ended.
    func leave() {
        resume { $0.underWay -= 1 }
    }

    /// A call of a lane has been answered.
    func note(seconds: Double) {
        resume { state in
            state.callSeconds += (seconds - state.callSeconds) * (state.hasAnswered ? Self.weight : 1)
            state.hasAnswered = true
        }
    }

    /// The rate of the group has been changed.
    func setRate(_ rate: Double?) {
        resume { $0.rate = rate }
    }

    /// Nobody waits from now on.
    func close() {
        resume { $0.isClosed = true }
    }

    private func resume(after change: (inout State) -> Void) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            return state.isClosed || state.underWay < mostLanes(state) ? state.waiter.take() : nil
        }
        waiter?.resume()
    }
}
