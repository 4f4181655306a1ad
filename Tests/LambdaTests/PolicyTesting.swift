import AWSCore
import Lambda

/// A policy, the question, and `yes`, `no` or `cannot tell`, with the id of the statement that decides.
struct PolicyCase: Sendable, CustomStringConvertible {
    var name: String
    var statements: [String]
    var answer: String
    var stages: [String]? = ["prod"]
    var routes: [String]? = ["GET /orders"]
    var function = "arn:aws:lambda:us-east-1:111122223333:function:orders:live"

    init(
        _ name: String,
        _ statements: String...,
        answer: String,
        stages: [String]? = ["prod"],
        routes: [String]? = ["GET /orders"],
        function: String = "arn:aws:lambda:us-east-1:111122223333:function:orders:live"
    ) {
        self.name = name
        self.statements = statements
        self.answer = answer
        self.stages = stages
        self.routes = routes
        self.function = function
    }

    var description: String { name }

    func found() throws -> String {
        let policy = try FunctionPolicy(
            parsing: #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        )
        let source = InvocationSource(
            partition: "aws",
            region: "us-east-1",
            accountID: "111122223333",
            apiID: "a1b2c3d4e5",
            stages: stages,
            routeKeys: routes
        )
        guard let function = FunctionARN(function) else { return "no function" }
        let answer = policy.answer(for: source, to: function)
        let word =
            switch answer {
            case .yes: "yes"
            case .no: "no"
            case .cannotTell: "cannot tell"
            }
        return [word, answer.statement?.id].compactMap(\.self).joined(separator: " ")
    }
}

/// A statement with the id `s` that lets every stage and route of the API in, with some of it written differently.
func statement(
    id: String = "s",
    effect: String = "Allow",
    principal: String = #""Principal":{"Service":"apigateway.amazonaws.com"}"#,
    action: String = #""Action":"lambda:InvokeFunction""#,
    resource: String = #""Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders:live""#,
    condition: String? = #"{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/*"}}"#
) -> String {
    let parts = [
        #""Sid":"\#(id)""#, #""Effect":"\#(effect)""#, principal, action, resource,
        condition.map { #""Condition":\#($0)"# },
    ]
    return "{" + parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ",") + "}"
}

/// The condition of such a statement with another source.
func from(_ source: String, _ operator: String = "ArnLike", _ key: String = "AWS:SourceArn") -> String {
    #"{"\#(`operator`)":{"\#(key)":"\#(source)"}}"#
}

/// The ARN of the API with what comes behind its id.
func api(_ rest: String) -> String { "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5" + rest }
