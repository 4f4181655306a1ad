import Synchronization

/// A permit that was acquired before it is known which request spends it: the first one that is sent.
public final class HeldPermit: Sendable {
    private let gate: RequestGate
    private let permit: Mutex<RequestGate.Permit?>

    public init(_ permit: RequestGate.Permit, of gate: RequestGate) {
        self.gate = gate
        self.permit = Mutex(permit)
    }

    /// Whether it has been neither spent nor given back.
    public var isHeld: Bool { permit.withLock { $0 != nil } }

    /// Hands the permit out, once; `nil`: it has been spent or given back.
    public func take() -> RequestGate.Permit? { permit.withLock { $0.take() } }

    /// Gives slot and token back if nothing was sent with them. May be called any number of times.
    public func giveBack() {
        if let unused = take() { gate.release(unused, after: .unused) }
    }
}
