import Pacing
import Synchronization

/// A value that many tasks use and one of them renews in time.
final class SharedRefresh<Value: Expiring>: Sendable {
    private struct Shared {
        var state = RefreshState<Value>()
        /// Of those who wait for the flight under way; finished when it ends.
        var waiters: [AsyncStream<Never>.Continuation] = []
    }

    private let shared = Mutex(Shared())
    private let name: String
    private let timing: Timing
    private let fetch: @Sendable (_ rejected: Value?) async throws -> Value

    /// - Parameters:
    ///   - name: of the source, for messages.
    ///   - fetch: gets a new value; `rejected` is one that a service has refused, and that a cache may still hold.
    init(name: String, timing: Timing, fetch: @escaping @Sendable (_ rejected: Value?) async throws -> Value) {
        self.name = name
        self.timing = timing
        self.fetch = fetch
    }

    /// The value, when it is not time for a new one.
    var atHand: Value? {
        let now = timing.wallClock()
        return shared.withLock { $0.state.atHand(now: now) }
    }

    /// The value; a new one if it is time for that.
    /// - Throws: what `fetch` throws, `CredentialsError`, `CancellationError` when the task is cancelled.
    func value() async throws -> Value {
        var since: Int?
        while true {
            let now = timing.wallClock()
            let answer = shared.withLock { shared in
                let asked = since ?? shared.state.begun
                since = asked
                return shared.state.ask(now: now, since: asked)
            }
            switch answer {
            case .use(let value): return value
            case .lead(let current, let rejected): return try await lead(current: current, rejected: rejected)
            case .wait: try await waitForFlight()
            case .fail(let error): throw error
            }
        }
    }

    func discard(_ value: Value) {
        shared.withLock { $0.state.discard(value) }
    }

    private func lead(current: Value?, rejected: Value?) async throws -> Value {
        do {
            try Task.checkCancellation()
            let value = try await fetch(rejected)
            if let expiration = value.expiration, expiration <= timing.wallClock() {
                throw CredentialsError(.expired, "what \(name) gives has expired already: is the clock right?")
            }
            end(.success(value))
            return value
        } catch {
            if Task.isCancelled {
                end(.abandoned)
                throw CancellationError()
            }
            end(.failure(error))
            if let current { return current }
            throw error
        }
    }

    private func end(_ outcome: RefreshState<Value>.Outcome) {
        let now = timing.wallClock()
        let waiters = shared.withLock { shared in
            shared.state.end(outcome, now: now)
            defer { shared.waiters = [] }
            return shared.waiters
        }
        for waiter in waiters { waiter.finish() }
    }

    private func waitForFlight() async throws {
        let (flight, continuation) = AsyncStream<Never>.makeStream()
        let isUnderWay = shared.withLock { shared in
            if shared.state.isUnderWay { shared.waiters.append(continuation) }
            return shared.state.isUnderWay
        }
        if isUnderWay { for await _ in flight {} }
        try Task.checkCancellation()
    }
}

/// Credentials that expire, renewed ahead of time, once for all who use them.
final class RefreshingCredentials: CredentialsProvider {
    private let shared: SharedRefresh<Credentials>

    init(_ source: any CredentialsSource, timing: Timing) {
        shared = SharedRefresh(name: source.name, timing: timing) { rejected in
            var credentials = try await source.fetch(rejected: rejected)
            if let part = credentials.unsendablePart {
                throw CredentialsError(
                    .malformed,
                    "the \(part) that \(source.name) gives holds a line break or another control character"
                )
            }
            credentials.expiration = credentials.expiration.map { $0 - source.clockOffset }
            return credentials
        }
    }

    func credentials() async throws -> Credentials { try await shared.value() }

    var atHand: Credentials? { shared.atHand }

    func discard(_ credentials: Credentials) { shared.discard(credentials) }
}
