import TestSupport
import Testing

@testable import Pacing

@Suite struct GateStateThrottleTests {
    private static let second: Int64 = 1_000_000_000
    /// Of one request a second 90 % are believed to be left, less 12 % right after a cut, and two tokens more are owed.
    private static let wait = 3 * Int64((1e9 / (0.9 * 0.88)).rounded(.up))

    /// The group has a token and waits for a slot; the answer that frees the slot says that the quota is used up. It comes so
    /// late that nobody else is asked.
    @Test func aThrottleTakesTheTokenOfWhoWaitsForASlot() {
        var state = GateState(concurrency: 1)
        let throttled = state.makeGroup(rate: 1, burst: 2)
        let other = state.makeGroup(rate: 1, burst: 2)
        #expect(state.acquireAtOnce(group: throttled, now: 0) != nil)
        #expect(state.enqueue(1, group: throttled, isContinuing: true, now: 0).granted.isEmpty)
        #expect(state.enqueue(2, group: other, isContinuing: true, now: 0).granted.isEmpty)
        let late = 10 * Self.second
        let wakeups = state.release(0, group: throttled, after: .throttled, now: late)
        #expect(wakeups.granted.map(\.waiter) == [2])
        _ = state.release(group: other, unused: false, now: late)
        #expect(state.nextDeadline == late + Self.wait)
        #expect(state.advance(to: late + Self.wait).granted.map(\.waiter) == [1])
    }

    @Test func aThrottlePutsOffWhoWaitsForAToken() {
        var state = GateState(concurrency: 2)
        let group = state.makeGroup(rate: 1, burst: 1)
        #expect(state.acquireAtOnce(group: group, now: 0) != nil)
        #expect(state.enqueue(1, group: group, isContinuing: true, now: 0).granted.isEmpty)
        #expect(state.nextDeadline == Self.second)
        let half = Self.second / 2
        #expect(state.release(0, group: group, after: .throttled, now: half).granted.isEmpty)
        #expect(state.advance(to: Self.second).granted.isEmpty)
        #expect(state.nextDeadline == half + Self.wait)
        #expect(state.advance(to: half + Self.wait).granted.map(\.waiter) == [1])
    }

    /// More of the first burst is handed out with each answer, also to those who wait already.
    @Test func anAnswerLetsTwoOfTheFirstBurstGo() {
        var state = GateState(concurrency: 64)
        let group = state.makeGroup(rate: 0.001, burst: 32)
        for _ in 0..<4 { #expect(state.acquireAtOnce(group: group, now: 0) != nil) }
        for waiter in 1...5 as ClosedRange<UInt64> {
            #expect(state.enqueue(waiter, group: group, isContinuing: true, now: 0).granted.isEmpty)
        }
        let first = state.release(0, group: group, after: .passed, now: 0)
        #expect(first.granted.map(\.waiter) == [1, 2])
        #expect(state.release(1, group: group, after: .lost, now: 0).granted.isEmpty)
        let second = state.release(2, group: group, after: .passed, now: 0)
        #expect(second.granted.map(\.waiter) == [3, 4])
    }

    /// Random answers; in the end everyone who waited has had a turn, and no group has sent more than it may.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func nobodyIsForgottenWhateverTheAnswers(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let concurrency = Int.random(in: 1...6, using: &generator)
        var state = GateState(concurrency: concurrency)
        let (rate, burst) = (20.0, 8)
        let groups = (0..<3).map { _ in state.makeGroup(rate: rate, burst: burst) }
        var held: [GateState.Grant] = []
        var grants = [Int](repeating: 0, count: groups.count)
        var (waiting, granted): (UInt64, Set<UInt64>) = (0, [])
        var now: Int64 = 0

        func note(_ wakeups: GateState.Wakeups) {
            for grant in wakeups.granted {
                #expect(granted.insert(grant.waiter).inserted)
                held.append(grant)
                grants[grant.group] += 1
            }
            #expect(state.inFlight == held.count && held.count <= concurrency)
            for group in groups {
                #expect(Double(grants[group]) <= Double(burst) + rate * Double(now) / 1e9 + 1e-6)
            }
        }
        func answer(_ choices: [QuotaAnswer]) {
            guard let index = held.indices.randomElement(using: &generator) else { return }
            let permit = held.remove(at: index)
            guard let answer = choices.randomElement(using: &generator) else { return }
            note(state.release(permit.number, group: permit.group, after: answer, now: now))
        }

        for _ in 0..<1_000 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                waiting += 1
                let group = groups[Int(waiting % 3)]
                note(state.enqueue(waiting, group: group, isContinuing: Bool.random(using: &generator), now: now))
            case 1, 2: answer([.passed, .passed, .throttled, .lost])
            default:
                now += Int64.random(in: 0...Self.second / 4, using: &generator)
                note(state.advance(to: now))
            }
        }
        var steps = 0
        while granted.count < Int(waiting), steps < 10_000 {
            steps += 1
            if held.isEmpty { now = max(now, state.nextDeadline ?? now) }
            note(state.advance(to: now))
            answer([.passed])
        }
        #expect(granted.count == Int(waiting))
    }
}
