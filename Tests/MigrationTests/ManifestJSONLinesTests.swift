import APIGatewayV2
import Migration
import Testing

struct ManifestJSONLinesTests {
    @Test func aLineIsARow() throws {
        let manifest = try ReadManifest(
            """
            {"api_id":"a1","integrationId":"i1","region":"eu-west-1","profile":null,"account_id":"012345678901","role_arn":null,\
            "timeout_in_millis":5000,"description":null,"request_parameters":{"overwrite:path":"/a"},\
            "request_parameters.append:header.x":"1","response_parameters.404":null,\
            "expect":{"timeoutInMillis":30000,"description":null,"tls_config.server_name_to_verify":"n"},\
            "expect.integration_uri":"https://a.example"}

            {"api_id":"a1","integration_id":"i2","request_parameters":"overwrite:path=/b"}
            """,
            format: .jsonl
        )
        #expect(manifest.messages == [])
        #expect(
            manifest.rows == [
                Row(
                    number: 1,
                    line: 1,
                    target: Target(region: "eu-west-1", apiID: "a1", integrationID: "i1"),
                    accountID: "012345678901",
                    update: IntegrationUpdate([
                        .timeoutInMillis: .set(.integer(5000)), .description: .clear,
                        .requestParameters: .set(.map(["overwrite:path": "/a", "append:header.x": "1"])),
                        .responseParameters: .set(.statusMap(["404": [:]])),
                    ]),
                    expectations: [
                        .timeoutInMillis: .equals(.integer(30000)), .description: .absent,
                        .tlsConfig: .keys(.map(["serverNameToVerify": "n"])),
                        .integrationURI: .equals(.string("https://a.example")),
                    ]
                ),
                Row(
                    number: 2,
                    line: 3,
                    target: Target(apiID: "a1", integrationID: "i2"),
                    update: IntegrationUpdate([.requestParameters: .set(.map(["overwrite:path": "/b"]))])
                ),
            ]
        )
    }

    @Test(arguments: [
        (
            #""timeout_in_millis":"5000""#,
            #"timeout_in_millis: '"5000"' is a string; allowed: an integer from 50 to 30000"#
        ),
        (#""timeout_in_millis":49"#, "timeout_in_millis: '49' is out of range"),
        (#""timeout_in_millis":null"#, "timeout_in_millis: 'null' has no meaning here; allowed: an integer"),
        (#""description":"<clear>""#, "description: '<clear>' is for cells; allowed in JSON Lines: null"),
        (#""description":7"#, "description: '7' is a number; allowed: a string of 0 to 1024 characters"),
        (
            #""description":"d","account_id":123456789012"#,
            "account_id: '123456789012' is not a string; allowed: 12 digits"
        ),
        (#""description":"d","apiId":"b""#, "apiId: means the same as api_id; allowed: one of them"),
        (#""description":"d","Description":"e""#, "Description: means the same as description"),
        (#""description":"d","nmae":"e""#, "nmae: unknown column; the nearest known one is "),
        (#""description":"d","":"e""#, "a column has no name"),
        (
            #""description":"d","expect":"x""#,
            "expect: 'x' is not an object; allowed: members and their expected values"
        ),
        (#""description":"d","expect":{"foo":1}"#, "expect.foo: unknown column; the nearest known one is expect."),
        (
            #""description":"d","expect":{"api_id":"a"}"#,
            "expect.api_id: unknown column; the nearest known one is expect."
        ),
        (#""description":"d","expect":{"tls_config":1}"#, "expect.tls_config: '1' is a number; allowed: a structure"),
        (
            #""description":"d","expect":{"description":"x"},"expect.description":"y""#,
            "expect.description: means the same as expect.description"
        ),
        (
            #""request_parameters":{}"#,
            "request_parameters: '{}' is an empty map, which changes nothing; allowed: keys to set, or null"
        ),
        (
            #""request_parameters":{"overwrite:path":null}"#,
            "request_parameters: 'overwrite:path' has null as its value"
        ),
        (#""request_parameters.overwrite:path":5"#, "request_parameters.overwrite:path: '5' is not a string"),
        (#""request_parameters.foo:bar":"5""#, "request_parameters.foo:bar: 'foo:bar' is not a request parameter"),
        (
            #""response_parameters.404.overwrite:statuscode":null"#,
            "response_parameters.404.overwrite:statuscode: 'null' cannot be sent for one response parameter; "
                + "allowed: a value, or null in response_parameters.404"
        ),
        (
            #""response_parameters.404.overwrite:statuscode":"""#,
            "response_parameters.404.overwrite:statuscode: '' has 0 characters"
        ),
        (#""region":"us-east-1""#, "the row sets nothing"),
    ])
    func aBadMemberSaysWhatIsWrong(members: String, message: String) throws {
        let manifest = try ReadManifest.line(members)
        #expect(manifest.rows.isEmpty)
        #expect(manifest.problems.count == 1)
        let hasName =
            manifest.problems.first?.column != nil || message.hasPrefix("the row") || message.hasPrefix("a column")
        #expect(hasName && manifest.messages.first?.contains(message) == true, "\(manifest.messages)")
    }

    @Test(arguments: [
        (#"{"api_id":null,"description":"d"}"#, ["api_id", "integration_id"]),
        (#"{"api_id":"","integration_id":"i","description":"d"}"#, ["api_id"]),
        (#"{}"#, ["api_id", "integration_id", nil]),
    ])
    func missingIdsAreNamed(line: String, columns: [String?]) throws {
        #expect(try ReadManifest(line, format: .jsonl).problems.map(\.column) == columns)
    }

    @Test func passthroughMembersAreKeptAsTheyAre() throws {
        let members = #""description":"d","owner":"é","n":1.50,"deep":{"b":[1, null],"a":"x"},"off":null"#
        let manifest = try ReadManifest.line(members, passthrough: ["owner", "n", "deep", "off", "none"])
        #expect(manifest.rows.first?.passthrough == ["é", "1.50", #"{"b":[1,null],"a":"x"}"#, "null", ""])
    }

    @Test func linesThatAreNotObjectsAreReportedWithTheirPlace() throws {
        let deep = String(repeating: "[", count: 100_000)
        let manifest = try ReadManifest(
            """
            {"api_id":"a","api_id":"b"}
            [1]
            {"api_id":
            \(deep)
            {"api_id":"a","integration_id":"i","description":"d"}
            """,
            format: .jsonl
        )
        #expect(manifest.problems.map(\.line) == [1, 2, 3, 4])
        #expect(manifest.problems.allSatisfy { $0.character != nil })
        #expect(manifest.rows.map(\.number) == [5])
    }
}
