import AWSCore
import CurlHTTP
import Migration

/// What carries the requests of a session. A plan and a dry run have nothing that could send a write.
struct SessionTransports: Sendable {
    let calls: any HTTPTransport
    let identities: any HTTPTransport
    /// What assumes roles and logs in, also for a plan: these calls are no reads, but they change nothing. Everything that
    /// needs the credentials waits for it.
    let credentials: any HTTPTransport
    private var all: [CurlTransport] = []

    /// For an answer of STS or SSO, which is a matter of less than a second: where they hang, nobody wants to wait long.
    private static let hastyTimeout = Duration.seconds(10)

    /// - Parameter isReadOnly: nothing that carries calls and identities can send a write.
    init(_ settings: ConnectionSettings, isReadOnly: Bool) throws {
        let patient = try CurlTransport(settings.transport)
        let hasty = try CurlTransport(Self.hasty(settings.transport))
        all = [patient, hasty]
        credentials = hasty
        calls = isReadOnly ? ReadOnlyTransport(patient) : patient
        identities = isReadOnly ? ReadOnlyTransport(hasty) : hasty
    }

    /// One for everything.
    init(_ transport: any HTTPTransport) {
        (calls, identities, credentials) = (transport, transport, transport)
    }

    func shutdown() {
        for transport in all { transport.shutdown() }
    }

    static func hasty(_ configuration: CurlTransport.Configuration) -> CurlTransport.Configuration {
        var hasty = configuration
        hasty.connectTimeout = shorter(hasty.connectTimeout)
        hasty.readTimeout = shorter(hasty.readTimeout)
        return hasty
    }

    /// Zero is no limit at all.
    private static func shorter(_ timeout: Duration) -> Duration {
        timeout == .zero ? hastyTimeout : min(timeout, hastyTimeout)
    }
}
