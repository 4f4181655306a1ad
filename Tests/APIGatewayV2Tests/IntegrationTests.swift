import APIGatewayV2
import AWSCore
import Records
import Testing

struct IntegrationTests {
    @Test func anAnswerIsReadWithNullsAndUnknownMembersLeftOut() throws {
        let answer = """
            {"apiGatewayManaged":false,"connectionType":"INTERNET","credentialsArn":null,"integrationId":"abc1234",
             "integrationType":"AWS_PROXY","integrationUri":"arn:aws:lambda:us-east-1:123456789012:function:a",
             "newMember":{"x":[1,2]},"payloadFormatVersion":"2.0","requestParameters":{"overwrite:path":"/a","b":null},
             "responseParameters":{"404":{"overwrite:statuscode":"403"}},"timeoutInMillis":30000,
             "tlsConfig":{"serverNameToVerify":"a.example"},"integrationResponseSelectionExpression":"$x"}
            """
        let integration = try Integration(json: JSONValue(parsing: answer))
        #expect(integration.id == "abc1234")
        #expect(
            integration.values == [
                .connectionType: .string("INTERNET"),
                .integrationType: .string("AWS_PROXY"),
                .integrationURI: .string("arn:aws:lambda:us-east-1:123456789012:function:a"),
                .payloadFormatVersion: .string("2.0"),
                .requestParameters: .map(["overwrite:path": "/a"]),
                .responseParameters: .statusMap(["404": ["overwrite:statuscode": "403"]]),
                .timeoutInMillis: .integer(30000),
                .tlsConfig: .map(["serverNameToVerify": "a.example"]),
            ]
        )
    }

    @Test func valuesThatNoManifestMayHoldAreReadAllTheSame() throws {
        let json: JSONValue = ["integrationId": "i", "timeoutInMillis": 60000, "connectionType": "NEW_KIND"]
        let integration = try Integration(json: json)
        #expect(integration.values == [.timeoutInMillis: .integer(60000), .connectionType: .string("NEW_KIND")])
    }

    @Test(arguments: [
        (#"[]"#, "expected an object, found an array"),
        (#"{"timeoutInMillis":50}"#, "integrationId is missing"),
        (#"{"integrationId":null}"#, "integrationId is missing"),
        (#"{"integrationId":"i","timeoutInMillis":"50"}"#, "timeoutInMillis is a string"),
        (#"{"integrationId":"i","requestParameters":{"a":1}}"#, "requestParameters is an object"),
        (#"{"integrationId":"i","responseParameters":{"200":"x"}}"#, "responseParameters is an object"),
        (#"{"integrationId":"i","description":false}"#, "description is a boolean"),
    ])
    func anAnswerOfAnotherShapeIsUnreadable(text: String, problem: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: UnreadableAnswer(problem: problem)) { try Integration(json: json) }
    }

    @Test func theBeforeImageCanBeWrittenAndReadAgain() throws {
        let integration = Integration(
            id: "i",
            values: [
                .timeoutInMillis: .integer(50), .requestTemplates: .map(["$default": "x\"é"]),
                .responseParameters: .statusMap(["200": [:]]),
            ]
        )
        let text = JSONWriter().string(integration.json)
        #expect(
            text == #"{"requestTemplates":{"$default":"x\"é"},"responseParameters":{"200":{}},"#
                + #""timeoutInMillis":50,"integrationId":"i"}"#
        )
        #expect(try Integration(json: JSONValue(parsing: text)) == integration)
    }

    @Test func composedAndDecomposedCharactersAreDifferentValues() {
        let composed = MemberValue.string("\u{E9}")
        let decomposed = MemberValue.string("e\u{301}")
        #expect(composed != decomposed)
        let isMet = MemberValue.map(["overwrite:path": "\u{E9}"]).isMet(by: .map(["overwrite:path": "e\u{301}"]))
        #expect(isMet == false)
    }
}
