/// What is recorded when a row ends.
struct RowEnd: Sendable {
    var outcome: Outcome
    var httpStatus: Int?
    var error: RowError?
    var requestID: String?
    var attempts = 0
    /// Seconds since 1970.
    var startedAt: Double
    var endedAt: Double
    /// JSON objects of the changed members.
    var before: String?
    var after: String?
}

/// Why a row failed or drifted.
struct RowError: Sendable, Equatable {
    /// The service's code, or one of ours: `NotApplied`, `InvalidForProtocol`, `WrongAccount`, `Drifted`…
    var code: String
    var message: String
    /// Without anything that differs from row to row.
    var kind: String
}
