import AWSCore
import Testing

@Suite struct FunctionARNTests {
    @Test(arguments: [
        "arn:aws:lambda:us-east-1:111122223333:function:orders",
        "arn:aws:lambda:us-east-1:111122223333:function:orders:live",
        "arn:aws-cn:lambda:cn-north-1:111122223333:function:a:7",
        "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:a:$LATEST",
        "arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.fn}:${stageVariables.alias}",
    ])
    func anARNIsReadAndWrittenAsItWas(text: String) {
        #expect(FunctionARN(text)?.description == text)
    }

    @Test func itsPartsAreTold() {
        let function = FunctionARN("arn:aws:lambda:us-east-1:111122223333:function:orders:live")
        let parts = FunctionARN(
            partition: "aws",
            region: "us-east-1",
            accountID: "111122223333",
            name: "orders",
            qualifier: "live"
        )
        #expect(function == parts)
        #expect(function?.unqualified.description == "arn:aws:lambda:us-east-1:111122223333:function:orders")
    }

    @Test(arguments: [
        "", "orders", "https://example.com/", "arn:aws:lambda:us-east-1:111122223333:function",
        "arn:aws:lambda:us-east-1:111122223333:layer:a", "arn:aws:lambda::111122223333:function:a",
        "arn:aws:lambda:us-east-1:111122223333:function:a:b:c",
        "arn:aws:lambda:us-east-1:111122223333:function:a/invocations",
        "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/a/b/c",
    ])
    func everythingElseIsNone(text: String) {
        #expect(FunctionARN(text) == nil)
    }
}
