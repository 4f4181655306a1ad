import APIGatewayV2
import AWSCore
import Testing

@Suite struct LambdaURITests {
    static let arn = "arn:aws:lambda:us-east-1:123456789012:function:orders-list"
    static func invocation(_ arn: String, region: String = "us-east-1") -> String {
        "arn:aws:apigateway:\(region):lambda:path/2015-03-31/functions/\(arn)/invocations"
    }

    @Test(arguments: [
        arn, arn + ":live", arn + ":$LATEST", arn + ":7", invocation(arn), invocation(arn + ":live"),
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
        invocation("arn:aws-cn:lambda:cn-north-1:123456789012:function:a", region: "cn-north-1"),
        "arn:aws:lambda:${stageVariables.region}:${stageVariables.account}:function:${stageVariables.name}",
        invocation(arn + ":${stageVariables.alias}"),
        "arn:aws:apigateway:eu-west-1:lambda:path//2015-03-31/functions/\(arn)/invocations",
        "arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/\(arn)/response-streaming-invocations",
    ])
    func isWrittenAsItWasRead(text: String) throws {
        #expect(try #require(LambdaURI(text)).text == text)
    }

    @Test func bothSpellingsHaveTheSameParts() throws {
        for text in [Self.arn + ":live", Self.invocation(Self.arn + ":live")] {
            let uri = try #require(LambdaURI(text))
            #expect(uri.function.partition == "aws")
            #expect(uri.function.region == "us-east-1")
            #expect(uri.function.accountID == "123456789012")
            #expect(uri.function.name == "orders-list")
            #expect(uri.function.qualifier == "live")
        }
    }

    @Test(arguments: [
        "", "https://example.com", "arn:aws:lambda", "arn:aws:lambda:us-east-1:123456789012:layer:a",
        "arn:aws:lambda:us-east-1:123456789012:function:", "arn:aws:lambda:us-east-1:123456789012:function:a:b:c",
        "arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue", "arn:aws:sqs:us-east-1:123456789012:queue",
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${stageVariables.arn}/invocations",
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions//invocations",
        "arn:aws:apigateway:us-east-1:lambda:path/functions/",
    ])
    func otherTextsNameNoFunction(text: String) {
        #expect(LambdaURI(text) == nil)
    }

    @Test func twoSpellingsOfOneFunctionAreEqualAndQualifiersTellApart() throws {
        #expect(LambdaURI(Self.arn) == LambdaURI(Self.invocation(Self.arn)))
        #expect(LambdaURI(Self.arn) == LambdaURI(Self.invocation(Self.arn, region: "eu-west-1")))
        #expect(LambdaURI(Self.arn) != LambdaURI(Self.arn + ":live"))
        #expect(Set([LambdaURI(Self.arn), LambdaURI(Self.invocation(Self.arn))]).count == 1)
    }

    @Test func theRegionOfTheServiceGoesAlongWhereItWasTheFunctions() throws {
        var uri = try #require(LambdaURI(Self.invocation(Self.arn)))
        uri.move(toRegion: "eu-west-1")
        let moved = "arn:aws:lambda:eu-west-1:123456789012:function:orders-list"
        #expect(uri.text == Self.invocation(moved, region: "eu-west-1"))
        var other = try #require(LambdaURI(Self.invocation(Self.arn, region: "us-west-2")))
        other.move(toRegion: "eu-west-1")
        #expect(other.text == Self.invocation(moved, region: "us-west-2"))
    }

    @Test func anotherSpellingOfTheWantedFunctionNeedsNoUpdate() {
        let live = Integration(id: "a", values: [.integrationURI: .string(Self.invocation(Self.arn))])
        let update = IntegrationUpdate([.integrationURI: .set(.string(Self.arn))])
        #expect(update.unmetMembers(in: live) == [])
        let other = IntegrationUpdate([.integrationURI: .set(.string(Self.arn + ":live"))])
        #expect(other.unmetMembers(in: live) == [.integrationURI])
        let description = IntegrationUpdate([.description: .set(.string(Self.arn))])
        let said = Integration(id: "a", values: [.description: .string(Self.invocation(Self.arn))])
        #expect(description.unmetMembers(in: said) == [.description])
    }
}
