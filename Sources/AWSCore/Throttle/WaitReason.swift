/// What a request waits for before it leaves.
public enum WaitReason: Int, Sendable, CaseIterable {
    /// A token of its group.
    case quota
    /// A slot of the pool: too many requests of all groups are in flight.
    case slot
    /// The end of the pause after a throttle, …
    case throttle
    /// … after another write to the same thing, …
    case conflict
    /// … and after a failure of the network or of the server.
    case fault
    /// Credentials to sign with.
    case credentials
}
