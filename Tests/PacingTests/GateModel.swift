import TestSupport
import Testing

@testable import Pacing

/// Drives a `GateState` at random and checks it against plain bookkeeping.
struct GateModel {
    private struct Group {
        var id: Int
        var rate: Double?
        var burst: Int
        /// Waiting, in order; `true`: continuing.
        var queue: [(waiter: UInt64, isContinuing: Bool)] = []
        var granted: [Int64] = []
        var held = 0
        /// The textbook bucket.
        var tokens: Double
        var filledAt: Int64 = 0
    }

    private var state: GateState
    private var groups: [Group] = []
    private var generator: SeededGenerator
    private let concurrency: Int
    private var now: Int64 = 0
    private var nextWaiter: UInt64 = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        concurrency = Int.random(in: 1...6, using: &generator)
        state = GateState(concurrency: concurrency)
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            // Rates whose interval is a whole number of nanoseconds.
            let rates: [Double?] = [nil, 1, 8, 10, 50]
            let rate = rates.randomElement(using: &generator) ?? nil
            let burst = Int.random(in: 1...4, using: &generator)
            let id = state.makeGroup(rate: rate, burst: burst)
            groups.append(Group(id: id, rate: rate, burst: burst, tokens: Double(burst)))
        }
    }

    mutating func step() {
        let index = Int.random(in: 0..<groups.count, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4: acquire(index)
        case 4..<7: release(index)
        case 7: cancel(index)
        default:
            now += Int64.random(in: 0...300_000_000, using: &generator)
            apply(state.advance(to: now))
        }
        #expect(state.inFlight <= concurrency)
        #expect(state.inFlight == groups.map(\.held).reduce(0, +))
        for group in groups { #expect(state.waiterCount(group: group.id) == group.queue.count) }
        checkNobodyWaitsInVain()
    }

    private mutating func acquire(_ index: Int) {
        let isContinuing = Bool.random(using: &generator)
        if state.acquireAtOnce(group: groups[index].id, now: now) != nil {
            #expect(groups[index].queue.isEmpty)
            noteGrant(index)
            return
        }
        nextWaiter += 1
        groups[index].queue.append((nextWaiter, isContinuing))
        apply(state.enqueue(nextWaiter, group: groups[index].id, isContinuing: isContinuing, now: now))
    }

    private mutating func release(_ index: Int) {
        guard groups[index].held > 0 else { return }
        groups[index].held -= 1
        let isUnused = Int.random(in: 0..<5, using: &generator) == 0
        if isUnused {
            groups[index].granted.removeLast()
            refill(index)
            groups[index].tokens = min(Double(groups[index].burst), groups[index].tokens + 1)
        }
        apply(state.release(group: groups[index].id, unused: isUnused, now: now))
    }

    private mutating func cancel(_ index: Int) {
        guard let position = groups[index].queue.indices.randomElement(using: &generator) else { return }
        let waiter = groups[index].queue.remove(at: position).waiter
        #expect(state.cancel(waiter) == true)
    }

    private mutating func apply(_ wakeups: GateState.Wakeups) {
        for grant in wakeups.granted {
            let expected = groups[grant.group].queue.firstIndex { $0.isContinuing } ?? 0
            guard groups[grant.group].queue.indices.contains(expected) else {
                Issue.record("a grant nobody waits for")
                return
            }
            #expect(groups[grant.group].queue[expected].waiter == grant.waiter)
            groups[grant.group].queue.remove(at: expected)
            noteGrant(grant.group)
        }
    }

    private mutating func noteGrant(_ index: Int) {
        refill(index)
        if groups[index].rate != nil {
            #expect(groups[index].tokens > 1 - 1e-6, "a grant without a token")
            groups[index].tokens -= 1
        }
        groups[index].held += 1
        groups[index].granted.append(now)
    }

    private mutating func refill(_ index: Int) {
        guard let rate = groups[index].rate else { return }
        let seconds = Double(now - groups[index].filledAt) / 1e9
        groups[index].tokens = min(Double(groups[index].burst), groups[index].tokens + rate * seconds)
        groups[index].filledAt = now
    }

    /// Work-conserving: with a free slot, whoever waits has no token; and the timer will come when there is one.
    private mutating func checkNobodyWaitsInVain() {
        guard state.freeSlots > 0, (state.nextDeadline ?? .max) > now else { return }
        for index in groups.indices where !groups[index].queue.isEmpty {
            refill(index)
            guard let rate = groups[index].rate else {
                Issue.record("a slot is free, and a group without limit waits")
                continue
            }
            #expect(groups[index].tokens < 1)
            let due = now + Int64((1 - groups[index].tokens) / rate * 1e9)
            #expect((state.nextDeadline ?? .max) <= due + 2)
        }
    }

    func checkQuotas() {
        for group in groups {
            guard let rate = group.rate else { continue }
            let seconds = Double(now) / 1e9
            #expect(Double(group.granted.count) <= Double(group.burst) + rate * seconds + 1e-6)
        }
    }
}

extension GateState {
    /// For tests without throttles, to which it does not matter which request it was.
    mutating func release(group: Int, unused: Bool, now: Int64) -> Wakeups {
        release(0, group: group, after: unused ? .unused : .passed, now: now)
    }
}
