import AWSCore
import CurlHTTP
import Migration

/// What carries the requests of a session. A dry run has nothing that could send a write.
struct SessionTransports: Sendable {
    let calls: any HTTPTransport
    let identities: any HTTPTransport
    /// What assumes roles and logs in: in a dry run, too, these are no reads but change nothing.
    let credentials: any HTTPTransport
    private var all: [CurlTransport] = []

    /// Where STS cannot be reached, a run goes on without it, and nobody wants to wait for that.
    private static let identityTimeout = Duration.seconds(10)

    init(_ settings: ApplySettings) throws {
        var hasty = settings.transport
        hasty.connectTimeout = Self.shorter(hasty.connectTimeout)
        hasty.readTimeout = Self.shorter(hasty.readTimeout)
        let transports = (calls: try CurlTransport(settings.transport), identities: try CurlTransport(hasty))
        all = [transports.calls, transports.identities]
        credentials = transports.calls
        let isDryRun = settings.engine.isDryRun
        calls = isDryRun ? ReadOnlyTransport(transports.calls) : transports.calls
        identities = isDryRun ? ReadOnlyTransport(transports.identities) : transports.identities
    }

    /// One for everything.
    init(_ transport: any HTTPTransport) {
        (calls, identities, credentials) = (transport, transport, transport)
    }

    func shutdown() {
        for transport in all { transport.shutdown() }
    }

    /// Zero is no limit at all.
    private static func shorter(_ timeout: Duration) -> Duration {
        timeout == .zero ? identityTimeout : min(timeout, identityTimeout)
    }
}
