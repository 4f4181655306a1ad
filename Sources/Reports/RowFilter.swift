public import JMESPath
public import Migration

/// Chooses rows by a JMESPath expression on the objects that JSON reports have.
public struct RowFilter: Sendable {
    private let expression: JMESPathExpression

    public init(_ expression: JMESPathExpression) {
        self.expression = expression
    }

    /// - Throws: `JMESPathError` when the expression cannot be applied to the row: a function got a value of another type.
    func includes(_ row: ReportRow, of run: RunInfo) throws -> Bool {
        try expression.matches(row.json(passthroughNames: run.schema.passthrough))
    }
}

extension RunSummary {
    /// Counts the rows of a run that a filter chooses.
    ///
    /// - Throws: `CheckpointError`, `JMESPathError`.
    public init(of checkpoint: Checkpoint, _ filter: RowFilter) async throws {
        let info = try await checkpoint.info()
        let counted = Relay(FilteredCounts())
        try await checkpoint.forEachRow(nil) { record in
            guard try filter.includes(ReportRow(record, of: info), of: info) else { return }
            try counted.change { $0.add(record) }
        }
        self = try counted.change { RunSummary(outcomes: $0.outcomes, failures: $0.sortedFailures) }
    }
}

private struct FilteredCounts: Sendable {
    private struct Kind: Hashable {
        var outcome: Outcome
        var code: String
        var kind: String
    }

    var outcomes: [Outcome: Int] = [:]
    private var failures: [Kind: FailureGroup] = [:]

    var sortedFailures: [FailureGroup] {
        failures.values.sorted { ($1.count, $0.exampleLine) < ($0.count, $1.exampleLine) }
    }

    mutating func add(_ record: RowRecord) {
        outcomes[record.outcome, default: 0] += 1
        guard record.outcome.needsAttention, let code = record.errorCode else { return }
        let kind = Kind(outcome: record.outcome, code: code, kind: record.errorKind ?? "")
        let first = FailureGroup(
            outcome: kind.outcome,
            code: code,
            kind: kind.kind,
            count: 0,
            exampleLine: record.line,
            exampleMessage: record.errorMessage ?? ""
        )
        failures[kind, default: first].count += 1
    }
}
