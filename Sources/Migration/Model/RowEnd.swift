import APIGatewayV2
import AWSCore

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

extension RowError {
    init(_ error: AWSError) {
        let place = error.operation == "UpdateIntegration" ? "" : "\(error.operation): "
        self.init(code: error.code, message: place + error.message, kind: error.shortDescription)
    }

    init(_ error: UnreadableAnswer, operation: String) {
        self.init(code: "UnreadableAnswer", message: "\(operation): \(error.problem)", kind: error.shortDescription)
    }

    /// The service said 200, but a member is not what was sent.
    init(notApplied member: Member, wanted: IntegrationUpdate.Change?, live: MemberValue?) {
        let want =
            switch wanted {
            case .set(let value): value.shown
            case .clear, nil: "nothing"
            }
        let found = live?.shown ?? "nothing"
        self.init(
            code: "NotApplied",
            message: "\(member.columnName): sent \(want), the service answers \(found)",
            kind: "the update did not take effect"
        )
    }
}
