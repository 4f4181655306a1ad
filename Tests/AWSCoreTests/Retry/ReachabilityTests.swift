import Testing

@testable import AWSCore

@Suite struct ReachabilityTests {
    private func error(_ phase: TransportError.Phase, _ reason: TransportError.Reason) -> TransportError {
        TransportError(phase: phase, reason: reason, host: "h", message: "")
    }

    @Test func anAddressIsHopelessFromTheFirstCallThatIsGivenUpToTheNextAnswer() throws {
        let (here, there) = (try Endpoint(url: "http://127.0.0.1:1"), try Endpoint(url: "http://127.0.0.1:2"))
        let reachability = Reachability()
        #expect(!reachability.isHopeless(here))
        reachability.giveUp(here)
        #expect(reachability.isHopeless(here) && !reachability.isHopeless(there))
        reachability.noteAnswer(from: there)
        #expect(reachability.isHopeless(here))
        reachability.noteAnswer(from: here)
        #expect(!reachability.isHopeless(here))
        #expect(reachability.answers(from: here) == 1)
    }

    /// One is a lost packet. A refused connection costs no time, and an answer that is late may come from a busy service.
    @Test func twoConnectionsThatTakeTooLongAreEnough() throws {
        let here = try Endpoint(url: "http://127.0.0.1:1")
        let reachability = Reachability()
        for _ in 0..<9 {
            reachability.note(error(.connect, .failed), at: here)
            reachability.note(error(.receive, .timedOut), at: here)
        }
        reachability.note(error(.connect, .timedOut), at: here)
        #expect(!reachability.isHopeless(here))
        reachability.note(error(.tls, .timedOut), at: here)
        #expect(reachability.isHopeless(here))
    }
}
