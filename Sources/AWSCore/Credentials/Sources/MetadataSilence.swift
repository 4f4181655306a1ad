import Synchronization

/// Metadata services that did not answer: nobody waits for them again in this run. One that has answered before may be
/// late at times.
final class MetadataSilence: Sendable {
    private struct Experience {
        var hasAnswered = false
        var reason: String?
    }

    private let services = Mutex<[Endpoint: Experience]>([:])

    /// Why there is no use in asking.
    func reason(_ endpoint: Endpoint) -> String? {
        services.withLock { services in
            guard let known = services[endpoint], !known.hasAnswered else { return nil }
            return known.reason
        }
    }

    func add(_ endpoint: Endpoint, _ reason: String) {
        services.withLock { $0[endpoint, default: Experience()].reason = reason }
    }

    func hear(_ endpoint: Endpoint) {
        services.withLock { $0[endpoint, default: Experience()].hasAnswered = true }
    }
}
