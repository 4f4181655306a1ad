import DequeModule
import HeapModule

/// The rules of `RequestGate`, without locks, tasks or clocks: every event carries the time and says who may go on.
///
/// A group that has waiters is in one of two places: in `ready`, the round-robin queue, when it has a token and only the
/// pool holds it up, or in `timed`, by the moment of its next token. So each grant costs O(log groups) at most.
struct GateState {
    typealias WaiterID = UInt64

    struct Grant: Equatable {
        var waiter: WaiterID
        var group: Int
        /// Which of the group's requests it is.
        var number: UInt64
    }

    /// What an event sets free.
    struct Wakeups: Equatable {
        var granted: [Grant] = []
        var slept: [WaiterID] = []
    }

    private enum Place: Equatable {
        case none
        case ready
        /// In `timed` at this moment; entries with another version are out of date.
        case timed(Int64, version: UInt64)
    }

    private struct Group {
        var bucket: AdaptiveBucket
        var continuing = Deque<WaiterID>()
        var starting = Deque<WaiterID>()
        var waiterCount = 0
        /// Those of the group's requests that wait for neither a token nor a slot.
        var paused = WaitCounts()
        var place = Place.none
    }

    /// Who sleeps, and why.
    struct Pause: Equatable {
        var group: Int
        var reason: WaitReason
    }

    /// When a group has its next token. Moments that are the same come in the order in which they were planned.
    private struct TokenMoment: Comparable {
        var deadline: Int64
        var version: UInt64
        var group: Int

        static func < (left: TokenMoment, right: TokenMoment) -> Bool {
            (left.deadline, left.version) < (right.deadline, right.version)
        }
    }

    /// When a sleeper wakes up. Ids rise, so that who lay down first wakes first.
    private struct SleepEnd: Comparable {
        var deadline: Int64
        var waiter: WaiterID

        static func < (left: SleepEnd, right: SleepEnd) -> Bool {
            (left.deadline, left.waiter) < (right.deadline, right.waiter)
        }
    }

    private enum Waiter {
        case request(group: Int)
        case sleeper(Pause?)
    }

    private(set) var freeSlots: Int
    private(set) var concurrency: Int
    private var groups: [Group] = []
    /// Everyone who waits. The queues may also hold ids that have left; those are passed over.
    private var waiters: [WaiterID: Waiter] = [:]
    private var ready = Deque<Int>()
    private var timed = Heap<TokenMoment>()
    private var sleepers = Heap<SleepEnd>()
    private var nextVersion: UInt64 = 0
    private(set) var isDraining = false
    /// The clock is read outside the lock, so events may come a little out of order; time never runs back here.
    private var latest: Int64 = .min

    init(concurrency: Int) {
        precondition(concurrency > 0, "at least one request in flight")
        self.concurrency = concurrency
        freeSlots = concurrency
    }

    /// The next moment at which time alone sets someone free.
    var nextDeadline: Int64? {
        let token = freeSlots > 0 ? timed.min?.deadline : nil
        switch (token, sleepers.min?.deadline) {
        case (let token?, let sleeper?): return min(token, sleeper)
        case (let token, let sleeper): return token ?? sleeper
        }
    }

    var inFlight: Int { concurrency - freeSlots }

    var groupIndices: Range<Int> { groups.indices }

    func waiterCount(group: Int) -> Int { groups[group].waiterCount }

    /// How many requests of the group the quota has let pass.
    func passed(group: Int) -> UInt64 { groups[group].bucket.passed }

    func rate(group: Int, now: Int64) -> Double? { groups[group].bucket.currentRate(now: now) }

    /// What the requests of a group wait for.
    func waiting(group: Int) -> WaitCounts {
        var counts = groups[group].paused
        counts[groups[group].place == .ready ? .slot : .quota] = groups[group].waiterCount
        return counts
    }

    /// Whether the group's throttles are taken for noise at present.
    func isNoisy(group: Int) -> Bool { groups[group].bucket.isNoisy }

    /// Whether throttles have slowed the group down.
    func isSlowed(group: Int, now: Int64) -> Bool { groups[group].bucket.isSlowed(now: now) }

    mutating func makeGroup(
        rate: Double?,
        maxRate: Double? = nil,
        burst: Int,
        quota: DocumentedQuota? = nil
    ) -> Int {
        groups.append(Group(bucket: AdaptiveBucket(rate: rate, maxRate: maxRate, burst: burst, quota: quota)))
        return groups.count - 1
    }

    // MARK: Settings

    /// Requests in flight beyond a smaller number of slots finish; nothing begins until they have.
    mutating func setConcurrency(_ slots: Int, now time: Int64) -> Wakeups {
        freeSlots += slots - concurrency
        concurrency = slots
        return advance(to: notBefore(time))
    }

    mutating func setRate(_ rate: Double?, maxRate: Double?, group: Int, now time: Int64) -> Wakeups {
        let now = notBefore(time)
        groups[group].bucket.setRate(rate, maxRate: maxRate, now: now)
        if case .timed = groups[group].place {
            groups[group].place = .none
            place(group, now: now)
        }
        return advance(to: now)
    }

    // MARK: Events

    /// Takes a slot and a token at once when nobody has to be waited for.
    /// - Returns: which of the group's requests it is.
    mutating func acquireAtOnce(group: Int, now time: Int64) -> UInt64? {
        let now = notBefore(time)
        guard freeSlots > 0, !isSomebodyDue(at: now), groups[group].waiterCount == 0,
            groups[group].bucket.nextToken(now: now) <= now
        else { return nil }
        freeSlots -= 1
        return groups[group].bucket.take(now: now)
    }

