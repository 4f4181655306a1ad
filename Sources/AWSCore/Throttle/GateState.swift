/// The rules of `RequestGate`, without locks, tasks or clocks: every event carries the time and says who may go on.
///
/// A group that has waiters is in one of two places: in `ready`, the round-robin queue, when it has a token and only the
/// pool holds it up, or in `timed`, by the moment of its next token. So each grant costs O(log groups) at most.
struct GateState {
    typealias WaiterID = UInt64

    struct Grant: Equatable {
        var waiter: WaiterID
        var group: Int
    }

    /// What an event sets free.
    struct Wakeups: Equatable {
        var granted: [Grant] = []
        var slept: [WaiterID] = []
    }

    private enum Place: Equatable {
        case none
        case ready
        /// In `timed`; entries with another version are out of date.
        case timed(version: UInt64)
    }

    private struct Group {
        var bucket: TokenBucket
        var continuing = FIFO<WaiterID>()
        var starting = FIFO<WaiterID>()
        var waiterCount = 0
        var place = Place.none
    }

    private enum Waiter {
        case request(group: Int)
        case sleeper
    }

    private(set) var freeSlots: Int
    private let concurrency: Int
    private var groups: [Group] = []
    /// Everyone who waits. The queues may also hold ids that have left; those are passed over.
    private var waiters: [WaiterID: Waiter] = [:]
    private var ready = FIFO<Int>()
    private var timed = DeadlineHeap<(group: Int, version: UInt64)>()
    private var sleepers = DeadlineHeap<WaiterID>()
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
        let token = freeSlots > 0 ? timed.earliestDeadline : nil
        switch (token, sleepers.earliestDeadline) {
        case (let token?, let sleeper?): return min(token, sleeper)
        case (let token, let sleeper): return token ?? sleeper
        }
    }

    var inFlight: Int { concurrency - freeSlots }

    func waiterCount(group: Int) -> Int { groups[group].waiterCount }

    mutating func makeGroup(rate: Double?, burst: Int) -> Int {
        groups.append(Group(bucket: TokenBucket(rate: rate, burst: burst)))
        return groups.count - 1
    }

    // MARK: Events

    /// Takes a slot and a token at once when nobody has to be waited for.
    mutating func acquireAtOnce(group: Int, now time: Int64) -> Bool {
        let now = notBefore(time)
        guard freeSlots > 0, !isSomebodyDue(at: now), groups[group].waiterCount == 0,
            groups[group].bucket.nextToken(now: now) <= now
        else { return false }
        groups[group].bucket.take(now: now)
        freeSlots -= 1
        return true
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

    mutating func enqueueSleeper(_ waiter: WaiterID, until deadline: Int64) {
        waiters[waiter] = .sleeper
        sleepers.insert(waiter, deadline: deadline)
    }

    /// Someone gave up waiting; `false`: it had been set free already.
    mutating func cancel(_ waiter: WaiterID) -> Bool {
        switch waiters.removeValue(forKey: waiter) {
        case .request(let group):
            leave(group)
            return true
        case .sleeper: return true
        case nil: return false
        }
    }

    mutating func release(group: Int, unused: Bool, now time: Int64) -> Wakeups {
        let now = notBefore(time)
        precondition(freeSlots < concurrency, "a permit is released once")
        freeSlots += 1
        if unused {
            groups[group].bucket.putBack()
            if case .timed = groups[group].place {
                groups[group].place = .none
                place(group, now: now)
            }
        }
        return advance(to: now)
    }

    /// Time has passed.
    mutating func advance(to time: Int64) -> Wakeups {
        let now = notBefore(time)
        var wakeups = Wakeups()
        while let deadline = sleepers.earliestDeadline, let waiter = sleepers.earliestItem {
            let isGone = waiters[waiter] == nil
            guard isGone || deadline <= now else { break }
            sleepers.removeEarliest()
            if waiters.removeValue(forKey: waiter) != nil { wakeups.slept.append(waiter) }
        }
        while let deadline = timed.earliestDeadline, let entry = timed.earliestItem {
            let isCurrent = groups[entry.group].place == .timed(version: entry.version)
            guard !isCurrent || deadline <= now else { break }
            timed.removeEarliest()
            if isCurrent {
                groups[entry.group].place = .ready
                ready.append(entry.group)
            }
        }
        while freeSlots > 0, let group = ready.popFirst() {
            groups[group].place = .none
            guard let waiter = popWaiter(of: group) else { continue }
            groups[group].bucket.take(now: now)
            freeSlots -= 1
            wakeups.granted.append(Grant(waiter: waiter, group: group))
            if groups[group].waiterCount > 0 { place(group, now: now) }
        }
        return wakeups
    }

    /// From now on nobody waits.
    /// - Returns: everyone who did.
    mutating func drain() -> [WaiterID] {
        isDraining = true
        let all = waiters.keys.sorted()
        waiters = [:]
        ready.removeAll()
        timed.removeAll()
        sleepers.removeAll()
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
        guard let deadline = timed.earliestDeadline, deadline <= now, let entry = timed.earliestItem else {
            return false
        }
        return groups[entry.group].place == .timed(version: entry.version)
    }

    /// Puts a group with waiters where it belongs, if it is nowhere yet.
    private mutating func place(_ group: Int, now: Int64) {
        guard groups[group].place == .none else { return }
        let deadline = groups[group].bucket.nextToken(now: now)
        if deadline <= now {
            groups[group].place = .ready
            ready.append(group)
        } else {
            groups[group].place = .timed(version: nextVersion)
            timed.insert((group, nextVersion), deadline: deadline)
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
