import Testing

@testable import Sandbox

@Suite struct SandboxStateTests {
    @Test func generatedIDsArePredictableAndUniqueOverAccounts() {
        let state = SandboxState.generated(accounts: 2, apis: 3, integrations: 2)
        let second = SandboxScope(account: "000000000002", region: "us-east-1")
        #expect(state.scopes == [.first, second])
        #expect(state.apis().map(\.apiID) == ["api0000001", "api0000002", "api0000003"])
        #expect(state.apis(in: second).map(\.apiID) == ["api0000004", "api0000005", "api0000006"])
        #expect(state.integrations(apiID: "api0000004", in: second)?.map(\.integrationID) == ["int0001", "int0002"])
        #expect(state.integrations(apiID: "api0000004") == nil)
    }

    /// As many integrations as no machine could hold at once.
    @Test func anAccountIsMadeWhenItIsFirstAskedFor() throws {
        let state = SandboxState.generated(accounts: 100_000, apis: 1000, integrations: 30)
        let scope = SandboxScope(account: "000000099999", region: "us-east-1")
        #expect(state.hasAccount(scope.account))
        #expect(!state.hasAccount("000000100001"))
        #expect(!state.hasAccount("000000000000"))
        #expect(state.apis(in: SandboxScope(account: scope.account, region: "eu-west-1")).isEmpty)
        let first = try #require(state.integration("int0001", apiID: "api99998001", in: scope))
        #expect(first.integrationURI == "arn:aws:lambda:us-east-1:000000099999:function:old-99998001-1")
        state.removeIntegration("int0001", apiID: "api99998001", in: scope)
        #expect(state.integrations(apiID: "api99998001", in: scope)?.count == 29)
    }

    @Test func whatIsPutIntoAGeneratedAccountJoinsWhatItHas() throws {
        let state = SandboxState.generated(accounts: 2, apis: 1, integrations: 1)
        let scope = SandboxScope(account: "000000000002", region: "us-east-1")
        state.put(SandboxAPI(apiID: "own", name: "own"), in: scope)
        try state.put(SandboxIntegration(integrationID: "more"), apiID: "api0000002", in: scope)
        #expect(state.apis(in: scope).map(\.apiID) == ["api0000002", "own"])
        let integrations = state.integrations(apiID: "api0000002", in: scope)
        #expect(integrations?.map(\.integrationID) == ["int0001", "more"])
    }

    @Test func regionsAreNumberedOneAfterTheOther() {
        let state = SandboxState.generated(accounts: 2, apis: 3, integrations: 1, regions: ["us-east-1", "eu-west-1"])
        let europe = SandboxScope(account: "000000000002", region: "eu-west-1")
        #expect(state.scopes.count == 4)
        #expect(state.apis(in: europe).map(\.apiID) == ["api0000010", "api0000011", "api0000012"])
        #expect(state.located("api0000011")?.scope == europe)
        #expect(state.located("api0000013") == nil)
        #expect(state.function("new-11-1", in: europe) != nil)
        #expect(state.function("new-11-1") == nil)
        #expect(state.function("new-11-2", in: europe) == nil)
    }

