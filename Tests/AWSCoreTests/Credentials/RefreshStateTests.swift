import Testing

@testable import AWSCore

@Suite struct RefreshStateTests {
    private struct Value: Expiring {
        var name: String
        var expiration: Double?
    }

    private struct Failure: Error {}

    /// The answer in a word.
    private func word(_ answer: RefreshState<Value>.Answer) -> String {
        switch answer {
        case .use(let value): "use \(value.name)"
        case .lead(let current, let rejected): "lead \(current?.name ?? "-") \(rejected?.name ?? "-")"
        case .wait: "wait"
        case .fail: "fail"
        }
    }

    private func state(_ value: Value, at now: Double = 0) -> RefreshState<Value> {
        var state = RefreshState<Value>()
        _ = state.ask(now: now, since: 0)
        state.end(.success(value), now: now)
        return state
    }

    /// botocore's windows; for short lives scaled.
    @Test(arguments: [
        (43_200.0, 900.0, 600.0), (3_600, 900, 600), (1_800, 900, 600), (900, 450, 300), (30, 15, 10), (0, 0, 0),
    ])
    func windowsAreThoseOfTheCLIUnlessLifeIsShort(_ lifetime: Double, _ advisory: Double, _ mandatory: Double) {
        let window = RefreshWindow(lifetime: lifetime)
        #expect(window.advisory == advisory)
        #expect(window.mandatory == mandatory)
    }

    @Test(arguments: [
        (2_699.0, "use a"), (2_701, "lead a -"), (2_999, "lead a -"), (3_001, "lead - -"), (4_000, "lead - -"),
    ])
    func oneIsAskedToRenewWhenItIsTime(_ now: Double, _ answer: String) {
        var state = state(Value(name: "a", expiration: 3_600))
        #expect(word(state.ask(now: now, since: 1)) == answer)
    }

    @Test func theOthersGoOnWhileThereIsTimeAndWaitWhenThereIsNot() {
        var state = state(Value(name: "a", expiration: 3_600))
        #expect(word(state.ask(now: 2_800, since: 1)) == "lead a -")
        #expect(word(state.ask(now: 2_800, since: 2)) == "use a")
        #expect(word(state.ask(now: 3_100, since: 2)) == "wait")
        state.end(.success(Value(name: "b", expiration: 7_200)), now: 3_100)
        #expect(word(state.ask(now: 3_100, since: 2)) == "use b")
    }

    @Test func afterAFailureThereIsAPauseAsLongAsThereIsTime() {
        var state = state(Value(name: "a", expiration: 3_600))
        _ = state.ask(now: 2_800, since: 1)
        state.end(.failure(Failure()), now: 2_800)
        #expect(word(state.ask(now: 2_859, since: 1)) == "use a")
        #expect(word(state.ask(now: 2_861, since: 1)) == "lead a -")
        state.end(.failure(Failure()), now: 2_999)
        #expect(word(state.ask(now: 3_001, since: 3)) == "lead - -")
    }

    @Test func aFailureConcernsOnlyThoseWhoAskedBeforeItBegan() {
        var state = RefreshState<Value>()
        #expect(word(state.ask(now: 0, since: 0)) == "lead - -")
        let during = state.begun
        #expect(word(state.ask(now: 0, since: during)) == "wait")
        state.end(.failure(Failure()), now: 0)
        // It was under way already when they asked: they try again, once.
        #expect(word(state.ask(now: 0, since: during)) == "lead - -")
        #expect(word(state.ask(now: 0, since: during)) == "wait")
        state.end(.failure(Failure()), now: 0)
        #expect(word(state.ask(now: 0, since: during)) == "fail")
        // Who comes later is not told of it.
        #expect(word(state.ask(now: 0, since: state.begun)) == "lead - -")
    }

    @Test func someoneElseTakesOverFromOneWhoWasCancelled() {
        var state = RefreshState<Value>()
        _ = state.ask(now: 0, since: 0)
        state.end(.abandoned, now: 0)
        #expect(word(state.ask(now: 0, since: 1)) == "lead - -")
    }

    @Test func whatIsDiscardedIsNotHandedOutAgain() {
        var state = state(Value(name: "a", expiration: 3_600))
        state.discard(Value(name: "older", expiration: 100))
        #expect(word(state.ask(now: 1, since: 1)) == "use a")
        state.discard(Value(name: "a", expiration: 3_600))
        #expect(word(state.ask(now: 1, since: 1)) == "lead - a")
        #expect(word(state.ask(now: 1, since: 2)) == "wait")
        state.end(.failure(Failure()), now: 1)
        #expect(word(state.ask(now: 1, since: 2)) == "lead - a")
        state.end(.success(Value(name: "b", expiration: 3_600)), now: 1)
        #expect(word(state.ask(now: 1, since: 2)) == "use b")
    }

    @Test func whatDoesNotExpireIsNeverRenewed() {
        var state = state(Value(name: "a", expiration: nil))
        #expect(word(state.ask(now: 1e12, since: 1)) == "use a")
    }
}
