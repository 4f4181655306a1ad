import Lambda
import Testing

/// The rules of IAM (Policy evaluation logic; JSON policy elements; Condition operators), one by one.
@Suite struct PolicyRuleTests {
    @Test(arguments: principals + actions + resources)
    func whoMayDoWhatToWhich(row: PolicyCase) throws {
        #expect(try row.found() == row.answer)
    }

    private static let principals: [PolicyCase] = [
        PolicyCase("no statement", answer: "no"),
        PolicyCase("the service", statement(), answer: "yes s"),
        PolicyCase(
            "a list of services",
            statement(principal: #""Principal":{"Service":["events.amazonaws.com","apigateway.amazonaws.com"]}"#),
            answer: "yes s"
        ),
        PolicyCase("everybody", statement(principal: #""Principal":"*""#), answer: "yes s"),
        PolicyCase("every account", statement(principal: #""Principal":{"AWS":"*"}"#), answer: "yes s"),
        PolicyCase("every account in a list", statement(principal: #""Principal":{"AWS":["*"]}"#), answer: "yes s"),
        PolicyCase(
            "another service",
            statement(principal: #""Principal":{"Service":"events.amazonaws.com"}"#),
            answer: "no"
        ),
        PolicyCase(
            "the API's own account",
            statement(principal: #""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#),
            answer: "no"
        ),
        PolicyCase(
            "the service's name as an account",
            statement(principal: #""Principal":{"AWS":"apigateway.amazonaws.com"}"#),
            answer: "no"
        ),
        PolicyCase(
            "another spelling of the service",
            statement(principal: #""Principal":{"Service":"apigateway.amazonaws.com.cn"}"#),
            answer: "cannot tell s"
        ),
        PolicyCase(
            "everybody but one",
            statement(principal: #""NotPrincipal":{"AWS":"arn:aws:iam::444455556666:root"}"#),
            answer: "cannot tell s"
        ),
        PolicyCase("no principal", statement(principal: ""), answer: "cannot tell s"),
    ]

    private static let actions: [PolicyCase] = [
        PolicyCase("any action of Lambda", statement(action: #""Action":"lambda:*""#), answer: "yes s"),
        PolicyCase("any action", statement(action: #""Action":"*""#), answer: "yes s"),
        PolicyCase(
            "a list of actions",
            statement(action: #""Action":["lambda:GetFunction","lambda:InvokeFunction"]"#),
            answer: "yes s"
        ),
        PolicyCase("a beginning", statement(action: #""Action":"lambda:Invoke*""#), answer: "yes s"),
        PolicyCase("one character left open", statement(action: #""Action":"lambda:InvokeFunctio?""#), answer: "yes s"),
        PolicyCase("actions have no case", statement(action: #""Action":"LAMBDA:invokefunction""#), answer: "yes s"),
        PolicyCase("another action", statement(action: #""Action":"lambda:InvokeFunctionUrl""#), answer: "no"),
        PolicyCase("all but another action", statement(action: #""NotAction":"lambda:GetFunction""#), answer: "yes s"),
        PolicyCase("all but this action", statement(action: #""NotAction":["lambda:Invoke*"]"#), answer: "no"),
    ]

    private static let resources: [PolicyCase] = [
        PolicyCase("any resource", statement(resource: #""Resource":"*""#), answer: "yes s"),
        PolicyCase(
            "every qualifier",
            statement(resource: #""Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders:*""#),
            answer: "yes s"
        ),
        PolicyCase(
            "the function without its alias",
            statement(resource: #""Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders""#),
            answer: "no"
        ),
        PolicyCase(
            "an alias, but not the function itself",
            statement(),
            answer: "no",
            function: "arn:aws:lambda:us-east-1:111122223333:function:orders"
        ),
        PolicyCase(
            "another alias",
            statement(resource: #""Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders:blue""#),
            answer: "no"
        ),
        PolicyCase(
            "all but another resource",
            statement(resource: #""NotResource":"arn:aws:lambda:us-east-1:111122223333:function:users""#),
            answer: "yes s"
        ),
        PolicyCase("all but this resource", statement(resource: #""NotResource":"*:orders:live""#), answer: "no"),
        PolicyCase("no resource", statement(resource: ""), answer: "cannot tell s"),
    ]

    @Test(arguments: sources + otherConditions)
    func underWhichConditions(row: PolicyCase) throws {
        #expect(try row.found() == row.answer)
    }

    private static let sources: [PolicyCase] = [
        PolicyCase("no condition", statement(condition: nil), answer: "yes s"),
        PolicyCase(
            "another API",
            statement(condition: from("arn:aws:execute-api:us-east-1:111122223333:zzzzzzzzzz/*/*")),
            answer: "no"
        ),
        PolicyCase(
            "another region",
            statement(condition: from("arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/*/*")),
            answer: "no"
        ),
        PolicyCase(
            "another account",
            statement(condition: from("arn:aws:execute-api:us-east-1:444455556666:a1b2c3d4e5/*/*")),
            answer: "no"
        ),
        PolicyCase(
            "any account",
            statement(condition: from("arn:aws:execute-api:us-east-1:*:a1b2c3d4e5/*")),
            answer: "yes s"
        ),
        PolicyCase("everything behind the API", statement(condition: from(api("/*"))), answer: "yes s"),
        PolicyCase("a wildcard without a slash", statement(condition: from(api("*"))), answer: "yes s"),
        PolicyCase("the API alone", statement(condition: from(api(""))), answer: "no"),
        PolicyCase("the very route", statement(condition: from(api("/prod/GET/orders"))), answer: "yes s"),
        PolicyCase("another stage", statement(condition: from(api("/dev/GET/orders"))), answer: "no"),
        PolicyCase("another method", statement(condition: from(api("/*/POST/orders"))), answer: "no"),
        PolicyCase(
            "one stage of two",
            statement(condition: from(api("/prod/*"))),
            answer: "no",
            stages: ["prod", "dev"]
        ),
        PolicyCase(
            "one route of two",
            statement(condition: from(api("/*/GET/orders"))),
            answer: "no",
            routes: ["GET /orders", "POST /orders"]
        ),
        PolicyCase(
            "a statement for each stage",
            statement(id: "p", condition: from(api("/prod/*"))),
            statement(id: "d", condition: from(api("/dev/*"))),
            answer: "yes d",
            stages: ["prod", "dev"]
        ),
        PolicyCase(
            "three slashes reach no default route",
            statement(condition: from(api("/*/*/*"))),
            answer: "no",
            routes: ["$default"]
        ),
        PolicyCase(
            "the default route",
            statement(condition: from(api("/*/$default"))),
            answer: "yes s",
            stages: ["$default"],
            routes: ["$default"]
        ),
        PolicyCase(
            "a route of a WebSocket API",
            statement(condition: from(api("/*/$connect"))),
            answer: "yes s",
            routes: ["$connect"]
        ),
        PolicyCase(
            "a path with a variable",
            statement(condition: from(api("/*/*/orders/{id}"))),
            answer: "yes s",
            routes: ["ANY /orders/{id}"]
        ),
        PolicyCase(
            "any method",
            statement(condition: from(api("/*/*/orders"))),
            answer: "yes s",
            routes: ["ANY /orders"]
        ),
        PolicyCase(
            "one method of a route for any",
            statement(condition: from(api("/*/GET/orders"))),
            answer: "no",
            routes: ["ANY /orders"]
        ),
        PolicyCase(
            "the word ANY",
            statement(condition: from(api("/*/ANY/orders"))),
            answer: "cannot tell s",
            routes: ["ANY /orders"]
        ),
        PolicyCase("every route, whichever there are", statement(), answer: "yes s", stages: nil, routes: nil),
        PolicyCase(
            "some stage, not known which there are",
            statement(condition: from(api("/prod/*"))),
            answer: "cannot tell s",
            stages: nil
        ),
        PolicyCase(
            "some route, not known which there are",
            statement(condition: from(api("/*/GET/orders"))),
            answer: "cannot tell s",
            routes: nil
        ),
        PolicyCase(
            "another API, whichever routes there are",
            statement(condition: from("arn:aws:execute-api:us-east-1:111122223333:zz/*/*")),
            answer: "no",
            stages: nil,
            routes: nil
        ),
        PolicyCase(
            "no part of an ARN spans a colon",
            statement(condition: from("arn:aws:*:a1b2c3d4e5/*/*")),
            answer: "cannot tell s"
        ),
    ]

    private static let otherConditions: [PolicyCase] = [
        PolicyCase(
            "ArnEquals has wildcards too",
            statement(condition: from(api("/*/*"), "ArnEquals")),
            answer: "yes s"
        ),
        PolicyCase(
            "StringLike",
            statement(condition: from("*:a1b2c3d4e5/*", "StringLike", "aws:SourceArn")),
            answer: "yes s"
        ),
        PolicyCase(
            "StringEquals has no wildcards",
            statement(condition: from(api("/*/*"), "StringEquals")),
            answer: "no"
        ),
        PolicyCase(
            "StringEquals of the very ARN",
            statement(condition: from(api("/prod/GET/orders"), "StringEquals")),
            answer: "yes s"
        ),
        PolicyCase(
            "operators and keys have no case",
            statement(condition: from(api("/*/*"), "arnlike", "AWS:sourcearn")),
            answer: "yes s"
        ),
        PolicyCase("IfExists", statement(condition: from(api("/*/*"), "ArnLikeIfExists")), answer: "yes s"),
        PolicyCase(
            "the account",
            statement(condition: from("111122223333", "StringEquals", "AWS:SourceAccount")),
            answer: "yes s"
        ),
        PolicyCase(
            "another one's account",
            statement(condition: from("444455556666", "StringEquals", "aws:SourceAccount")),
            answer: "no"
        ),
        PolicyCase(
            "account and source must both fit",
            statement(
                condition:
                    #"{"StringEquals":{"AWS:SourceAccount":"444455556666"},"ArnLike":{"AWS:SourceArn":"\#(api("/*/*"))"}}"#
            ),
            answer: "no"
        ),
        PolicyCase(
            "one source of a list",
            statement(
                condition:
                    #"{"ArnLike":{"AWS:SourceArn":["arn:aws:execute-api:us-east-1:111122223333:zz/*","\#(api("/*"))"]}}"#
            ),
            answer: "yes s"
        ),
        PolicyCase(
            "an empty list fits nothing",
            statement(condition: #"{"ArnLike":{"AWS:SourceArn":[]}}"#),
            answer: "no"
        ),
        PolicyCase(
            "an organisation",
            statement(condition: from("o-1234567890", "StringEquals", "aws:PrincipalOrgID")),
            answer: "cannot tell s"
        ),
        PolicyCase("another operator", statement(condition: from(api("/*/*"), "ArnNotLike")), answer: "cannot tell s"),
        PolicyCase(
            "a policy variable",
            statement(condition: from("arn:aws:execute-api:us-east-1:${aws:PrincipalAccount}:a1b2c3d4e5/*")),
            answer: "cannot tell s"
        ),
        PolicyCase(
            "an unknown condition beside one that does not fit",
            statement(
                condition:
                    #"{"Bool":{"aws:SecureTransport":"true"},"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:111122223333:zz/*"}}"#
            ),
            answer: "no"
        ),
    ]

    @Test(arguments: [
        PolicyCase("a denial wins", statement(id: "a"), statement(id: "d", effect: "Deny"), answer: "no d"),
        PolicyCase(
            "a denial for somebody else",
            statement(id: "a"),
            statement(id: "d", effect: "Deny", principal: #""Principal":{"Service":"events.amazonaws.com"}"#),
            answer: "yes a"
        ),
        PolicyCase(
            "a denial of one stage",
            statement(id: "a"),
            statement(id: "d", effect: "Deny", condition: from(api("/dev/*"))),
            answer: "yes a"
        ),
        PolicyCase(
            "a denial of one stage of two",
            statement(id: "a"),
            statement(id: "d", effect: "Deny", condition: from(api("/dev/*"))),
            answer: "no d",
            stages: ["prod", "dev"]
        ),
        PolicyCase(
            "a denial that may apply",
            statement(id: "a"),
            statement(id: "d", effect: "Deny", condition: from("x", "StringNotEquals", "aws:PrincipalOrgID")),
            answer: "cannot tell d"
        ),
        PolicyCase(
            "a denial that may apply to nothing allowed",
            statement(id: "d", effect: "Deny", condition: from("x", "StringNotEquals", "aws:PrincipalOrgID")),
            answer: "no"
        ),
        PolicyCase(
            "a sure statement beside an unsure one",
            statement(id: "u", condition: from("x", "Null", "aws:x")),
            statement(id: "a"),
            answer: "yes a"
        ),
        PolicyCase(
            "an unsure statement beside one that does not fit",
            statement(id: "u", condition: from("x", "Null", "aws:x")),
            statement(id: "n", action: #""Action":"s3:*""#),
            answer: "cannot tell u"
        ),
        PolicyCase(
            "one route refused, one in doubt",
            statement(id: "u", condition: from(api("/*/ANY/orders"))),
            answer: "no",
            routes: ["ANY /orders", "GET /users"]
        ),
    ])
    func whichStatementDecides(row: PolicyCase) throws {
        #expect(try row.found() == row.answer)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"Statement":[1]}"#, #"{"Statement":[{"Sid":"a"}]}"#, #"{"Statement":{"Effect":"Maybe"}}"#,
    ])
    func whatIsNoPolicyIsRefused(text: String) {
        #expect(throws: UnreadablePolicy.self) { try FunctionPolicy(parsing: text) }
    }

    @Test func aStatementNeedNotBeInAList() throws {
        let policy = try FunctionPolicy(parsing: #"{"Statement":\#(statement())}"#)
        #expect(policy.statements.map(\.id) == ["s"])
    }
}
