import Foundation
import Testing

@testable import Sandbox

/// What `UpdateIntegration` does, as AWS documents it or others observed it.
@Suite struct UpdateRulesTests {
    private static let http = SandboxAPI(apiID: "h", name: "http")
    private static let webSocket = SandboxAPI(apiID: "w", name: "chat", protocolType: "WEBSOCKET")

    private static var lambda: SandboxIntegration {
        var integration = SandboxIntegration(integrationID: "i", integrationURI: "arn:old").withDefaults(
            isWebSocket: false
        )
        integration.description = "before"
        integration.requestParameters = ["append:header.a": "1", "overwrite:path": "/p"]
        integration.responseParameters = ["200": ["append:header.x": "1"], "404": ["overwrite:statuscode": "200"]]
        integration.tlsConfig = .init(serverNameToVerify: "old.example")
        return integration
    }

    private static var queue: SandboxIntegration {
        var integration = SandboxIntegration(integrationID: "q").withDefaults(isWebSocket: false)
        integration.integrationSubtype = "SQS-SendMessage"
        integration.integrationMethod = nil
        integration.credentialsARN = "arn:aws:iam::1:role/r"
        integration.requestParameters = [
            "QueueUrl": "https://q", "MessageBody": "$request.body", "Region": "eu-west-1",
        ]
        return integration
    }

    private static var mock: SandboxIntegration {
        var integration = SandboxIntegration(integrationID: "m", integrationType: "MOCK").withDefaults(
            isWebSocket: true
        )
        integration.requestTemplates = ["$default": "{}", "text/plain": "x"]
        integration.templateSelectionExpression = "$request.body.kind"
        return integration
    }

    private func update(
        _ json: String,
        _ integration: SandboxIntegration = Self.lambda,
        of api: SandboxAPI = Self.http
    ) throws(ServiceError) -> SandboxIntegration {
        try UpdateRules(api: api, update: .decode(Array(json.utf8))).apply(to: integration)
    }

    @Test(arguments: [
        "{}", #"{"integrationUri":null,"requestParameters":null,"tlsConfig":null}"#, #"{"future":{"a":[1]}}"#,
    ])
    func absentNullAndUnknownMembersChangeNothing(_ json: String) throws {
        #expect(try update(json) == Self.lambda)
    }

