public import Pacing
import Synchronization

/// A clock that stands still until a test moves it, or that jumps to whatever is slept for.
public final class ManualClock: Sendable {
    private struct State {
        var now = Duration.zero
        var nextID = 0
        var sleepers: [Int: (deadline: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var slept: [Duration] = []
    }

    private let state = Mutex(State())
    private let jumps: Bool
    private let random: Double
    /// 2025-03-01T12:00:00Z.
    public static let start = 1_740_830_400.0

    /// - Parameters:
    ///   - jumps: sleeping moves the clock instead of waiting.
    ///   - random: what every roll of the dice gives.
    public init(jumps: Bool = false, random: Double = 0.5) {
        self.jumps = jumps
        self.random = random
    }

    public var now: Duration { state.withLock { $0.now } }

    public var timing: Timing {
        let random = random
        return Timing(
            now: { self.now },
            wallClock: { Self.start + self.now / .seconds(1) },
            sleep: { try await self.sleep($0) },
            random: { random }
        )
    }

    /// How many sleep.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let now = state.now
            let due = state.sleepers.filter { $0.value.deadline <= now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        if jumps {
            try Task.checkCancellation()
            state.withLock { $0.now += duration }
            return
        }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers[id] = (state.now + duration, continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

/// Lets the other tasks go on until something holds. What has not come after ten minutes never comes: the test program ends
/// then and says where, instead of spinning for ever.
public func until(file: StaticString = #filePath, line: UInt = #line, _ condition: () -> Bool) async {
    let start = ContinuousClock.now
    while !condition() {
        precondition(start.duration(to: .now) < .seconds(600), "nothing came in ten minutes", file: file, line: line)
        await Task.yield()
    }
}
