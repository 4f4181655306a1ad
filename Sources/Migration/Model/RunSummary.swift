/// The rows of a run, counted.
public struct RunSummary: Sendable {
    public var outcomes: [Outcome: Int] = [:]
    public var failures: [FailureGroup] = []
    /// Rows that have not ended, whatever a plan says of them.
    public var openCount = 0

    public init(outcomes: [Outcome: Int] = [:], failures: [FailureGroup] = []) {
        self.outcomes = outcomes
        self.failures = failures
    }

    public var total: Int { outcomes.values.reduce(0, +) }

    public subscript(outcome: Outcome) -> Int { outcomes[outcome] ?? 0 }

    /// The rows whose outcome is of a kind.
    public func count(where isCounted: (Outcome) -> Bool) -> Int { outcomes.count(where: isCounted) }
}

/// Rows that ended for the same reason.
public struct FailureGroup: Sendable {
    public var outcome: Outcome
    public var code: String
    public var kind: String
    public var count: Int
    /// The first of them.
    public var exampleLine: Int
    public var exampleMessage: String

    public init(
        outcome: Outcome,
        code: String,
        kind: String,
        count: Int,
        exampleLine: Int,
        exampleMessage: String
    ) {
        self.outcome = outcome
        self.code = code
        self.kind = kind
        self.count = count
        self.exampleLine = exampleLine
        self.exampleMessage = exampleMessage
    }
}
