import APIGatewayV2
import Records
import Testing

@testable import Commands

struct UpdateIntegrationInputTests {
    private func input(_ json: String) throws -> UpdateIntegrationInput {
        guard case .object(let object) = try JSONValue(parsing: json) else { return UpdateIntegrationInput() }
        return UpdateIntegrationInput(object)
    }

    @Test func aValidInputIsAnUpdate() throws {
        let call = try input(
            """
            {"ApiId":"a","IntegrationId":"i","ConnectionType":"TELEPATHY","TimeoutInMillis":40000,
            "RequestParameters":{"x":""},"ResponseParameters":{"200":{}},"TlsConfig":{"ServerNameToVerify":"n"}}
            """
        ).checked()
        #expect(call.apiID == "a")
        #expect(call.integrationID == "i")
        #expect(
            JSONWriter().string(try call.update.body(before: nil))
                == #"{"connectionType":"TELEPATHY","requestParameters":{"x":""},"responseParameters":{"200":{}},"#
                + #""timeoutInMillis":40000,"tlsConfig":{"serverNameToVerify":"n"}}"#
        )
    }

    /// The reports of botocore 1.43.11 (`ParamValidator`) on the same parameters.
    @Test(arguments: [
        (#"{"ApiId":"a"}"#, #"Missing required parameter in input: "IntegrationId""#),
        (
            #"{"ApiId":5,"IntegrationId":"i"}"#,
            "Invalid type for parameter ApiId, value: 5, type: <class 'int'>, valid types: <class 'str'>"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","TimeoutInMillis":49}"#,
            "Invalid value for parameter TimeoutInMillis, value: 49, valid min value: 50"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","TimeoutInMillis":true}"#,
            "Invalid value for parameter TimeoutInMillis, value: True, valid min value: 50"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","TimeoutInMillis":60.0}"#,
            "Invalid type for parameter TimeoutInMillis, value: 60.0, type: <class 'float'>, valid types: <class 'int'>"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","Description":null}"#,
            "Invalid type for parameter Description, value: None, type: <class 'NoneType'>, valid types: <class 'str'>"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","TlsConfig":{"Port":"1"}}"#,
            #"Unknown parameter in TlsConfig: "Port", must be one of: ServerNameToVerify"#
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","RequestParameters":{"a":["x",1]}}"#,
            "Invalid type for parameter RequestParameters.a, value: ['x', 1], type: <class 'list'>, "
                + "valid types: <class 'str'>"
        ),
        (
            #"{"ApiId":"a","IntegrationId":"i","ResponseParameters":{"200":"x"}}"#,
            "Invalid type for parameter ResponseParameters.200, value: x, type: <class 'str'>, "
                + "valid types: <class 'dict'>"
        ),
    ])
    func problemsAreBotocores(json: String, problem: String) throws {
        let error = try #require(throws: InvalidInput.self) { try input(json).checked() }
        #expect(error.problems == [problem])
        #expect("\(error)" == "Parameter validation failed:\n\(problem)")
    }

    @Test func everyProblemIsReported() throws {
        let error = try #require(throws: InvalidInput.self) {
            try input(#"{"Foo":1,"Description":2,"ApiId":"a"}"#).checked()
        }
        #expect(error.problems.count == 3)
    }

    /// Paths of such segments name another resource once slashes and dots are collapsed; the CLI sends them.
    @Test(arguments: ["", ".", ".."])
    func anIDThatIsNoneIsRefused(id: String) throws {
        #expect(throws: InvalidInput.self) { try input(#"{"ApiId":"\#(id)","IntegrationId":"i"}"#).checked() }
    }

    /// Adding a member is one edit; this is what has to follow it.
    @Test func theSkeletonHasEveryMemberInTheModelsOrder() {
        let names = CallSkeleton.input.members.map(\.key)
        #expect(names == names.sorted())
        #expect(names.count == Member.allCases.count + 2)
    }
}
