import APIGatewayV2
import AWSCore

/// A Lambda function that a row makes its integration call, and did not call so before.
struct FunctionUse: Sendable, Equatable {
    var row: Int
    var integrationID: String
    var function: FunctionARN
    /// API Gateway calls the function as this role; then the function's policy does not decide.
    var role: String?
    /// Of the integration, in milliseconds.
    var timeout: Int?

    /// Nil for a plan that sends nothing, calls no function, or calls the one that was called before in the same way.
    init?(_ plan: RowPlan) {
        guard plan.outcome == .planned else { return nil }
        let before = plan.live
        let after = (before ?? Integration(id: plan.row.target.integrationID, values: [:])).applying(plan.row.update)
        guard let uri = after.string(.integrationURI).flatMap(LambdaURI.init) else { return nil }
        let role = after.role
        if let before, before.string(.integrationURI).flatMap(LambdaURI.init) == uri, before.role == role { return nil }
        row = plan.row.number
        integrationID = plan.row.target.integrationID
        function = uri.function
        self.role = role
        if case .integer(let milliseconds) = after.values[.timeoutInMillis] { timeout = milliseconds }
    }
}

/// `${stageVariables.name}` in a text.
enum StageVariables {
    /// The text with the values put in. A variable without a value stays as it is, and so no ARN comes out.
    static func filledIn(_ text: String, with values: [String: String]) -> String {
        values.reduce(text) { $0.replacing("${stageVariables.\($1.key)}", with: $1.value) }
    }
}

extension Integration {
    /// API Gateway takes the word `null` for no role.
    var role: String? { string(.credentialsARN).flatMap { $0 == "null" ? nil : $0 } }

    fileprivate func string(_ member: Member) -> String? {
        if case .string(let text) = values[member], !text.isEmpty { text } else { nil }
    }
}
