import APIGatewayV2
import Testing

struct ProtocolRulesTests {
    typealias Change = IntegrationUpdate.Change

    static let lambda = Integration(id: "i", values: [.integrationType: .string("AWS_PROXY")])
    static let proxy = Integration(id: "i", values: [.integrationType: .string("HTTP_PROXY")])
    static let queue = UpdateBodyTests.queue
    static let mock = Integration(id: "i", values: [.integrationType: .string("MOCK")])

    struct Case: Sendable {
        var on: ProtocolType
        var before: Integration
        var changes: MemberMap<Change>
        var member: Member
        var problem: String
        var isKnown = true
    }

    @Test(arguments: [
        Case(
            on: .webSocket,
            before: lambda,
            changes: [.timeoutInMillis: .set(.integer(29001))],
            member: .timeoutInMillis,
            problem: "29001 is above a WebSocket API's ceiling; allowed: 50 to 29000"
        ),
        Case(
            on: .http,
            before: proxy,
            changes: [.integrationType: .set(.string("MOCK"))],
            member: .integrationType,
            problem: "MOCK is for WebSocket APIs; allowed on an HTTP API: AWS_PROXY, HTTP_PROXY"
        ),
        Case(
            on: .webSocket,
            before: lambda,
            changes: [.payloadFormatVersion: .set(.string("2.0"))],
            member: .payloadFormatVersion,
            problem: "2.0 is not supported on a WebSocket API; allowed: 1.0"
        ),
        Case(
            on: .http,
            before: proxy,
            changes: [.payloadFormatVersion: .set(.string("2.0"))],
            member: .payloadFormatVersion,
            problem: "2.0 is not supported with HTTP_PROXY; allowed: 1.0"
        ),
        Case(
            on: .http,
            before: queue,
            changes: [.payloadFormatVersion: .set(.string("2.0"))],
            member: .payloadFormatVersion,
            problem: "2.0 is not supported with SQS-SendMessage; allowed: 1.0"
        ),
        Case(
            on: .http,
            before: lambda,
            changes: [.payloadFormatVersion: .set(.string("3.0"))],
            member: .payloadFormatVersion,
            problem: "3.0 is not supported; allowed: 1.0, 2.0"
        ),
        Case(
            on: .webSocket,
            before: lambda,
            changes: [.tlsConfig: .set(.map(["serverNameToVerify": "a"]))],
            member: .tlsConfig,
            problem: "only an HTTP API has it, and this is a WebSocket API",
            isKnown: false
        ),
        Case(
            on: .http,
            before: lambda,
            changes: [.requestTemplates: .set(.map(["$default": "x"]))],
            member: .requestTemplates,
            problem: "only a WebSocket API has it, and this is an HTTP API",
            isKnown: false
        ),
        Case(
            on: .http,
            before: lambda,
            changes: [.requestParameters: .set(.map(["integration.request.header.a": "'b'"]))],
            member: .requestParameters,
            problem: "'integration.request.header.a' is not a request parameter of an integration without a subtype; "
                + "allowed: append|overwrite|remove:header.NAME or :querystring.NAME, overwrite:path"
        ),
        Case(
            on: .webSocket,
            before: lambda,
            changes: [.requestParameters: .set(.map(["overwrite:path": "/a"]))],
            member: .requestParameters,
            problem: "'overwrite:path' is not a request parameter of a WebSocket API; "
                + "allowed: integration.request.header|querystring|path.NAME",
            isKnown: false
        ),
    ])
    func whatTheServiceRefusesOrItsManualRulesOutIsAViolation(testCase: Case) {
        let update = IntegrationUpdate(testCase.changes)
        let found = update.violations(on: testCase.on, before: testCase.before)
        #expect(found.map(\.member) == [testCase.member])
        #expect(found.map(\.problem) == [testCase.problem])
        #expect(found.map(\.isKnown) == [testCase.isKnown])
        #expect(update.dependsOnProtocol)
    }

    static let acceptable: [(ProtocolType, Integration, MemberMap<Change>)] = [
        (ProtocolType.http, lambda, [.timeoutInMillis: .set(.integer(30000))]),
        (.webSocket, lambda, [.timeoutInMillis: .set(.integer(29000))]),
        (.webSocket, mock, [.integrationType: .set(.string("AWS"))]),
        (.http, lambda, [.payloadFormatVersion: .set(.string("2.0"))]),
        // The row itself changes the type to one that allows the version.
        (.http, proxy, [.payloadFormatVersion: .set(.string("2.0")), .integrationType: .set(.string("AWS_PROXY"))]),
        (.http, queue, [.requestParameters: .set(.map(["QueueUrl": "x"]))]),
        (.http, lambda, [.requestParameters: .set(.map(["overwrite:path": "/a", "remove:header.x": "''"]))]),
        (.webSocket, lambda, [.requestParameters: .set(.map(["integration.request.header.a": "'b'"]))]),
        // Used by real WebSocket APIs, whatever the manual says.
        (.webSocket, proxy, [.connectionID: .set(.string("v")), .connectionType: .set(.string("VPC_LINK"))]),
        (.http, lambda, [.contentHandlingStrategy: .clear, .requestTemplates: .clear]),
    ]

    @Test(arguments: acceptable)
    func whatItMayAcceptIsNot(on: ProtocolType, before: Integration, changes: MemberMap<Change>) {
        #expect(IntegrationUpdate(changes).violations(on: on, before: before).isEmpty)
    }

    @Test func whatIsLiveAlreadyIsNoViolation() {
        var odd = Self.lambda
        odd.values[.passthroughBehavior] = .string("NEVER")
        odd.values[.requestParameters] = .map(["odd": "1"])
        let update = IntegrationUpdate([
            .passthroughBehavior: .set(.string("WHEN_NO_MATCH")), .requestParameters: .set(.map(["odd": "2"])),
        ])
        #expect(update.violations(on: .http, before: odd).isEmpty)
    }

    @Test func allViolationsOfARowAreFoundInTheOrderOfTheModel() {
        let update = IntegrationUpdate([
            .timeoutInMillis: .set(.integer(30000)),
            .responseParameters: .set(.statusMap(["200": [:], "404": ["a": "b"]])),
            .integrationSubtype: .set(.string("SQS-SendMessage")),
        ])
        let found = update.violations(on: .webSocket, before: Self.lambda)
        #expect(found.map(\.member) == [.integrationSubtype, .responseParameters, .timeoutInMillis])
    }

    static let independent: [MemberMap<Change>] = [
        [.timeoutInMillis: .set(.integer(29000))],
        [.integrationURI: .set(.string("https://a.example")), .integrationType: .set(.string("HTTP_PROXY"))],
        [.payloadFormatVersion: .set(.string("1.0")), .description: .clear, .tlsConfig: .clear],
    ]

    @Test(arguments: independent)
    func mostUpdatesDoNotNeedToKnowTheProtocol(changes: MemberMap<Change>) {
        #expect(!IntegrationUpdate(changes).dependsOnProtocol)
    }
}
