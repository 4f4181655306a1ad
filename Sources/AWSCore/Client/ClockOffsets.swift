import Synchronization

/// How far the clocks of servers are from this machine's, as their refusals have shown. One object serves all clients of a
/// session, so that no group has to find out again what another one has.
public final class ClockOffsets: Sendable {
    /// Services accept signatures that are up to 5 minutes old or early. Below this, another clock is not the reason for
    /// a refusal.
    private static let tolerance = 240.0

    /// What services answer to a signature made at another time than theirs. Some of these codes have other causes too;
    /// the difference of the clocks tells.
    private static let skewCodes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]

    /// Seconds, by the authority of the endpoint.
    private let seconds = Mutex<[String: Double]>([:])

    public init() {}

    /// Seconds to add to this machine's time to get the server's.
    func offset(of endpoint: Endpoint) -> Double {
        seconds.withLock { $0[endpoint.authority] ?? 0 }
    }

    /// Corrects the offset when a refusal is due to the clocks.
    ///
    /// - Parameters:
    ///   - code: of the refusal.
    ///   - serverTime: its `Date`, in seconds since 1970.
    ///   - localTime: when it came, by this machine's clock.
    ///   - used: the offset that the request was signed with; others may have corrected it since.
    /// - Returns: whether to sign anew.
    func correct(_ endpoint: Endpoint, code: String, serverTime: Double, localTime: Double, used: Double) -> Bool {
        let offset = serverTime - localTime
        guard Self.skewCodes.contains(code), abs(offset - used) > Self.tolerance else { return false }
        seconds.withLock { $0[endpoint.authority] = offset }
        return true
    }
}
