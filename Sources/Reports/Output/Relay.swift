import Synchronization

/// A value that is changed step by step from closures on other queues, as the rows of a checkpoint come in.
///
/// The value is taken out while it is worked on, so that no closure runs under the lock.
final class Relay<State: Sendable>: Sendable {
    /// Two callers at the same time: the steps would be lost or out of order.
    struct Overlap: Error {}

    private let state: Mutex<State?>

    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// - Throws: what `body` throws; `Overlap` when another step is under way.
    func change<Value>(_ body: (inout State) throws -> Value) throws -> Value {
        guard var current = state.withLock({ $0.take() }) else { throw Overlap() }
        defer { state.withLock { $0 = current } }
        return try body(&current)
    }
}
