import AWSCore
import CurlHTTP
import Migration

/// What carries the requests of a session. A dry run has nothing that could send a write.
struct SessionTransports: Sendable {
    let calls: any HTTPTransport
    let identities: any HTTPTransport
    /// What assumes roles and logs in: in a dry run, too, these are no reads but change nothing. Everything that needs the
    /// credentials waits for it.
    let credentials: any HTTPTransport
    private var all: [CurlTransport] = []

    /// For an answer of STS or SSO, which is a matter of less than a second: where they hang, nobody wants to wait long.
    private static let hastyTimeout = Duration.seconds(10)

    init(_ settings: ApplySettings) throws {
        let patient = try CurlTransport(settings.transport)
        let hasty = try CurlTransport(Self.hasty(settings.transport))
        all = [patient, hasty]
        credentials = hasty
        let isDryRun = settings.engine.isDryRun
        calls = isDryRun ? ReadOnlyTransport(patient) : patient
        identities = isDryRun ? ReadOnlyTransport(hasty) : hasty
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
