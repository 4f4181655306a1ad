import APIGatewayV2
import Records
import Testing

/// Texts that go through an editor, a spreadsheet or a program on their way, and what can be told of them without a call.
@Suite struct MemberPlausibilityTests {
    static let function = "arn:aws:lambda:us-east-1:123456789012:function:orders"
    static let invocation = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations"

    @Test(arguments: [
        function, function + ":live", function + ":$LATEST", invocation,
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:a",
        "arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.name}",
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:us-east-1:${stageVariables.account}:function:a/invocations",
        "arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue", "arn:aws:apigateway:us-east-1:s3:path/bucket/{key}",
        "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem",
        "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-abc?stage=prod&deployed_version=green",
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2",
        "https://example.com/{proxy}", "http://example.com", "HTTPS://Example.com/a", "${stageVariables.url}/orders",
        "https://${stageVariables.host}/{proxy}",
    ])
    func whatAnIntegrationCanPointToIsAccepted(uri: String) throws {
        #expect(try Member.integrationURI.value(fromText: uri) == .string(uri))
    }

    @Test(arguments: [
        (" " + function, "has a space before it"), (function + " ", "has a space after it"),
        (function + "\u{A0}", "has a no-break space (U+00A0) after it"),
        ("\u{200B}" + function, "has a zero-width space (U+200B) before it"),
        ("\u{FEFF}" + function, "has a byte order mark (U+FEFF) before it"),
        (function + "\n", "has a line break after it"), (function + "\r\n", "has a line break after it"),
        ("https://example.com/a b", "has a space inside it"), ("https://exa\u{AD}mple.com", "(U+00AD) inside it"),
        ("https://example.com/\u{202E}a", "(U+202E) inside it"), (function + "\t", "has a tab after it"),
        ("None", "where there is no value"), ("nan", "where there is no value"), ("NaN", "where there is no value"),
        ("null", "where there is no value"), ("NULL", "where there is no value"), ("<NA>", "where there is no value"),
        ("#N/A", "where there is no value"), ("#REF!", "where there is no value"), ("undefined", "no value"),
        ("arn:aws:lambda:us-east-1:12345678901:function:a", "an account of 11 digits, not 12 (spreadsheets drop"),
        ("arn:aws:lambda:us-east-1:1234567890123:function:a", "an account of 13 digits, not 12"),
        ("arn:aws:lambda:us-east-1:1.23457E+11:function:a", "has '1.23457E+11' where an account of 12 digits stands"),
        ("arn:aws:lambda:us-east-1:ACCOUNT:function:a", "has 'ACCOUNT' where an account"),
        ("arn:aws:lambda:us-east-1::function:a", "names no account"),
        ("arn:aws:lambda:us-east-1:123456789012:orders", "names no function"),
        ("arn:aws:lambda:us-east-1:123456789012", "is not a whole ARN"), ("arn:", "is not a whole ARN"),
        ("arn:lambda:us-east-1:123456789012:function:a:1", "names no partition"),
        (
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                + "arn:aws:lambda:us-east-1:12345678901:function:a/invocations", "an account of 11 digits"
        ),
        ("orders-list", "is neither a URL nor an ARN"), ("example.com/orders", "is neither a URL nor an ARN"),
        ("\"\(function)\"", "is neither a URL nor an ARN"), ("htps://example.com", "is neither a URL nor an ARN"),
        ("file://uri.txt", "is neither a URL nor an ARN"), ("https://", "names no host"),
    ])
    func whatCanBeNoURIIsRefused(text: String, problem: String) {
        let error = #expect(throws: MemberError.self) { try Member.integrationURI.value(fromText: text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "nothing")")
        #expect(throws: MemberError.self) { try Member.integrationURI.value(fromJSON: .string(text)) }
    }

    @Test(arguments: ["arn:aws:iam::123456789012:role/r", "arn:aws:iam::*:user/*", "null", "${stageVariables.role}"])
    func whatCredentialsCanBeIsAccepted(text: String) throws {
        #expect(try Member.credentialsARN.value(fromText: text) == .string(text))
    }

    @Test(arguments: [
        (Member.credentialsARN, "arn:aws:iam::12345678901:role/r", "11 digits"), (.credentialsARN, "None", "no value"),
        (.credentialsARN, "arn:aws:iam::123456789012:role/r ", "a space after it"),
        (.credentialsARN, "r", "is not an ARN"),
        (.payloadFormatVersion, "2", "is not a version with two parts; allowed: 1.0, 2.0"),
        (.payloadFormatVersion, "2.0 ", "has a space after it; allowed: 1.0, 2.0"),
        (.payloadFormatVersion, "2,0", "is not a version"), (.payloadFormatVersion, "nan", "no value"),
        (.integrationMethod, "post", "is not in capitals; allowed: POST"),
        (.integrationMethod, "P OST", "a space inside"),
        (.integrationMethod, "GET,POST", "is not an HTTP method"), (.connectionID, "abc123\u{A0}", "U+00A0"),
        (.connectionID, "#N/A", "no value"), (.description, "NaN", "no value"), (.description, "#DIV/0!", "no value"),
        (.integrationSubtype, "SQS-SendMessage\n", "a line break after it"),
        (.templateSelectionExpression, "None", "no value"),
    ])
    func whatOtherMembersCannotHoldIsRefused(member: Member, text: String, problem: String) {
        let error = #expect(throws: MemberError.self) { try member.value(fromText: text) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "nothing")")
    }

    @Test func aPersonMayWriteTheWordNoneInADescription() throws {
        #expect(try Member.description.value(fromText: "None") == .string("None"))
        #expect(try Member.description.value(fromText: " two lines\nof text ") == .string(" two lines\nof text "))
    }

    @Test(arguments: ["file://map.json", "fileb://map.json", "map.json", "templates/a.vtl", "Map.YAML"])
    func aFileInPlaceOfAMapIsCalledOne(text: String) {
        let error = #expect(throws: MemberError.self) { try Member.requestTemplates.value(fromText: text) }
        #expect(error?.description.contains("names a file, and no file is read for a cell") == true)
    }

    @Test func aTablesNothingInAMapIsRefusedWithItsKey() {
        let map = MemberValue.map(["overwrite:header.x-stage": "nan"])
        let error = #expect(throws: MemberError.self) { try Member.requestParameters.checked(map) }
        #expect(error?.description.contains("(key 'overwrite:header.x-stage')") == true)
    }
}