    @Test func aStateWrittenOutCanBeReadAgain() throws {
        let state = SandboxState.generated(accounts: 2, apis: 2, integrations: 2)
        var integration = SandboxIntegration(integrationID: "x", integrationType: "HTTP_PROXY")
        integration.description = "quote \" backslash \\ line\nend é \u{1F600} \u{1}"
        integration.responseParameters = ["200": ["append:header.a": "b"]]
        integration.tlsConfig = .init(serverNameToVerify: "example.com")
        try state.put(integration, apiID: "api0000001")
        var function = SandboxFunction(functionName: "f", versions: ["1"], aliases: ["live": "1"])
        var denial = SandboxStatement.allowing(apiGatewayFor: "arn:*", function: "f", sid: "d")
        denial.effect = "Deny"
        denial.principal = .everybody
        denial.action = ["lambda:InvokeFunction", "lambda:GetFunction"]
        denial.condition = ["StringLike": ["aws:SourceArn": ["a", "b"]], "Bool": ["aws:SecureTransport": "true"]]
        function.policies = ["": [denial], "live": [.allowing(apiGatewayFor: "arn:*", function: "f", sid: "a")]]
        state.put(function)
        let copy = try SandboxState(jsonLines: state.jsonLines())
        #expect(copy.scopes == state.scopes)
        #expect(copy.function("f") == function)
        #expect(copy.routes(apiID: "api0000001") == state.routes(apiID: "api0000001").map { $0.map(\.filledIn) })
        #expect(copy.stages(apiID: "api0000001")?.map(\.stageName) == ["$default"])
        for scope in state.scopes {
            #expect(copy.apis(in: scope) == state.apis(in: scope))
            for api in state.apis(in: scope) {
                #expect(
                    copy.integrations(apiID: api.apiID, in: scope) == state.integrations(apiID: api.apiID, in: scope)
                )
            }
        }
    }

    @Test func readsAPIsAndIntegrationsAndFillsInDefaults() throws {
        let text = """
            {"account":"111122223333","region":"eu-west-1","api":{"apiId":"w","name":"chat","protocolType":"WEBSOCKET"}}

            {"account":"111122223333","region":"eu-west-1","apiId":"w","integration":{"integrationId":"i","integrationType":"AWS"}}
            """
        let state = try SandboxState(jsonLines: Array(text.utf8))
        let scope = SandboxScope(account: "111122223333", region: "eu-west-1")
        let integration = try #require(state.integration("i", apiID: "w", in: scope))
        #expect(integration.timeoutInMillis == 29_000)
        #expect(integration.integrationMethod == "POST")
        #expect(state.api("w", in: scope)?.apiEndpoint == "wss://w.execute-api.eu-west-1.amazonaws.com")
    }

    @Test(arguments: [
        "{}", "[1]", "{",
        #"{"account":"1","region":"r","apiId":"missing","integration":{"integrationId":"i","integrationType":"AWS"}}"#,
        #"{"account":"1","region":"r","api":{"apiId":"a","name":"n","protocolType":"REST"}}"#,
    ])
    func namesTheLineThatIsWrong(_ line: String) {
        let error = #expect(throws: SandboxStateError.self) {
            try SandboxState(jsonLines: Array("\n\(line)\n".utf8))
        }
        #expect(error?.description.hasPrefix("line 2: ") == true)
    }

    @Test(arguments: [
        ("", 7, 0..<3, true), ("maxResults=2", 7, 0..<2, true), ("maxResults=50", 7, 0..<3, true),
        ("", 3, 0..<3, false),
        ("", 0, 0..<0, false),
    ])
    func pagesHaveAtMostTheirSize(_ query: String, _ count: Int, _ range: Range<Int>, _ hasMore: Bool) throws {
        let page = try Page(query: query, count: count, size: 3)
        #expect(page.range == range)
        #expect((page.nextToken != nil) == hasMore)
    }

    @Test func aTokenLeadsToTheNextPage() throws {
        let token = try #require(try Page(query: "", count: 7, size: 3).nextToken)
        let encoded = token.replacing("+", with: "%2B").replacing("/", with: "%2F").replacing("=", with: "%3D")
        #expect(encoded != token)
        #expect(try Page(query: "nextToken=\(encoded)", count: 7, size: 3).range == 3..<6)
    }

    @Test(arguments: ["maxResults=0", "maxResults=x", "nextToken=zzz", "nextToken=++++MTAw"])
    func refusesOtherPageRequests(_ query: String) {
        #expect(throws: ServiceError.self) { try Page(query: query, count: 7, size: 3) }
    }
}

extension SandboxRoute {
    /// With the values that are written where there is none.
    fileprivate var filledIn: SandboxRoute {
        var route = self
        route.apiKeyRequired = apiKeyRequired ?? false
        route.authorizationType = authorizationType ?? "NONE"
        return route
    }
}
