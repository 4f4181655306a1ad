import Testing

@testable import Migration

/// Who asks whether a dead place answers again, and when nobody waits any more. Without tasks or clocks.
@Suite struct OutagesTests {
    private func second(_ number: Int) -> Duration { .seconds(number) }

    private func wait(_ place: String = "here", patienceEnd: Int = 60) -> Outages.Wait {
        Outages.Wait(place: .address(place), patienceEnd: second(patienceEnd))
    }

    @Test func aPlaceIsAskedAtGrowingDistancesThatHaveAnEnd() {
        var state = Outages.State()
        state.beginWork()
        state.report(.address("here"), now: .zero)
        var asked: [Duration] = []
        var now = Duration.zero
        while asked.count < 8 {
            switch state.nextStep(of: wait(), now: now) {
            case .ask:
                asked.append(now)
                state.noteAnswer(of: .address("here"), false, now: now)
            case .wait(let duration): now += duration ?? .seconds(1_000)
            case .goOn, .giveUp: Issue.record("nothing has answered, and somebody works")
            }
        }
        #expect(asked == [1, 2, 4, 8, 16, 32, 62, 92].map(second))
    }

    @Test func oneGroupOfAPlaceAsksForAllOfThem() {
        var state = Outages.State()
        state.beginWork()
        state.report(.address("here"), now: .zero)
        state.report(.address("here"), now: .zero)
        #expect(state.nextStep(of: wait(), now: second(1)) == .ask)
        #expect(state.nextStep(of: wait(), now: second(1)) == .wait(nil))
        state.noteAnswer(of: .address("here"), true, now: second(2))
        #expect(state.nextStep(of: wait(), now: second(2)) == .goOn)
        #expect(state.nextStep(of: wait(), now: second(2)) == .goOn)
        // The next outage begins anew.
        state.report(.address("here"), now: second(9))
        #expect(state.nextStep(of: wait(), now: second(9)) == .wait(second(1)))
    }

    @Test func placesDoNotWaitForEachOther() {
        var state = Outages.State()
        state.beginWork()
        state.report(.address("here"), now: .zero)
        state.report(.address("there"), now: .zero)
        #expect(state.nextStep(of: wait(), now: second(1)) == .ask)
        #expect(state.nextStep(of: wait("there"), now: second(1)) == .ask)
    }

    @Test func whenNobodyElseGetsAheadAGroupIsGivenUpAtTheEndOfItsPatience() {
        var state = Outages.State()
        state.beginWork()
        state.report(.address("here"), now: .zero)
        #expect(state.nextStep(of: wait(patienceEnd: 0), now: .zero) == .wait(second(1)))
        state.endWork()
        #expect(state.nextStep(of: wait(patienceEnd: 0), now: .zero) == .giveUp)
        #expect(state.nextStep(of: wait(), now: .zero) == .wait(second(1)))
        #expect(state.nextStep(of: wait(), now: second(60)) == .giveUp)
        // Whoever has come back is somebody who gets ahead.
        state.beginWork()
        #expect(state.nextStep(of: wait(), now: second(60)) == .ask)
    }
}