    @Test func sentMembersReplaceOldValues() throws {
        let changed = try update(#"{"integrationUri":"arn:new","timeoutInMillis":50,"payloadFormatVersion":"2.0"}"#)
        var expected = Self.lambda
        expected.integrationURI = "arn:new"
        expected.timeoutInMillis = 50
        expected.payloadFormatVersion = "2.0"
        #expect(changed == expected)
    }

    @Test func mapsMergeKeyByKeyAndAnEmptyStringRemovesAKey() throws {
        let changed = try update(
            #"{"requestParameters":{"append:header.a":"","append:header.b":"2","remove:header.c":null}}"#
        )
        #expect(changed.requestParameters == ["append:header.b": "2", "overwrite:path": "/p"])
    }

    @Test func anEmptyMapRemovesAResponseStatus() throws {
        let changed = try update(#"{"responseParameters":{"200":{},"404":{"append:header.y":"2"}}}"#)
        #expect(changed.responseParameters == ["404": ["overwrite:statuscode": "200", "append:header.y": "2"]])
    }

    @Test func mapsWithoutKeysAreUnset() throws {
        let changed = try update(
            #"{"requestParameters":{"append:header.a":"","overwrite:path":""},"responseParameters":{"200":{},"404":{}}}"#
        )
        #expect(changed.requestParameters == nil)
        #expect(changed.responseParameters == nil)
    }

    @Test func emptyDescriptionAndTLSConfigClear() throws {
        let changed = try update(#"{"description":"","tlsConfig":{}}"#)
        #expect(changed.description == nil)
        #expect(changed.tlsConfig == nil)
    }

    @Test func templatesMergeOnAWebSocketAPI() throws {
        let changed = try update(
            #"{"requestTemplates":{"text/plain":"","a/b":"y"},"templateSelectionExpression":"","timeoutInMillis":29000}"#,
            Self.mock,
            of: Self.webSocket
        )
        #expect(changed.requestTemplates == ["$default": "{}", "a/b": "y"])
        #expect(changed.templateSelectionExpression == nil)
    }

    @Test func membersOfTheOtherProtocolHaveNoEffect() throws {
        #expect(try update(#"{"requestTemplates":{"a":"b"},"passthroughBehavior":"NEVER"}"#) == Self.lambda)
        let body = #"{"tlsConfig":{"serverNameToVerify":"a"},"responseParameters":{"200":{"append:header.a":"b"}}}"#
        #expect(try update(body, Self.mock, of: Self.webSocket) == Self.mock)
    }

    @Test func aSubtypeIsSentWithItsTypeSubtypeAndWholeMap() throws {
        let changed = try update(
            """
            {"integrationType":"AWS_PROXY","integrationSubtype":"SQS-SendMessage","description":"d",
             "requestParameters":{"QueueUrl":"https://new","MessageBody":"$request.body"}}
            """,
            Self.queue
        )
        #expect(changed.description == "d")
        #expect(changed.requestParameters == ["QueueUrl": "https://new", "MessageBody": "$request.body"])
    }

    static let incomplete =
        "Operation: SQS-SendMessage requires enabling passthrough, or defining all of the following parameters "
        + "[QueueUrl, MessageBody]"

    @Test(arguments: [
        (#"{"description":"d"}"#, incomplete),
        (#"{"integrationType":"AWS_PROXY","requestParameters":{"QueueUrl":"q","MessageBody":"b"}}"#, incomplete),
        (
            #"{"integrationType":"AWS_PROXY","integrationSubtype":"SQS-SendMessage","requestParameters":{"QueueUrl":"q"}}"#,
            incomplete
        ),
        (#"{"requestParameters":{"Region":""}}"#, "Mapping expression missing source or destination"),
        (
            """
            {"integrationType":"AWS_PROXY","integrationSubtype":"SQS-SendMessage",
             "requestParameters":{"QueueUrl":"q","MessageBody":"$bodyy"}}
            """,
            "Invalid selection expression specified: Validation Result: warnings : [], "
                + "errors : [Invalid source: $bodyy specified for destination: MessageBody]"
        ),
        (#"{"integrationSubtype":"SQS-Nothing"}"#, "Operation: SQS-Nothing is not supported."),
    ])
    func refusesUpdatesOfASubtypeThatLeaveSomethingOut(_ json: String, _ message: String) {
        #expect(throws: ServiceError.badRequest(message)) { try update(json, Self.queue) }
    }

    @Test(arguments: [
        (#"{"timeoutInMillis":49}"#, "Timeout should be between 50 ms and 30000 ms"),
        (#"{"timeoutInMillis":30001}"#, "Timeout should be between 50 ms and 30000 ms"),
        (
            #"{"integrationType":"MOCK"}"#,
            "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations "
                + "(AWS_PROXY, HTTP_PROXY)"
        ),
        (#"{"payloadFormatVersion":"3.0"}"#, "Unsupported PayloadFormatVersion: 3.0"),
        (
            #"{"integrationType":"HTTP_PROXY","payloadFormatVersion":"2.0"}"#,
            "PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY"
        ),
        (#"{"connectionType":"VPC_LINK"}"#, "ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK"),
        (
            #"{"requestParameters":{"header.a":"1"}}"#,
            "Invalid mapping expression specified: Validation Result: warnings : [], "
                + "errors : [Invalid Request Actioned Parameter header.a]"
        ),
        (
            #"{"responseParameters":{"200":{"append:querystring.a":"1"}}}"#,
            "Invalid mapping expression specified: Validation Result: warnings : [], "
                + "errors : [Invalid Response Actioned Parameter append:querystring.a]"
        ),
        (
            #"{"responseParameters":{"600":{}}}"#,
            "Invalid mapping expression specified: Validation Result: warnings : [], "
                + "errors : [Status Code 600 is not valid]"
        ),
        (
            #"{"connectionType":"VPN"}"#,
            "1 validation error detected: Value 'VPN' at 'connectionType' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [INTERNET, VPC_LINK]"
        ),
        (#"{"timeoutInMillis":"50"}"#, "Invalid request input"),
        (#"["#, "Invalid request input"),
    ])
    func refusesInvalidUpdatesOfAnHTTPAPI(_ json: String, _ message: String) {
        #expect(throws: ServiceError.badRequest(message)) { try update(json) }
    }

    @Test(arguments: [
        (#"{"timeoutInMillis":29001}"#, "Timeout should be between 50 ms and 29000 ms"),
        (#"{"integrationType":"AWS_PROXY","payloadFormatVersion":"2.0"}"#, "Unsupported PayloadFormatVersion: 2.0"),
        (
            #"{"integrationType":"HTTP_PROXY"}"#,
            "HttpMethod parameter method must be specified for integrationType HTTPPROXY"
        ),
        (#"{"integrationSubtype":"SQS-SendMessage"}"#, "Operation: SQS-SendMessage is not supported."),
        (
            #"{"requestParameters":{"append:header.a":"'x'"}}"#,
            "Invalid mapping expression specified: Validation Result: warnings : [], "
                + "errors : [Invalid mapping expression parameter specified: append:header.a]"
        ),
    ])
    func refusesInvalidUpdatesOfAWebSocketAPI(_ json: String, _ message: String) {
        #expect(throws: ServiceError.badRequest(message)) { try update(json, Self.mock, of: Self.webSocket) }
    }

    @Test(arguments: [
        ("append:header.a", true), ("overwrite:querystring.a", true), ("remove:header.a", true),
        ("overwrite:path", true),
        ("append:path", false), ("append:header.", false), ("header.a", false), ("set:header.a", false),
        ("append:body.a", false), ("", false),
    ])
    func knowsTheKeysOfRequestMappings(_ key: String, _ isValid: Bool) {
        #expect(MappingRules.isRequestKey(key) == isValid)
    }

    @Test(arguments: [
        ("200", true), ("599", true), ("199", false), ("600", false), ("0200", false), ("2xx", false), ("-20", false),
    ])
    func knowsStatusCodes(_ text: String, _ isValid: Bool) {
        #expect(MappingRules.isStatusCode(text) == isValid)
    }
}
