import APIGatewayV2
import Migration
import Testing

struct ManifestExpectationTests {
    struct Good: Sendable {
        var cells: KeyValuePairs<String, String>
        var expectations: MemberMap<Migration.Expectation>
    }

    static let goodOnes: [Good] = [
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
                "expect.response_parameters.404": "<clear>",
                "expect.response_parameters.500.overwrite:statuscode": "<clear>",
            ],
            expectations: [.responseParameters: .keys(.statusMap(["404": [:], "500": ["overwrite:statuscode": ""]]))]
        ),
        Good(
            cells: ["expect.tls_config.server_name_to_verify": "a"],
            expectations: [.tlsConfig: .keys(.map(["serverNameToVerify": "a"]))]
        ),
        Good(cells: ["expect.tls_config.server_name_to_verify": "<clear>"], expectations: [.tlsConfig: .absent]),
    ]

    @Test(arguments: goodOnes)
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

    struct Meeting: Sendable {
        var expectation: Migration.Expectation
        var live: MemberValue?
        var isMet: Bool

        init(_ expectation: Migration.Expectation, _ live: MemberValue?, _ isMet: Bool) {
            (self.expectation, self.live, self.isMet) = (expectation, live, isMet)
        }
    }

    static let meetings: [Meeting] = [
        Meeting(.absent, nil, true),
        Meeting(.absent, .string(""), true),
        Meeting(.absent, .map([:]), true),
        Meeting(.absent, .string("x"), false),
        Meeting(.absent, .integer(0), false),
        Meeting(.equals(.string("x")), .string("x"), true),
        Meeting(.equals(.string("x")), .string("y"), false),
        Meeting(.equals(.string("x")), nil, false),
        Meeting(.equals(.string("")), nil, true),
        Meeting(.equals(.string("")), .string("x"), false),
        Meeting(.equals(.integer(50)), .integer(50), true),
        Meeting(.equals(.integer(50)), nil, false),
        Meeting(.equals(.map(["a": "1"])), .map(["a": "1"]), true),
        Meeting(.equals(.map(["a": "1"])), .map(["a": "1", "b": "2"]), false),
        Meeting(.equals(.map(["a": "1", "b": ""])), .map(["a": "1"]), true),
        Meeting(.keys(.map(["a": "1"])), .map(["a": "1", "b": "2"]), true),
        Meeting(.keys(.map(["a": "1"])), .map(["a": "2"]), false),
        Meeting(.keys(.map(["a": ""])), .map(["b": "2"]), true),
        Meeting(.keys(.map(["a": ""])), nil, true),
        Meeting(.keys(.map(["a": "1"])), nil, false),
        Meeting(.keys(.statusMap(["404": [:]])), .statusMap(["500": ["overwrite:statuscode": "1"]]), true),
        Meeting(.keys(.statusMap(["404": [:]])), .statusMap(["404": ["overwrite:statuscode": "1"]]), false),
    ]

    @Test(arguments: meetings)
    func anExpectationIsMetByTheLiveValueItDescribes(meeting: Meeting) {
        #expect(meeting.expectation.isMet(by: meeting.live) == meeting.isMet)
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
