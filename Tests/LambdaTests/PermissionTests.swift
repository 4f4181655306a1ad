import AWSCore
import Lambda
import Testing

@Suite struct PermissionTests {
    private let source = InvocationSource(
        partition: "aws",
        region: "us-east-1",
        accountID: "111122223333",
        apiID: "a1b2c3d4e5"
    )

    @Test func thePermissionThatIsGivenLetsTheAPIIn() throws {
        let function = try #require(FunctionARN("arn:aws:lambda:us-east-1:111122223333:function:orders:live"))
        let permission = Permission(for: source, to: function)
        #expect(permission.statementID == "apigw-migrate-a1b2c3d4e5")
        let policy = try FunctionPolicy(
            parsing:
                #"{"Statement":[\#(statement(id: permission.statementID, condition: from(permission.sourceARN)))]}"#
        )
        #expect(policy.answer(for: source, to: function).isYes)
        #expect(policy.answer(for: source, to: function.unqualified) == .no(nil, request: "any route in any stage"))
    }

    /// The form is that in which `GetPolicy` gives back what `AddPermission` made.
    @Test func itsSizeIsThatOfAStatementAsLambdaWritesIt() throws {
        let function = try #require(FunctionARN("arn:aws:lambda:us-east-1:111122223333:function:orders:live"))
        let stored = #"""
            {"Sid":"apigw-migrate-a1b2c3d4e5","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders:live","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/*"}}}
            """#
        #expect(Permission(for: source, to: function).size == stored.utf8.count + 1)
    }

    @Test(arguments: [
        (
            "arn:aws:lambda:us-east-1:111122223333:function:orders:live", String?.some("prod"),
            "aws lambda add-permission --function-name arn:aws:lambda:us-east-1:111122223333:function:orders --qualifier live "
                + "--statement-id apigw-migrate-a1b2c3d4e5 --action lambda:InvokeFunction --principal apigateway.amazonaws.com "
                + "--source-arn 'arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/*' --region us-east-1 --profile prod"
        ),
        (
            "arn:aws:lambda:eu-west-1:444455556666:function:orders", nil,
            "aws lambda add-permission --function-name arn:aws:lambda:eu-west-1:444455556666:function:orders "
                + "--statement-id apigw-migrate-a1b2c3d4e5 --action lambda:InvokeFunction --principal apigateway.amazonaws.com "
                + "--source-arn 'arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/*/*' --region eu-west-1"
        ),
    ])
    func theCommandCanBePasted(function: String, profile: String?, command: String) throws {
        #expect(Permission(for: source, to: try #require(FunctionARN(function))).command(profile: profile) == command)
    }
}
