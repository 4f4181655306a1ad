import Pacing
import Synchronization

/// Places that cannot be reached, and who waits for them: the service's address of many groups, or the source of one group's
/// credentials.
///
/// One group of each place asks at growing distances whether it answers again, the others wait for what that one finds out.
/// So a dead region costs one slot of the pool, however many accounts it has. Nobody waits for ever: when no group is left
/// that gets ahead, a group is given up once its patience is over.
final class Outages: Sendable {
    /// What does not answer.
    enum Place: Hashable {
        /// Of the service, for all groups that are there.
        case address(String)
        /// What gives a group its credentials.
        case credentials(of: MigrationGroup.ID)
    }

    /// Where a group that cannot be reached stands.
    struct Wait: Sendable {
        var place: Place
        /// How long the group waits when nobody else gets ahead: until this moment.
        var patienceEnd: Duration
    }

    /// What such a group does next.
    enum Step: Equatable {
        /// It asks whether the place answers, and says so with `noteAnswer`.
        case ask
        /// It waits that long, `nil`: without an end of its own, and in any case not longer than until something changes.
        case wait(Duration?)
        /// It is worked on again.
        case goOn
        case giveUp
    }

    /// Without locks or tasks.
    struct State {
        private struct Silence {
            var isAsked = false
            var nextQuestion: Duration
            var distance = Outages.firstDistance
            var answersAgain = false
        }

        /// Groups that get ahead, and whoever else may still bring work.
        private(set) var workers = 0
        private var places: [Place: Silence] = [:]

        mutating func beginWork() { workers += 1 }

        mutating func endWork() { workers -= 1 }

        mutating func report(_ place: Place, now: Duration) {
            if places[place] == nil || places[place]?.answersAgain == true {
                places[place] = Silence(nextQuestion: now + Outages.firstDistance)
            }
        }

        mutating func nextStep(of wait: Wait, now: Duration) -> Step {
            guard let place = places[wait.place], !place.answersAgain else { return .goOn }
            let isAlone = workers == 0
            if isAlone, now >= wait.patienceEnd { return .giveUp }
            let patience = isAlone ? wait.patienceEnd - now : nil
            if place.isAsked { return .wait(patience) }
            if now >= place.nextQuestion {
                places[wait.place]?.isAsked = true
                return .ask
            }
            let distance = place.nextQuestion - now
            return .wait(patience.map { min($0, distance) } ?? distance)
        }

        mutating func noteAnswer(of place: Place, _ isAnswered: Bool, now: Duration) {
            places[place]?.isAsked = false
            places[place]?.answersAgain = isAnswered
            guard let distance = places[place]?.distance else { return }
            places[place]?.nextQuestion = now + distance
            places[place]?.distance = min(distance * 2, Outages.longestDistance)
        }
    }

    private static let firstDistance = Duration.seconds(1)
    private static let longestDistance = Duration.seconds(30)
    /// A network that worked a moment ago is often back within a minute, and then nobody has to start the run again.
    static let patience = Duration.seconds(60)

    // MARK: The waiting

    private struct Shared {
        var state = State()
        var groups: [MigrationGroup.ID: Wait] = [:]
        /// Counts what may give somebody another next step.
        var changes = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter = 0
    }

    private let shared = Mutex(Shared())

    /// A group gets ahead from now on, or somebody else does who may still bring work.
    func beginWork() { shared.withLock { $0.state.beginWork() } }

    func endWork() { change { $0.endWork() } }

    /// A group has found that a place does not answer.
    func report(_ group: MigrationGroup.ID, _ wait: Wait, now: Duration) {
        shared.withLock { shared in
            shared.groups[group] = wait
            shared.state.report(wait.place, now: now)
        }
    }

    /// Waits until a group that cannot be reached may be worked on again.
    ///
    /// - Parameter ask: whether the place answers.
    /// - Returns: `false`: it is given up, or there is nothing to wait for.
    /// - Throws: `RequestGate.Draining` when the run is being stopped, and what `ask` throws.
    func waitForReturn(
        of group: MigrationGroup.ID,
        through gate: RequestGate,
        ask: (Place) async throws -> Bool
    ) async throws -> Bool {
        guard let wait = shared.withLock({ $0.groups.removeValue(forKey: group) }) else { return false }
        endWork()
        defer { beginWork() }
        while true {
            let (step, changes) = shared.withLock { shared in
                (shared.state.nextStep(of: wait, now: gate.timing.now()), shared.changes)
            }
            switch step {
            case .goOn: return true
            case .giveUp: return false
            case .wait(let duration): try await sleep(for: duration ?? Self.longestSleep, of: gate, since: changes)
            case .ask:
                var isAnswered = false
                defer { change { $0.noteAnswer(of: wait.place, isAnswered, now: gate.timing.now()) } }
                isAnswered = try await ask(wait.place)
            }
        }
    }

    /// What is waited for is a change; this is only so that there is an end.
    private static let longestSleep = Duration.seconds(3600)

    /// Waits for a time, or until there has been a change.
    private func sleep(for duration: Duration, of gate: RequestGate, since changes: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await gate.sleep(for: duration) }
            tasks.addTask { await self.waitForChange(since: changes) }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    private func waitForChange(since changes: Int) async {
        let id = shared.withLock { shared in
            shared.lastWaiter += 1
            return shared.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = shared.withLock { shared in
                    if shared.changes != changes || Task.isCancelled { return true }
                    shared.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = shared.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.resume()
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let waiters = shared.withLock { shared in
            change(&shared.state)
            shared.changes += 1
            defer { shared.waiters = [:] }
            return shared.waiters.values.map(\.self)
        }
        for waiter in waiters { waiter.resume() }
    }
}
