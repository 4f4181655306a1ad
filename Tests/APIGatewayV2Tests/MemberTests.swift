import APIGatewayV2
import Testing

struct MemberTests {
    @Test func thereAreTheSeventeenMembersOfTheModel() {
        #expect(
            Member.allCases.map(\.wireName) == [
                "connectionId", "connectionType", "contentHandlingStrategy", "credentialsArn", "description",
                "integrationMethod", "integrationSubtype", "integrationType", "integrationUri", "passthroughBehavior",
                "payloadFormatVersion", "requestParameters", "requestTemplates", "responseParameters",
                "templateSelectionExpression", "timeoutInMillis", "tlsConfig",
            ]
        )
        #expect(Member.allCases.sorted() == Member.allCases)
    }

    @Test(arguments: [
        "integration_uri", "integration-uri", "integrationUri", "IntegrationUri", "integrationURI", "INTEGRATION_URI",
        "integration uri", "integrationuri", " integration_uri", "Integration URI\u{A0}", "\u{FEFF}integration_uri",
    ])
    func caseBlanksAndDashesOfANameDoNotMatter(name: String) {
        #expect(Member(anySpelling: name) == .integrationURI)
    }

    @Test(arguments: ["", "integration_url", "uri", "integration.uri", "intégration_uri"])
    func anotherNameIsNoSpelling(name: String) {
        #expect(Member(anySpelling: name) == nil)
    }

    @Test func columnNamesAreInSnakeCase() {
        #expect(Member.tlsConfig.columnName == "tls_config")
        #expect(Member.timeoutInMillis.columnName == "timeout_in_millis")
    }

    @Test func whatCanBeClearedIsWhatHasARequestForIt() {
        #expect(
            Member.allCases.filter(\.rule.isClearable) == [
                .connectionID, .credentialsARN, .description, .requestParameters, .requestTemplates,
                .responseParameters, .templateSelectionExpression, .tlsConfig,
            ]
        )
    }

    @Test(arguments: Member.allCases)
    func aMemberIsAMapWhenItsRuleSaysSo(member: Member) {
        let isMap =
            switch member.rule.kind {
            case .map, .statusMap, .structure: true
            case .string, .enumeration, .integer: false
            }
        #expect(member.isMap == isMap)
    }

    @Test func textsInMessagesAreCutAndHarmless() {
        #expect("\(Quoted("plain é"))" == "'plain é'")
        #expect("\(Quoted("a\n\t\u{1B}[31m\u{202E}"))" == #"'a\n\t\u{1B}[31m\u{202E}'"#)
        #expect("\(Quoted(String(repeating: "x", count: 81)))" == "'" + String(repeating: "x", count: 80) + "…'")
        #expect("\(Quoted(String(repeating: "x", count: 80)))" == "'" + String(repeating: "x", count: 80) + "'")
    }

    @Test(arguments: [
        (MemberValue.integer(50), "50"), (.string("a b"), #""a b""#),
        (.map(["overwrite:path": "/v2"]), "overwrite:path=/v2"),
        (.statusMap(["404": ["overwrite:statuscode": "403"]]), "404={overwrite:statuscode=403}"),
        (.map(["$default": "x"]), #"{"$default":"x"}"#), (.map([:]), "{}"),
    ])
    func messagesShowValuesAsTheyAreTyped(value: MemberValue, text: String) {
        #expect(value.shown == text)
    }
}
