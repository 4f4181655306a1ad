import Synchronization

/// How many retries a group may still spend on transient failures (botocore's retry quota, shared by a group's clients).
///
/// When a service is down, it runs dry and every request fails at its first try, instead of eight times as much load.
/// Throttles and conflicts cost nothing: the gate paces them.
public final class RetryBudget: Sendable {
    /// A retry after an answer or a lost connection, and one after a time-out.
    static let cost = 5
    static let timeoutCost = 10
    /// What a request that succeeds at once gives back.
    private static let reward = 1

    private let capacity: Int
    private let available: Mutex<Int>

    public init(capacity: Int = 500) {
        self.capacity = capacity
        available = Mutex(capacity)
    }

    /// What is left.
    public var balance: Int { available.withLock { $0 } }

    /// - Returns: `false`, and nothing is taken, if there is not enough left.
    func spend(_ cost: Int) -> Bool {
        available.withLock { available in
            guard available >= cost else { return false }
            available -= cost
            return true
        }
    }

    /// A request succeeded.
    /// - Parameter lastCost: what its last retry cost, if there was one: it is given back.
    func succeed(lastCost: Int?) {
        available.withLock { $0 = min(capacity, $0 + (lastCost ?? Self.reward)) }
    }
}
