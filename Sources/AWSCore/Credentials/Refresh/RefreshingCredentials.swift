import Pacing

/// Credentials that expire, renewed ahead of time, once for all who use them.
final class RefreshingCredentials: CredentialsProvider {
    private let shared: SharedRefresh<Credentials>

    init(_ source: any CredentialsSource, timing: Timing) {
        shared = SharedRefresh(name: source.name, timing: timing) { rejected in
            var credentials = try await source.fetch(rejected: rejected)
            credentials.expiration = credentials.expiration.map { $0 - source.clockOffset }
            return credentials
        }
    }

    func credentials() async throws -> Credentials { try await shared.value() }

    func discard(_ credentials: Credentials) async { shared.discard(credentials) }
}
