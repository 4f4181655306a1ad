import APIGatewayV2
import AWSCore
import Records

/// Why a row failed or drifted.
struct RowError: Sendable, Equatable {
    /// The service's code, or one of ours: `NotApplied`, `InvalidForProtocol`, `WrongAccount`, `Drifted`…
    var code: String
    var message: String
    /// Without anything that differs from row to row.
    var kind: String
}

/// Errors that came back from the service.
extension RowError {
    init(_ error: AWSError) {
        let place = error.operation == "UpdateIntegration" ? "" : "\(error.operation): "
        self.init(code: error.code, message: place + error.message, kind: error.shortDescription)
    }

    init(_ error: UnreadableAnswer, operation: String) {
        self.init(code: "UnreadableAnswer", message: "\(operation): \(error.problem)", kind: error.shortDescription)
    }

    /// The service said 200, but a member is not what was sent.
    static func notApplied(_ member: Member, wanted: IntegrationUpdate.Change?, live: MemberValue?) -> RowError {
        let want =
            switch wanted {
            case .set(let value): value.shown
            case .clear, nil: "nothing"
            }
        let found = live?.shown ?? "nothing"
        return RowError(
            code: "NotApplied",
            message: "\(member.columnName): sent \(want), the service answers \(found)",
            kind: "the update did not take effect"
        )
    }
}

/// Errors that a row has before anything is sent.
extension RowError {
    static func notFound(_ target: Target) -> RowError {
        RowError(
            code: "NotFoundException",
            message: "API \(target.apiID) has no integration \(target.integrationID)",
            kind: "integration not found"
        )
    }

    static func invalid(_ violation: ProtocolViolation) -> RowError {
        RowError(code: "InvalidForProtocol", message: "\(violation)", kind: "not allowed on this kind of API")
    }

    static func needsRead(_ member: Member) -> RowError {
        RowError(
            code: "NotReadFirst",
            message: "\(member.columnName) cannot be cleared without reading it first",
            kind: "clearing a map needs a read"
        )
    }

    static func wrongAccount(wanted: String, owner: String?) -> RowError {
        RowError(
            code: "WrongAccount",
            message: "the row is meant for account \(wanted), "
                + "the credentials belong to \(owner ?? "an account that is not known")",
            kind: "credentials of another account"
        )
    }

    private static let drifted = "Drifted"

    static func drifted(_ member: Member, live: MemberValue?) -> RowError {
        RowError(
            code: drifted,
            message: "\(member.columnName) is \(live?.shown ?? "nothing"), not what the row expects",
            kind: "the live value has drifted"
        )
    }

    static func movedSincePlan(_ member: Member, planned: JSONValue?, live: MemberValue?) -> RowError {
        let before = planned.flatMap { member.value(unchecked: $0) }?.shown ?? "nothing"
        return RowError(
            code: drifted,
            message: "\(member.columnName) is \(live?.shown ?? "nothing"), it was \(before) when the run was planned",
            kind: "the live value has changed since the plan"
        )
    }

    static let notRestorableCode = "NotRestorable"

    static func notRestorable(_ members: [Member]) -> RowError {
        let names = members.map(\.columnName).joined(separator: ", ")
        return RowError(
            code: notRestorableCode,
            message: "\(names) was not set before, and no request unsets it; the other members are as they were",
            kind: "a member cannot be taken back"
        )
    }

    static let nothingToRestore = RowError(
        code: notRestorableCode,
        message: "the row was sent without reading first (--no-snapshot): its values from before are not known",
        kind: "no values from before"
    )

    static let notPlanned = RowError(
        code: "NotPlanned",
        message: "the plan does not send this row; plan again to see what it would do now",
        kind: "not in the plan"
    )
}
