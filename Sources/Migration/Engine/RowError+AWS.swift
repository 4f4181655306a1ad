import APIGatewayV2
import AWSCore

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
