import AWSCore
import Lambda
import Testing

/// Statements that stand beside those for API Gateway in real policies.
@Suite struct OtherCallersPolicyTests {
    private static let everybody = #""Principal":"*""#
    private static let viaURL = #"{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}"#

    @Test(arguments: rows)
    func whoElseMayCallSaysNothingOfTheAPI(row: PolicyCase) throws {
        #expect(try row.found() == row.answer)
    }

    private static let rows: [PolicyCase] = [
        PolicyCase(
            "a public URL of the function",
            statement(id: "FunctionURLAllowInvokeAction", principal: everybody, condition: viaURL),
            answer: "no"
        ),
        PolicyCase(
            "a public URL, and the API",
            statement(id: "url", principal: everybody, condition: viaURL),
            statement(),
            answer: "yes s"
        ),
        PolicyCase(
            "a public URL as it was written before",
            statement(
                id: "FunctionURLAllowPublicAccess",
                principal: everybody,
                action: #""Action":"lambda:InvokeFunctionUrl""#,
                condition: #"{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}"#
            ),
            answer: "no"
        ),
        PolicyCase(
            "everything but calls by the URL",
            statement(principal: everybody, condition: #"{"Bool":{"lambda:InvokedViaFunctionUrl":"false"}}"#),
            answer: "cannot tell s"
        ),
        PolicyCase(
            "the API's authorizer",
            statement(condition: from(api("/authorizers/abc123"))),
            answer: "no"
        ),
        PolicyCase(
            "a bucket",
            statement(
                principal: #""Principal":{"Service":"s3.amazonaws.com"}"#,
                condition:
                    #"{"StringEquals":{"AWS:SourceAccount":"111122223333"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}"#
            ),
            answer: "no"
        ),
        PolicyCase(
            "a service and an account",
            statement(
                principal: #""Principal":{"AWS":"arn:aws:iam::111122223333:root","Service":"apigateway.amazonaws.com"}"#
            ),
            answer: "yes s"
        ),
        PolicyCase(
            "the default route alone",
            statement(condition: from(api("/*/$default"))),
            answer: "no"
        ),
        PolicyCase(
            "the default route, which is the integration's",
            statement(condition: from(api("/*/$default"))),
            answer: "yes s",
            routes: ["$default"]
        ),
        PolicyCase(
            "a WebSocket route",
            statement(condition: from(api("/*/$connect"))),
            answer: "yes s",
            routes: ["$connect"]
        ),
        PolicyCase(
            "the back channel of a WebSocket API",
            statement(condition: from(api("/*/@connections/*"))),
            answer: "no",
            routes: ["$connect"]
        ),
        PolicyCase(
            "any of a set of sources",
            statement(condition: from(api("/*/*"), "ForAnyValue:ArnLike")),
            answer: "cannot tell s"
        ),
        PolicyCase(
            "an organization",
            statement(condition: #"{"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}}"#),
            answer: "cannot tell s"
        ),
        PolicyCase("no source is enough", statement(condition: #"{"ArnLike":{"AWS:SourceArn":[]}}"#), answer: "no"),
        PolicyCase(
            "a greedy route, as the console writes it",
            statement(condition: from(api("/*/*/{proxy+}"))),
            answer: "yes s",
            routes: ["ANY /{proxy+}"]
        ),
    ]

    @Test(arguments: [
        ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"),
    ])
    func otherPartitionsHaveTheirOwnARNs(partition: String, region: String) throws {
        let function = FunctionARN(partition: partition, region: region, accountID: "111122223333", name: "orders")
        let source = InvocationSource(
            partition: partition,
            region: region,
            accountID: "111122223333",
            apiID: "a1b2c3d4e5"
        )
        func policy(_ partition: String) throws -> FunctionPolicy {
            let statement = statement(
                resource: #""Resource":"\#(function)""#,
                condition: from("arn:\(partition):execute-api:\(region):111122223333:a1b2c3d4e5/*/*")
            )
            return try FunctionPolicy(parsing: #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#)
        }
        #expect(try policy(partition).answer(for: source, to: function).isYes)
        #expect(try policy("aws").answer(for: source, to: function).isNo)
        #expect(source.wildcardARN == "arn:\(partition):execute-api:\(region):111122223333:a1b2c3d4e5/*/*")
    }
}
