import Testing

@testable import Pacing

@Suite struct GateStateTests {
    private static let second: Int64 = 1_000_000_000

    @Test func aFreedSlotGoesToTheGroupsInTurn() {
        var state = GateState(concurrency: 1)
        let groups = (0..<300).map { _ in state.makeGroup(rate: nil, burst: 1) }
        #expect(state.acquireAtOnce(group: groups[0], now: 0) != nil)
        var waiter: UInt64 = 0
        // All waiters of a group come one after the other, as from a manifest sorted by account.
        for group in groups {
            for _ in 0..<3 {
                waiter += 1
                #expect(state.enqueue(waiter, group: group, isContinuing: true, now: 0) == GateState.Wakeups())
            }
        }
        var order: [Int] = []
        var holder = groups[0]
        for _ in 0..<900 {
            let granted = state.release(group: holder, unused: false, now: 0).granted
            #expect(granted.count == 1)
            holder = granted[0].group
            order.append(holder)
        }
        #expect(order == groups + groups + groups)
    }

    @Test func aGroupWithoutTokensDoesNotHoldUpOthers() {
        var state = GateState(concurrency: 2)
        let slow = state.makeGroup(rate: 1, burst: 1)
        let fast = state.makeGroup(rate: nil, burst: 1)
        #expect(state.acquireAtOnce(group: slow, now: 0) != nil)
        for waiter in 1...10 as ClosedRange<UInt64> {
            #expect(state.enqueue(waiter, group: slow, isContinuing: true, now: 0).granted.isEmpty)
        }
        #expect(state.acquireAtOnce(group: fast, now: 0) != nil)
        #expect(state.release(group: fast, unused: false, now: 0).granted.isEmpty)
        #expect(state.acquireAtOnce(group: fast, now: 1) != nil)
        #expect(state.nextDeadline == nil)
        #expect(state.release(group: fast, unused: false, now: 2).granted.isEmpty)
        #expect(state.nextDeadline == Self.second)
        #expect(state.advance(to: Self.second).granted == [GateState.Grant(waiter: 1, group: slow, number: 1)])
    }

    @Test func thoseWhoContinueGoBeforeThoseWhoStart() {
        var state = GateState(concurrency: 1)
        let group = state.makeGroup(rate: nil, burst: 1)
        #expect(state.acquireAtOnce(group: group, now: 0) != nil)
        for (waiter, isContinuing) in [(1, false), (2, true), (3, false), (4, true)] as [(UInt64, Bool)] {
            _ = state.enqueue(waiter, group: group, isContinuing: isContinuing, now: 0)
        }
        let order = (0..<4).flatMap { _ in
            state.release(group: group, unused: false, now: 0).granted.map(\.waiter)
        }
        #expect(order == [2, 4, 1, 3])
    }

    @Test func aWaiterWhoLeavesTakesNeitherSlotNorToken() {
        var state = GateState(concurrency: 1)
        let group = state.makeGroup(rate: 1, burst: 1)
        #expect(state.acquireAtOnce(group: group, now: 0) != nil)
        _ = state.release(group: group, unused: false, now: 0)
        _ = state.enqueue(1, group: group, isContinuing: true, now: 0)
        let isFirstCancelled = state.cancel(1)
        let isSecondCancelled = state.cancel(1)
        #expect(isFirstCancelled && !isSecondCancelled)
        #expect(state.waiterCount(group: group) == 0)
        // Its place in the queue of moments must not give a second token away.
        #expect(state.acquireAtOnce(group: group, now: Self.second) != nil)
        _ = state.release(group: group, unused: false, now: Self.second)
        #expect(state.enqueue(2, group: group, isContinuing: true, now: Self.second).granted.isEmpty)
        #expect(state.advance(to: 2 * Self.second - 1).granted.isEmpty)
        #expect(state.advance(to: 2 * Self.second).granted.map(\.waiter) == [2])
    }

    @Test func anUnusedPermitGivesItsTokenBackToWhoWaitsForOne() {
        var state = GateState(concurrency: 4)
        let group = state.makeGroup(rate: 1, burst: 1)
        #expect(state.acquireAtOnce(group: group, now: 0) != nil)
        #expect(state.enqueue(1, group: group, isContinuing: true, now: 0).granted.isEmpty)
        #expect(state.release(group: group, unused: true, now: 0).granted.map(\.waiter) == [1])
        #expect(state.nextDeadline == nil)
    }

    @Test func sleepersWakeInTheOrderOfTheirMoments() {
        var state = GateState(concurrency: 1)
        for (waiter, deadline) in [(1, 30), (2, 10), (3, 20), (4, 10)] as [(UInt64, Int64)] {
            state.enqueueSleeper(waiter, until: deadline)
        }
        #expect(state.cancel(3) == true)
        #expect(state.nextDeadline == 10)
        #expect(state.advance(to: 9).slept.isEmpty)
        #expect(state.advance(to: 10).slept == [2, 4])
        #expect(state.advance(to: 1_000).slept == [1])
        #expect(state.nextDeadline == nil)
    }

    @Test func drainingSendsEveryoneAway() {
        var state = GateState(concurrency: 1)
        let group = state.makeGroup(rate: nil, burst: 1)
        #expect(state.acquireAtOnce(group: group, now: 0) != nil)
        _ = state.enqueue(1, group: group, isContinuing: true, now: 0)
        state.enqueueSleeper(2, until: 10)
        #expect(state.drain() == [1, 2])
        #expect(state.isDraining)
        #expect(state.nextDeadline == nil)
        #expect(state.release(group: group, unused: false, now: 0) == GateState.Wakeups())
    }

    /// Random events against the rules themselves: never above the pool's size, never above a group's quota, in order
    /// within a group, and no slot idle while somebody has a token.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func theRulesHoldWhateverHappens(seed: UInt64) {
        var model = GateModel(seed: seed)
        for _ in 0..<2_000 { model.step() }
        model.checkQuotas()
    }
}
