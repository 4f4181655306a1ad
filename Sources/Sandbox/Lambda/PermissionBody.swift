import Foundation

/// The body of `AddPermission`.
struct PermissionBody: Decodable {
    var statementID: String
    private var action: String
    private var principal: String
    private var sourceARN: String?
    private var sourceAccount: String?
    private var organization: String?
    var revisionID: String?

    private enum CodingKeys: String, CodingKey {
        case statementID = "StatementId"
        case action = "Action"
        case principal = "Principal"
        case sourceARN = "SourceArn"
        case sourceAccount = "SourceAccount"
        case organization = "PrincipalOrgID"
        case revisionID = "RevisionId"
    }

    /// - Throws: `InvalidParameterValueException` when a member is missing or has another form.
    static func decode(_ bytes: [UInt8]) throws(ServiceError) -> PermissionBody {
        let body: PermissionBody
        do {
            body = try JSONDecoder().decode(PermissionBody.self, from: Data(bytes))
        } catch {
            throw invalid("StatementId, Action and Principal are needed, as strings")
        }
        guard (1...100).contains(body.statementID.utf8.count), RoleARN.isWord(body.statementID, or: "-") else {
            throw invalid(
                "Value '\(body.statementID)' at 'statementId' must match ([a-zA-Z0-9-_]+) and have 1 to 100 characters"
            )
        }
        guard body.action == "*" || body.action.hasPrefix("lambda:") else {
            throw invalid("Value '\(body.action)' at 'action' must match (lambda:[*]|lambda:[a-zA-Z]+|[*])")
        }
        if let arn = body.sourceARN, !arn.hasPrefix("arn:") || arn.split(separator: ":").count < 4 {
            throw invalid("Value '\(arn)' at 'sourceArn' is no ARN")
        }
        if let account = body.sourceAccount, !KeyRing.isAccount(account) {
            throw invalid("Value '\(account)' at 'sourceAccount' must match \\d{12}")
        }
        return body
    }

    private static func invalid(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "InvalidParameterValueException", message: message)
    }

    /// The statement as the policy holds it.
    func statement(on resource: String) -> SandboxStatement {
        var condition: [String: [String: SandboxStatement.Texts]] = [:]
        if let sourceAccount { condition["StringEquals", default: [:]]["AWS:SourceAccount"] = .init([sourceAccount]) }
        if let organization { condition["StringEquals", default: [:]]["aws:PrincipalOrgID"] = .init([organization]) }
        if let sourceARN { condition["ArnLike"] = ["AWS:SourceArn": .init([sourceARN])] }
        return SandboxStatement(
            sid: statementID,
            effect: "Allow",
            principal: storedPrincipal,
            action: .init([action]),
            resource: .init([resource]),
            condition: condition.isEmpty ? nil : condition
        )
    }

    private var storedPrincipal: SandboxStatement.Principal {
        if principal == "*" { return .everybody }
        if KeyRing.isAccount(principal) { return .kinds(["AWS": .init(["arn:aws:iam::\(principal):root"])]) }
        return .kinds([principal.hasPrefix("arn:") ? "AWS" : "Service": .init([principal])])
    }
}
