import APIGatewayV2
import Migration
import Testing

struct ManifestExpectationTests {
    struct Good: Sendable {
        var cells: KeyValuePairs<String, String>
        var expectations: [Member: Expectation]
    }

    @Test(arguments: [
        Good(cells: ["expect.timeout_in_millis": "30000"], expectations: [.timeoutInMillis: .equals(.integer(30000))]),
        Good(cells: ["Expect.TimeoutInMillis": "30000"], expectations: [.timeoutInMillis: .equals(.integer(30000))]),
        Good(cells: ["expect.integration_subtype": "<clear>"], expectations: [.integrationSubtype: .absent]),
        Good(cells: ["expect.request_parameters": "{}"], expectations: [.requestParameters: .absent]),
        Good(cells: ["expect.description": ""], expectations: [:]),
        Good(
            cells: ["expect.request_parameters": "overwrite:path=/a"],
            expectations: [.requestParameters: .equals(.map(["overwrite:path": "/a"]))]
        ),
        Good(
            cells: ["expect.request_parameters.overwrite:path": "/a", "expect.request_parameters.QueueUrl": "<clear>"],
            expectations: [.requestParameters: .keys(.map(["overwrite:path": "/a", "QueueUrl": ""]))]
        ),
        Good(
            cells: [
                "expect.response_parameters.404": "<clear>", "expect.response_parameters.500.overwrite:statuscode": "<clear>",
            ],
            expectations: [.responseParameters: .keys(.statusMap(["404": [:], "500": ["overwrite:statuscode": ""]]))]
        ),
        Good(
            cells: ["expect.tls_config.server_name_to_verify": "a"],
            expectations: [.tlsConfig: .keys(.map(["serverNameToVerify": "a"]))]
        ),
        Good(cells: ["expect.tls_config.server_name_to_verify": "<clear>"], expectations: [.tlsConfig: .absent]),
    ])
    func anExpectationIsAWholeValueOrKeysOrAbsence(good: Good) throws {
        let manifest = try ReadManifest.table(KeyValuePairs.with("description", "d", good.cells))
        #expect(manifest.messages == [])
        #expect(manifest.rows.first?.expectations == good.expectations)
        #expect(manifest.rows.first?.update.members == [.description])
    }

    @Test func anExpectationAloneIsNoUpdate() throws {
        let manifest = try ReadManifest.table(["description": "", "expect.timeout_in_millis": "50"])
        #expect(manifest.messages.first?.hasPrefix("m:2: the row sets nothing") == true)
    }

    @Test func anExpectedValueIsCheckedLikeOneToSet() throws {
        let manifest = try ReadManifest.table(["description": "d", "expect.timeout_in_millis": "49"])
        #expect(
            manifest.messages == [
                "m:2: expect.timeout_in_millis: '49' is out of range; allowed: an integer from 50 to 30000"
            ]
        )
    }

    @Test(arguments: [
        (Expectation.absent, nil, true), (.absent, .string(""), true), (.absent, .map([:]), true),
        (.absent, .string("x"), false), (.absent, .integer(0), false),
        (.equals(.string("x")), .string("x"), true), (.equals(.string("x")), .string("y"), false),
        (.equals(.string("x")), nil, false), (.equals(.string("")), nil, true), (.equals(.string("")), .string("x"), false),
        (.equals(.integer(50)), .integer(50), true), (.equals(.integer(50)), nil, false),
        (.equals(.map(["a": "1"])), .map(["a": "1"]), true), (.equals(.map(["a": "1"])), .map(["a": "1", "b": "2"]), false),
        (.equals(.map(["a": "1", "b": ""])), .map(["a": "1"]), true),
        (.keys(.map(["a": "1"])), .map(["a": "1", "b": "2"]), true), (.keys(.map(["a": "1"])), .map(["a": "2"]), false),
        (.keys(.map(["a": ""])), .map(["b": "2"]), true), (.keys(.map(["a": ""])), nil, true),
        (.keys(.map(["a": "1"])), nil, false),
        (.keys(.statusMap(["404": [:]])), .statusMap(["500": ["overwrite:statuscode": "1"]]), true),
        (.keys(.statusMap(["404": [:]])), .statusMap(["404": ["overwrite:statuscode": "1"]]), false),
    ] as [(Expectation, MemberValue?, Bool)])
    func anExpectationIsMetByTheLiveValueItDescribes(expectation: Expectation, live: MemberValue?, isMet: Bool) {
        #expect(expectation.isMet(by: live) == isMet)
    }
}

extension KeyValuePairs<String, String> {
    /// The pairs with one before them.
    fileprivate static func with(_ key: String, _ value: String, _ rest: Self) -> Self {
        switch rest.count {
        case 1: [key: value, rest[0].key: rest[0].value]
        default: [key: value, rest[0].key: rest[0].value, rest[1].key: rest[1].value]
        }
    }
}
