import APIGatewayV2
import Testing

struct IntegrationUpdateTests {
    static let live = Integration(
        id: "abc1234",
        values: [
            .integrationType: .string("HTTP_PROXY"),
            .integrationURI: .string("https://a.example"),
            .timeoutInMillis: .integer(30000),
            .requestParameters: .map(["overwrite:path": "/a", "append:header.x": "1"]),
            .responseParameters: .statusMap(["404": ["overwrite:statuscode": "403", "append:header.y": "2"]]),
            .tlsConfig: .map(["serverNameToVerify": "a.example"]),
            .connectionID: .string(""),
        ]
    )

    typealias Change = IntegrationUpdate.Change

    static let holding: [MemberMap<Change>] = [
        [.integrationURI: .set(.string("https://a.example"))],
        [.timeoutInMillis: .set(.integer(30000)), .integrationType: .set(.string("HTTP_PROXY"))],
        // A map that is a part of the live one.
        [.requestParameters: .set(.map(["overwrite:path": "/a"]))],
        [.requestParameters: .set(.map(["append:header.gone": ""]))],
        [.responseParameters: .set(.statusMap(["404": ["append:header.y": "2"], "500": [:]]))],
        [.tlsConfig: .set(.map(["serverNameToVerify": "a.example"]))],
        // Cleared already: absent, and empty.
        [.description: .clear, .connectionID: .clear],
        [.description: .set(.string(""))],
        [.requestTemplates: .clear],
    ]

    @Test(arguments: holding)
    func anUpdateThatHoldsAlreadyHasNothingUnmet(changes: MemberMap<Change>) {
        #expect(IntegrationUpdate(changes).unmetMembers(in: Self.live).isEmpty)
    }

    static let unmet: [(MemberMap<Change>, [Member])] = [
        ([.integrationURI: .set(.string("https://b.example"))], [Member.integrationURI]),
        (
            [.timeoutInMillis: .set(.integer(29999)), .description: .set(.string("x"))],
            [.description, .timeoutInMillis]
        ),
        ([.requestParameters: .set(.map(["overwrite:path": "/b", "append:header.x": "1"]))], [.requestParameters]),
        ([.requestParameters: .set(.map(["append:header.x": ""]))], [.requestParameters]),
        ([.requestParameters: .clear], [.requestParameters]),
        ([.responseParameters: .set(.statusMap(["404": [:]]))], [.responseParameters]),
        ([.responseParameters: .set(.statusMap(["404": ["append:header.y": "3"]]))], [.responseParameters]),
        ([.responseParameters: .set(.statusMap(["500": ["append:header.y": "2"]]))], [.responseParameters]),
        ([.tlsConfig: .clear], [.tlsConfig]),
        ([.tlsConfig: .set(.map([:]))], [.tlsConfig]),
        ([.requestTemplates: .set(.map(["$default": "{}"]))], [.requestTemplates]),
    ]

    @Test(arguments: unmet)
    func whatDoesNotHoldIsNamedInTheOrderOfTheModel(changes: MemberMap<Change>, unmet: [Member]) {
        #expect(IntegrationUpdate(changes).unmetMembers(in: Self.live) == unmet)
    }

    @Test func applyingMergesAsTheServiceDoes() {
        let update = IntegrationUpdate([
            .integrationURI: .set(.string("https://b.example")),
            .requestParameters: .set(.map(["append:header.x": "", "append:header.z": "3"])),
            .responseParameters: .set(
                .statusMap(["404": ["append:header.y": "9"], "500": ["overwrite:statuscode": "502"]])
            ),
            .tlsConfig: .clear,
            .requestTemplates: .set(.map(["a": "t", "b": ""])),
        ])
        let after = Self.live.applying(update)
        #expect(after.values[.integrationURI] == .string("https://b.example"))
        #expect(after.values[.requestParameters] == .map(["overwrite:path": "/a", "append:header.z": "3"]))
        #expect(
            after.values[.responseParameters]
                == .statusMap([
                    "404": ["overwrite:statuscode": "403", "append:header.y": "9"],
                    "500": ["overwrite:statuscode": "502"],
                ])
        )
        #expect(after.values[.tlsConfig] == nil)
        #expect(after.values[.requestTemplates] == .map(["a": "t"]))
        #expect(after.values[.timeoutInMillis] == .integer(30000))
        #expect(update.unmetMembers(in: after).isEmpty)
    }

    @Test func applyingARemovalLeavesNoEmptyMapBehind() {
        let update = IntegrationUpdate([
            .requestParameters: .set(.map(["overwrite:path": "", "append:header.x": ""])),
            .responseParameters: .set(.statusMap(["404": [:]])),
        ])
        let after = Self.live.applying(update)
        #expect(after.values[.requestParameters] == nil)
        #expect(after.values[.responseParameters] == nil)
    }
}
