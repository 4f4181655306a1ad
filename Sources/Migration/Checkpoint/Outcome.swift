/// How a row ended.
public enum Outcome: String, Sendable, CaseIterable {
    /// The update was sent and took effect.
    case updated
    /// The live values already held; nothing was sent.
    case unchanged
    /// The row could not be done; its error says why.
    case failed
    /// A live value was not the one that the row expected; nothing was sent.
    case drifted
    /// Left out on purpose.
    case skipped
    /// Not ended yet.
    case pending
}
