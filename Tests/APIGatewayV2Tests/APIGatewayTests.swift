import APIGatewayV2
import AWSCore
import Pacing
import Records
import Testing

struct APIGatewayTests {
    @Test func anUpdateIsAPatchOfTheMembersOfTheRow() async throws {
        let transport = ScriptedTransport([(200, #"{"integrationId":"i 1","timeoutInMillis":5000}"#)])
        let update = IntegrationUpdate([.timeoutInMillis: .set(.integer(5000))])
        let answer = try await transport.withAPIGateway { gateway in
            try await gateway.updateIntegration(apiID: "a/b", integrationID: "i 1", update: update, before: nil)
        }
        #expect(try answer.value.get() == Integration(id: "i 1", values: [.timeoutInMillis: .integer(5000)]))
        #expect(
            transport.sent == [
                ScriptedTransport.Sent(
                    method: "PATCH",
                    path: "/base/v2/apis/a%2Fb/integrations/i%201",
                    contentType: "application/json",
                    body: #"{"timeoutInMillis":5000}"#
                )
            ]
        )
    }

    @Test(arguments: [
        ("", "the body is empty"), ("[]", "expected an object, found an array"), ("{}", "integrationId is missing"),
    ])
    func aSuccessThatCannotBeReadKeepsItsResponse(body: String, problem: String) async throws {
        let transport = ScriptedTransport([(200, body)])
        let answer = try await transport.withAPIGateway { gateway in
            try await gateway.updateIntegration(
                apiID: "a",
                integrationID: "i",
                update: IntegrationUpdate([.timeoutInMillis: .set(.integer(5000))]),
                before: nil
            )
        }
        #expect(answer.response.status == 200)
        #expect(answer.value == .failure(UnreadableAnswer(problem: problem)))
    }

    @Test func aChangeThatCannotBeExpressedSendsNothingAndGivesItsPermitBack() async throws {
        let transport = ScriptedTransport([])
        try await transport.withAPIGateway { gateway in
            let gate = gateway.client.gate
            let permit = try await gateway.client.acquire()
            await #expect(throws: InexpressibleChange.self) {
                _ = try await gateway.spending(permit).updateIntegration(
                    apiID: "a",
                    integrationID: "i",
                    update: IntegrationUpdate([.requestParameters: .clear]),
                    before: nil
                )
            }
            permit.giveBack()
            #expect(gate.inFlight == 0)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test func listingFollowsTheTokensToTheLastPage() async throws {
        let transport = ScriptedTransport([
            (200, #"{"items":[{"integrationId":"i1"}],"nextToken":"a+b/=="}"#),
            (200, #"{"items":[],"nextToken":"2"}"#),
            (200, #"{"items":[{"integrationId":"i2","description":null}],"nextToken":""}"#),
        ])
        let found = try await transport.withAPIGateway { try await $0.integrations(apiID: "a") }
        #expect(found.keys.sorted() == ["i1", "i2"])
        #expect(
            transport.sent.map(\.path) == [
                "/base/v2/apis/a/integrations", "/base/v2/apis/a/integrations?nextToken=a%2Bb%2F%3D%3D",
                "/base/v2/apis/a/integrations?nextToken=2",
            ]
        )
        #expect(transport.sent.allSatisfy { $0.method == "GET" && $0.body == nil && $0.contentType == nil })
    }

    @Test func apisAreReadWithTheirProtocol() async throws {
        let transport = ScriptedTransport([
            (
                200,
                #"{"items":[{"apiId":"a","name":"orders","protocolType":"HTTP","tags":{}},"#
                    + #"{"apiId":"b","protocolType":"WEBSOCKET"},{"apiId":"c","protocolType":"GRPC"}],"nextToken":null}"#
            )
        ])
        let found = try await transport.withAPIGateway { try await $0.apis() }
        #expect(found.map(\.id) == ["a", "b", "c"])
        #expect(found.map(\.name) == ["orders", "", ""])
        #expect(found.map(\.protocolType) == [.http, .webSocket, nil])
    }

    @Test(arguments: [
        ([#"{"items":[{}]}"#], "integrationId is missing"),
        ([#"{"items":{}}"#], "items is an object"),
        ([#"{"items":[],"nextToken":7}"#], "nextToken is a number"),
        ([#"{"items":[],"nextToken":"x"}"#, #"{"items":[],"nextToken":"x"}"#], "nextToken repeats itself"),
        (
            [#"{"nextToken":"x"}"#, #"{"nextToken":"y"}"#, #"{"nextToken":"x"}"#], "nextToken repeats itself"
        ),
    ])
    func aListingThatCannotBeReadIsAnErrorNotAShortList(pages: [String], problem: String) async {
        let transport = ScriptedTransport(pages.map { (200, $0) })
        await #expect(throws: UnreadableAnswer(problem: problem)) {
            _ = try await transport.withAPIGateway { try await $0.integrations(apiID: "a") }
        }
    }

    @Test func aListingThatGoesOnForEverIsCutOff() async {
        let pages = (0..<1_000).map { (200, #"{"items":[],"nextToken":"\#($0)"}"#) }
        let transport = ScriptedTransport(pages)
        let problem = "the listing has not ended after 1000 pages, each with another nextToken"
        await #expect(throws: UnreadableAnswer(problem: problem)) {
            _ = try await transport.withAPIGateway { try await $0.integrations(apiID: "a") }
        }
        #expect(transport.sent.count == 1_000)
    }

    @Test func requestsGoToTheHostThatBotocoreUses() throws {
        let configuration = try AWSConfiguration(environment: ["AWS_ENDPOINT_URL_LAMBDA": "https://lambda"]) { _ in nil
        }
        let endpoint = try configuration.endpoint(service: .apiGatewayV2, region: "eu-west-1", profile: nil)
        #expect(endpoint.url == "https://apigateway.eu-west-1.amazonaws.com")
        let set = try AWSConfiguration(environment: ["AWS_ENDPOINT_URL_APIGATEWAYV2": "https://here"]) { _ in nil }
        #expect(try set.endpoint(service: .apiGatewayV2, region: "eu-west-1", profile: nil).url == "https://here")
    }

    @Test func anAPIWithoutIntegrationsHasNone() async throws {
        let transport = ScriptedTransport([(200, "{}")])
        #expect(try await transport.withAPIGateway { try await $0.integrations(apiID: "a") }.isEmpty)
    }
}
