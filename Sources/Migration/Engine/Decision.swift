import APIGatewayV2

/// What is to be done with a row, given the live state. Pure.
enum Decision {
    /// Nothing to send: the row has ended.
    case end(Outcome, RowError?)
    /// What the service may refuse is sent all the same, and is for a warning.
    case send(doubts: [ProtocolViolation])

    /// - Parameters:
    ///   - live: the integration as it was just read, `nil` when the API has none of that id.
    ///   - protocolType: `nil` when unknown, or when the row does not depend on it.
    init(_ laneRow: LaneRow, live: Integration?, protocolType: ProtocolType?) {
        let row = laneRow.row
        guard let live else {
            let message = "API \(row.target.apiID) has no integration \(row.target.integrationID)"
            self = .end(.failed, RowError(code: "NotFoundException", message: message, kind: "integration not found"))
            return
        }
        if row.update.unmetMembers(in: live).isEmpty {
            // An ambiguous row whose values hold was applied before the crash.
            self = .end(laneRow.isAmbiguous ? .updated : .unchanged, nil)
            return
        }
        let drifted = row.expectations.keys.sorted().filter {
            row.expectations[$0]?.isMet(by: live.values[$0]) == false
        }
        if let member = drifted.first {
            let found = live.values[member]?.shown ?? "nothing"
            let message = "\(member.columnName) is \(found), not what the row expects"
            self = .end(.drifted, RowError(code: "Drifted", message: message, kind: "the live value has drifted"))
            return
        }
        let violations = protocolType.map { row.update.violations(on: $0, before: live) } ?? []
        if let violation = violations.first(where: \.isKnown) {
            self = .end(
                .failed,
                RowError(code: "InvalidForProtocol", message: "\(violation)", kind: "not allowed on this kind of API")
            )
            return
        }
        self = .send(doubts: violations)
    }
}
