import Synchronization

/// State that closures on other queues change one after the other, as the rows of a checkpoint come in.
///
/// The state is taken out while it is worked on, so that nothing runs under the lock.
final class Relay<State: Sendable>: Sendable {
    private let state: Mutex<State?>

    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// Not for two callers at once: the second one's `body` is not called.
    func change(_ body: (inout State) throws -> Void) rethrows {
        guard var current = state.withLock({ $0.take() }) else { return }
        defer { state.withLock { $0 = current } }
        try body(&current)
    }

    var value: State? { state.withLock { $0 } }
}
