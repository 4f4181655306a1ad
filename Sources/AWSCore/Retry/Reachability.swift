import Synchronization

/// Which addresses answer at all, for all clients of a session.
///
/// A service that is asked eight times by each of a hundred accounts while its network is gone keeps a hundred requests
/// waiting for nothing. So once one call has been given up without an answer, the others are given up after one more try,
/// until there is an answer again.
public final class Reachability: Sendable {
    private struct Address {
        /// Whatever they said: a refusal is an answer too.
        var answers = 0
        /// Connections that did not come about in time, since the last answer.
        var lateConnections = 0
        var isGivenUp = false
    }

    private let addresses = Mutex<[Endpoint: Address]>([:])

    /// One is a packet that was lost. Each takes a minute by default, which is too long to wait for eight of them.
    private static let enoughLateConnections = 2

    public init() {}

    /// How many answers have come from there.
    func answers(from endpoint: Endpoint) -> Int { addresses.withLock { $0[endpoint]?.answers ?? 0 } }

    func noteAnswer(from endpoint: Endpoint) {
        addresses.withLock { addresses in
            addresses[endpoint, default: Address()].answers += 1
            addresses[endpoint]?.lateConnections = 0
            addresses[endpoint]?.isGivenUp = false
        }
    }

    func note(_ error: TransportError, at endpoint: Endpoint) {
        guard error.reason == .timedOut, !error.requestMayHaveBeenProcessed else { return }
        addresses.withLock { $0[endpoint, default: Address()].lateConnections += 1 }
    }

    /// A call has been given up without an answer from there.
    func giveUp(_ endpoint: Endpoint) {
        addresses.withLock { $0[endpoint, default: Address()].isGivenUp = true }
    }

    /// Whether there is no use in trying the same call again.
    func isHopeless(_ endpoint: Endpoint) -> Bool {
        addresses.withLock { addresses in
            guard let address = addresses[endpoint] else { return false }
            return address.isGivenUp || address.lateConnections >= Self.enoughLateConnections
        }
    }
}
