import Synchronization

/// Which addresses answer at all, for all clients of a session.
///
/// A service that is asked eight times by each of a hundred accounts while its network is gone keeps a hundred requests
/// waiting for nothing. So once one call has been given up without an answer, the others are given up after one more try,
/// until there is an answer again.
public final class Reachability: Sendable {
    private let addresses = Mutex<[Endpoint: Address]>([:])

    public init() {}

    /// What is known of one address, the same object for all who ask.
    func address(of endpoint: Endpoint) -> Address {
        addresses.withLock { addresses in
            if let known = addresses[endpoint] { return known }
            let address = Address()
            addresses[endpoint] = address
            return address
        }
    }

    /// Whether and how one address answers.
    final class Address: Sendable {
        private struct State {
            /// Whatever they said: a refusal is an answer too.
            var answers = 0
            /// Connections that did not come about in time, since the last answer.
            var lateConnections = 0
            /// When the first request left that nothing has been heard since, in seconds since 1970.
            var silentSince: Double?
            var isGivenUp = false
        }

        private let state = Mutex(State())

        /// One is a packet that was lost. Each takes a minute by default, which is too long to wait for eight of them.
        private static let enoughLateConnections = 2

        /// How many answers have come from there.
        var answers: Int { state.withLock { $0.answers } }

        func noteAnswer() { state.withLock { $0 = State(answers: $0.answers + 1) } }

        /// A request has come to nothing.
        ///
        /// - Parameter moment: when it left, in seconds since 1970.
        func note(_ error: TransportError, sentAt moment: Double) {
            let isLate = error.reason == .timedOut && !error.requestMayHaveBeenProcessed
            state.withLock { state in
                if error.isSilence { state.silentSince = min(moment, state.silentSince ?? moment) }
                if isLate { state.lateConnections += 1 }
            }
        }

        /// Since when nothing has been heard from there, in seconds since 1970; `nil`: the last request was answered.
        var silentSince: Double? { state.withLock { $0.silentSince } }

        /// A call has been given up without an answer from there.
        func giveUp() { state.withLock { $0.isGivenUp = true } }

        /// Whether there is no use in trying the same call again.
        var isHopeless: Bool { state.withLock { $0.isGivenUp || $0.lateConnections >= Self.enoughLateConnections } }
    }
}
