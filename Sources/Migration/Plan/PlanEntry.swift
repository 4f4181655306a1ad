import APIGatewayV2
import Crypto
import Foundation
import Records

/// What a plan keeps of one row.
struct PlanEntry: Sendable {
    var row: Int
    /// Seconds since 1970.
    var plannedAt: Double
    var outcome: Outcome
    var error: RowError?
    /// The live values of the members that the row changes or expects, as JSON.
    var values: String?
    /// JSON objects of the members that change.
    var before: String?
    var after: String?
    /// Stands for the row and these values: the plan's digest is made of all of them.
    var digest: Data

    init(_ plan: RowPlan, at time: Double) {
        let difference = plan.difference
        row = plan.row.number
        plannedAt = time
        outcome = plan.outcome
        error = plan.error
        values = plan.values
        before = difference?.before
        after = difference?.after
        digest = Self.digest(plan)
    }

    /// The same for the same target, update, expectations and values, however the manifest spells them.
    private static func digest(_ plan: RowPlan) -> Data {
        let row = plan.row
        let target = row.target
        let texts = [
            target.profile, target.roleARN, target.region, target.apiID, target.integrationID, row.accountID,
            plan.values,
        ]
        var members: [JSONValue] = texts.map { $0.map { JSONValue.string($0) } ?? .null }
        for (member, change) in row.update.changes {
            members.append(.string(member.wireName))
            if case .set(let value) = change { members.append(value.json) } else { members.append(.null) }
        }
        for (member, expectation) in row.expectations {
            members.append(.string("expect.\(member.wireName)"))
            switch expectation {
            case .equals(let value): members.append(value.json)
            case .keys(let value): members.append(.array([value.json]))
            case .absent: members.append(.null)
            }
        }
        return Data(SHA256.hash(data: JSONWriter().bytes(.array(members))))
    }
}

/// The plan that a run has, if it has one.
public struct PlanInfo: Sendable, Equatable {
    /// Hexadecimal: stands for the rows and the live values that they were compared with, and for nothing else.
    public var digest: String
    /// Seconds since 1970: of the values that were read first.
    public var plannedAt: Double
}