    mutating func enqueue(_ waiter: WaiterID, group: Int, isContinuing: Bool, now time: Int64) -> Wakeups {
        let now = notBefore(time)
        waiters[waiter] = .request(group: group)
        if isContinuing {
            groups[group].continuing.append(waiter)
        } else {
            groups[group].starting.append(waiter)
        }
        groups[group].waiterCount += 1
        place(group, now: now)
        return advance(to: now)
    }

    /// - Parameter deadline: `nil`: only a drain or `cancel` ends it.
    mutating func enqueueSleeper(_ waiter: WaiterID, until deadline: Int64?, _ pause: Pause? = nil) {
        waiters[waiter] = .sleeper(pause)
        if let pause { beginWait(pause) }
        if let deadline { sleepers.insert(SleepEnd(deadline: deadline, waiter: waiter)) }
    }

    /// Someone gave up waiting; `false`: it had been set free already.
    mutating func cancel(_ waiter: WaiterID) -> Bool {
        switch waiters.removeValue(forKey: waiter) {
        case .request(let group):
            leave(group)
            return true
        case .sleeper(let pause):
            if let pause { endWait(pause) }
            return true
        case nil: return false
        }
    }

    /// A request of a group waits elsewhere, or no longer does.
    private mutating func beginWait(_ pause: Pause) { groups[pause.group].paused[pause.reason] += 1 }
    private mutating func endWait(_ pause: Pause) { groups[pause.group].paused[pause.reason] -= 1 }

    /// - Parameter number: which of the group's requests it was.
    mutating func release(_ number: UInt64, group: Int, after answer: QuotaAnswer, now time: Int64) -> Wakeups {
        let now = notBefore(time)
        precondition(freeSlots < concurrency, "a permit is released once")
        freeSlots += 1
        switch answer {
        case .passed: groups[group].bucket.notePassed(number, now: now)
        case .throttled: groups[group].bucket.noteThrottled(number, now: now)
        case .lost: groups[group].bucket.noteLost(number, now: now)
        case .unused: groups[group].bucket.putBack(number, now: now)
        }
        // Its next token may be there earlier or later now.
        if case .timed(let moment, _) = groups[group].place, moment != groups[group].bucket.nextToken(now: now) {
            groups[group].place = .none
            place(group, now: now)
        }
        return advance(to: now)
    }

    /// Time has passed.
    mutating func advance(to time: Int64) -> Wakeups {
        let now = notBefore(time)
        var wakeups = Wakeups()
        while let next = sleepers.min {
            let isGone = waiters[next.waiter] == nil
            guard isGone || next.deadline <= now else { break }
            sleepers.removeMin()
            guard case .sleeper(let pause) = waiters.removeValue(forKey: next.waiter) else { continue }
            if let pause { endWait(pause) }
            wakeups.slept.append(next.waiter)
        }
        while let entry = timed.min {
            let isCurrent = groups[entry.group].place == .timed(entry.deadline, version: entry.version)
            guard !isCurrent || entry.deadline <= now else { break }
            timed.removeMin()
            if isCurrent {
                groups[entry.group].place = .ready
                ready.append(entry.group)
            }
        }
        while freeSlots > 0, let group = ready.popFirst() {
            groups[group].place = .none
            // A throttle may have taken its token.
            guard groups[group].bucket.nextToken(now: now) <= now else {
                if groups[group].waiterCount > 0 { place(group, now: now) }
                continue
            }
            guard let waiter = popWaiter(of: group) else { continue }
            let number = groups[group].bucket.take(now: now)
            freeSlots -= 1
            wakeups.granted.append(Grant(waiter: waiter, group: group, number: number))
            if groups[group].waiterCount > 0 { place(group, now: now) }
        }
        return wakeups
    }

    /// From now on nobody waits.
    /// - Returns: everyone who did.
    mutating func drain() -> [WaiterID] {
        isDraining = true
        let all = waiters.keys.sorted()
        for case .sleeper(let pause?) in waiters.values { endWait(pause) }
        waiters = [:]
        ready.removeAll()
        timed = Heap()
        sleepers = Heap()
        for group in groups.indices {
            groups[group].continuing.removeAll()
            groups[group].starting.removeAll()
            groups[group].waiterCount = 0
            groups[group].place = .none
        }
        return all
    }

    // MARK: Parts

    private mutating func notBefore(_ time: Int64) -> Int64 {
        latest = max(latest, time)
        return latest
    }

    /// Whether a token has arrived for someone who waits, and the timer has not seen it yet.
    private func isSomebodyDue(at now: Int64) -> Bool {
        guard let entry = timed.min, entry.deadline <= now else { return false }
        return groups[entry.group].place == .timed(entry.deadline, version: entry.version)
    }

    /// Puts a group with waiters where it belongs, if it is nowhere yet.
    private mutating func place(_ group: Int, now: Int64) {
        guard groups[group].place == .none else { return }
        let deadline = groups[group].bucket.nextToken(now: now)
        if deadline <= now {
            groups[group].place = .ready
            ready.append(group)
        } else {
            groups[group].place = .timed(deadline, version: nextVersion)
            timed.insert(TokenMoment(deadline: deadline, version: nextVersion, group: group))
            nextVersion += 1
        }
    }

    private mutating func popWaiter(of group: Int) -> WaiterID? {
        while let waiter = groups[group].continuing.popFirst() ?? groups[group].starting.popFirst() {
            guard waiters.removeValue(forKey: waiter) != nil else { continue }
            leave(group)
            return waiter
        }
        return nil
    }

    private mutating func leave(_ group: Int) {
        groups[group].waiterCount -= 1
        if groups[group].waiterCount == 0 {
            groups[group].continuing.removeAll()
            groups[group].starting.removeAll()
            // Its token may now go to someone who does not wait, so it must not be granted by the heap's entry.
            if case .timed = groups[group].place { groups[group].place = .none }
        }
    }
}
