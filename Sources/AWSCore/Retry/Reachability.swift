import Synchronization

/// Which addresses answer at all, for all clients of a session.
///
/// A service that is asked eight times by each of a hundred accounts while its network is gone keeps a hundred requests
/// waiting for nothing. So until an address has answered only a few calls go there, and find out for the others whether it
/// does. Once one of them has been given up without an answer it is like that again: those who wait are given up with it, and
/// those under way after one more try.
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
            /// The last call that was given up.
            var failure: AWSError?
            var isGivenUp = false
            /// Calls that have been given up.
            var failures = 0
            /// Calls under way that find out whether anything answers.
            var pioneers = 0
            /// Finished when there is news.
            var waiters: [AsyncStream<Never>.Continuation] = []

            mutating func takeWaiters() -> [AsyncStream<Never>.Continuation] {
                if waiters.isEmpty { return [] }
                defer { waiters = [] }
                return waiters
            }
        }

        /// What a call that is about to begin does.
        enum Entry {
            /// It is sent: the address answers.
            case go
            /// It is sent to find out, and says with `leave` when it has ended.
            case findOut
            /// It waits for the end, and asks again with the mark.
            case wait((end: AsyncStream<Never>, mark: Int))
            /// Nothing has answered those for which it has waited.
            case fail(AWSError)
        }

        private let state = Mutex(State())

        /// One is a packet that was lost. Each takes a minute by default, which is too long to wait for eight of them.
        private static let enoughLateConnections = 2

        /// How many answers have come from there.
        var answers: Int { state.withLock { $0.answers } }

        func noteAnswer() {
            let waiters = state.withLock { state in
                state.answers += 1
                (state.lateConnections, state.silentSince, state.isGivenUp) = (0, nil, false)
                return state.takeWaiters()
            }
            for waiter in waiters { waiter.finish() }
        }

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
        func giveUp(_ error: AWSError) {
            let waiters = state.withLock { state in
                (state.failure, state.isGivenUp) = (error, true)
                state.failures += 1
                return state.takeWaiters()
            }
            for waiter in waiters { waiter.finish() }
        }

        // MARK: Who finds out

        /// - Parameters:
        ///   - limit: calls that find out at a time.
        ///   - mark: of a call that has waited.
        func enter(atMost limit: Int, since mark: Int?) -> Entry {
            let isKnown = state.withLock { $0.answers > 0 && !$0.isGivenUp }
            if isKnown { return .go }
            let (end, continuation) = AsyncStream<Never>.makeStream()
            return state.withLock { state in
                if state.answers > 0, !state.isGivenUp { return .go }
                if let mark, mark < state.failures, let error = state.failure { return .fail(error) }
                if state.pioneers < limit {
                    state.pioneers += 1
                    return .findOut
                }
                state.waiters.append(continuation)
                return .wait((end, state.failures))
            }
        }

        /// A call that was to find out has ended.
        func leave() {
            let waiters = state.withLock { state in
                state.pioneers -= 1
                return state.takeWaiters()
            }
            for waiter in waiters { waiter.finish() }
        }

        /// Whether there is no use in trying the same call again.
        var isHopeless: Bool { state.withLock { $0.isGivenUp || $0.lateConnections >= Self.enoughLateConnections } }
    }
}
