import Testing

@testable import AWSCore

@Suite struct ReachabilityTests {
    private func error(_ phase: TransportError.Phase, _ reason: TransportError.Reason) -> TransportError {
        TransportError(phase: phase, reason: reason, host: "h", message: "")
    }

    private var failure: AWSError {
        AWSError(operation: "GetApis", code: "ConnectFailed", message: "", transport: error(.connect, .failed))
    }

    @Test func anAddressIsHopelessFromTheFirstCallThatIsGivenUpToTheNextAnswer() throws {
        let reachability = Reachability()
        let here = reachability.address(of: try Endpoint(url: "http://127.0.0.1:1"))
        let there = reachability.address(of: try Endpoint(url: "http://127.0.0.1:2"))
        #expect(!here.isHopeless)
        here.giveUp(failure)
        #expect(here.isHopeless && !there.isHopeless)
        there.noteAnswer()
        #expect(here.isHopeless)
        // What one client learns another one knows.
        reachability.address(of: try Endpoint(url: "http://127.0.0.1:1")).noteAnswer()
        #expect(!here.isHopeless)
        #expect(here.answers == 1)
    }

    /// Not since the last try of a call that is given up minutes later.
    @Test func anAddressIsSilentSinceTheFirstRequestThatNothingWasHeardAfter() throws {
        let here = Reachability().address(of: try Endpoint(url: "http://127.0.0.1:1"))
        here.note(error(.tls, .untrusted), sentAt: 1)
        #expect(here.silentSince == nil)
        here.note(error(.receive, .timedOut), sentAt: 20)
        here.note(error(.connect, .failed), sentAt: 10)
        here.note(error(.connect, .failed), sentAt: 90)
        #expect(here.silentSince == 10)
        here.noteAnswer()
        #expect(here.silentSince == nil)
    }

    /// Hundreds of accounts of a dead region had the whole pool, each for a minute.
    @Test func untilAnAddressAnswersAFewFindOutForAll() async throws {
        let here = Reachability().address(of: try Endpoint(url: "http://127.0.0.1:1"))
        for _ in 0..<2 { guard case .findOut = here.enter(atMost: 2, since: nil) else { throw Unexpected() } }
        guard case .wait(let wait) = here.enter(atMost: 2, since: nil) else { throw Unexpected() }
        here.leave()
        for await _ in wait.end {}
        guard case .findOut = here.enter(atMost: 2, since: wait.mark) else { throw Unexpected() }
        guard case .wait(let again) = here.enter(atMost: 2, since: wait.mark) else { throw Unexpected() }
        // Who has waited for those who are given up is given up with them, and the next ones find out anew.
        here.giveUp(failure)
        for await _ in again.end {}
        guard case .fail(let error) = here.enter(atMost: 2, since: again.mark) else { throw Unexpected() }
        #expect(error.code == "ConnectFailed")
        here.leave()
        guard case .findOut = here.enter(atMost: 2, since: nil) else { throw Unexpected() }
        guard case .wait(let last) = here.enter(atMost: 2, since: nil) else { throw Unexpected() }
        here.noteAnswer()
        for await _ in last.end {}
        for mark in [last.mark, nil] {
            guard case .go = here.enter(atMost: 2, since: mark) else { throw Unexpected() }
        }
    }

    private struct Unexpected: Error {}

    /// One is a lost packet. A refused connection costs no time, and an answer that is late may come from a busy service.
    @Test func twoConnectionsThatTakeTooLongAreEnough() throws {
        let here = Reachability().address(of: try Endpoint(url: "http://127.0.0.1:1"))
        for _ in 0..<9 {
            here.note(error(.connect, .failed), sentAt: 0)
            here.note(error(.receive, .timedOut), sentAt: 0)
        }
        here.note(error(.connect, .timedOut), sentAt: 0)
        #expect(!here.isHopeless)
        here.note(error(.tls, .timedOut), sentAt: 0)
        #expect(here.isHopeless)
    }
}
