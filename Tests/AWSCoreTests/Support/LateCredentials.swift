import AWSCore
import Synchronization

/// Credentials that come when the test says so.
final class LateCredentials: CredentialsProvider {
    private let state = Mutex<(isAsked: Bool, isGiven: Bool)>((false, false))
    private let (waiting, continuation) = AsyncStream<Never>.makeStream()

    var isAsked: Bool { state.withLock { $0.isAsked } }

    func credentials() async throws -> Credentials {
        state.withLock { $0.isAsked = true }
        for await _ in waiting {}
        try Task.checkCancellation()
        return Credentials(accessKeyID: "AKID", secretAccessKey: Secret("secret"))
    }

    func give() { continuation.finish() }
}
