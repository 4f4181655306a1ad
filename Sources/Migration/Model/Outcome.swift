/// How a row ended, or where it stands until then.
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
    /// It was updated, and a rollback has restored the values from before.
    case putBack = "put_back"
    /// Compared with the live state: an update would be sent.
    case planned
    /// Not looked at yet.
    case pending
}

extension Outcome {
    /// The row has not ended: an update may still be sent for it.
    public var isOpen: Bool {
        switch self {
        case .planned, .pending: true
        case .updated, .unchanged, .failed, .drifted, .skipped, .putBack: false
        }
    }

    /// The row has ended and somebody has to look at it; the same command tries it again.
    public var needsAttention: Bool {
        switch self {
        case .failed, .drifted: true
        case .updated, .unchanged, .skipped, .putBack, .planned, .pending: false
        }
    }

    /// In the words of the summary.
    public var title: String {
        switch self {
        case .planned: "would update"
        case .putBack: "put back"
        case .updated, .unchanged, .failed, .drifted, .skipped, .pending: rawValue
        }
    }

    /// The outcomes that need attention, as the right side of SQL's `IN`.
    static let sqlNeedingAttention = sqlList(allCases.filter(\.needsAttention))

    /// - Parameter column: of a checkpoint; `nil` and words that this version does not know are none.
    init?(column: String?) {
        guard let column, let outcome = Outcome(rawValue: column) else { return nil }
        self = outcome
    }

    /// Outcomes as the right side of SQL's `IN`.
    static func sqlList(_ outcomes: some Collection<Outcome>) -> String {
        "(\(outcomes.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
    }
}

extension [Outcome: Int] {
    /// The rows whose outcome is of a kind: `counts.count(where: \.needsAttention)`.
    public func count(where isCounted: (Outcome) -> Bool) -> Int {
        reduce(0) { isCounted($1.key) ? $0 + $1.value : $0 }
    }
}
