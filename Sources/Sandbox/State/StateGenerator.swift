/// Makes the APIs of an account when they are first asked for, so that hundreds of accounts cost nothing at the start.
struct StateGenerator {
    let accounts: Int
    let apis: Int
    let integrations: Int
    let regions: [String]
    let stage: SandboxState.GeneratedStage

    var scopes: [SandboxScope] {
        regions.flatMap { region in
            (0..<accounts).map { SandboxScope(account: Self.padded($0 + 1, digits: 12), region: region) }
        }
    }

    func hasAccount(_ account: String) -> Bool { index(of: account) != nil }

    /// - Returns: `nil` for a scope that is not one of ``scopes``.
    func region(_ scope: SandboxScope) -> SandboxState.Region? {
        guard let first = firstAPI(of: scope) else { return nil }
        var made = SandboxState.Region()
        for number in first..<first + apis {
            let api = SandboxAPI(apiID: Self.apiID(number), name: "service-\(number)")
            var stored = StoredAPI(api: api.withDefaults(region: scope.region))
            for position in 1..<(integrations + 1) {
                let id = "int" + Self.padded(position, digits: 4)
                let function = FunctionName("old-\(number)-\(position)", in: scope)
                var integration = SandboxIntegration(integrationID: id, integrationURI: function?.arn)
                integration.payloadFormatVersion = "2.0"
                stored.put(integration.withDefaults(isWebSocket: false))
                let route = "rou" + Self.padded(position, digits: 4)
                stored.put(SandboxRoute(routeID: route, routeKey: "GET /\(id)", integrationID: id))
            }
            switch stage {
            case .automatic: stored.put(SandboxStage(stageName: "$default", autoDeploy: true))
            case .manual: stored.put(SandboxStage(stageName: "prod"))
            }
            made.order.append(api.apiID)
            made.apis[api.apiID] = stored
        }
        return made
    }

    /// Where the API with a generated id is, or would be.
    func scope(ofAPI apiID: String) -> SandboxScope? {
        guard apiID.hasPrefix("api"), let number = Int(apiID.dropFirst(3)), number > 0, apis > 0 else { return nil }
        let index = (number - 1) / apis
        guard index < accounts * regions.count else { return nil }
        let account = Self.padded(index % accounts + 1, digits: 12)
        return SandboxScope(account: account, region: regions[index / accounts])
    }

    /// `old-API-INTEGRATION`, which an integration has and which lets its API in, or `new-API-INTEGRATION`, which it could
    /// have and which lets nobody in.
    func function(_ name: String, in scope: SandboxScope) -> SandboxFunction? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "old" || parts[0] == "new", let number = Int(parts[1]),
            let position = Int(parts[2]), (1..<(integrations + 1)).contains(position),
            self.scope(ofAPI: Self.apiID(number)) == scope, let function = FunctionName(name, in: scope)
        else { return nil }
        var made = SandboxFunction(functionName: name, versions: ["1"], aliases: ["live": "1"])
        if parts[0] == "old" {
            let partition = Principal.partition(of: scope.region)
            let source = "arn:\(partition):execute-api:\(scope.region):\(scope.account):\(Self.apiID(number))/*/*"
            made.policies = ["": [.allowing(apiGatewayFor: source, function: function.arn, sid: "generated")]]
        }
        return made
    }

    /// The names of all functions of a scope.
    func functionNames(in scope: SandboxScope) -> [String] {
        guard let first = firstAPI(of: scope) else { return [] }
        return (first..<first + apis).flatMap { number in
            (1..<(integrations + 1)).flatMap { ["old-\(number)-\($0)", "new-\(number)-\($0)"] }
        }
    }

    /// The number of a scope's first API; `nil` for a scope that is not one of ``scopes``.
    private func firstAPI(of scope: SandboxScope) -> Int? {
        guard let region = regions.firstIndex(of: scope.region), let account = index(of: scope.account) else {
            return nil
        }
        return (region * accounts + account) * apis + 1
    }

    private static func apiID(_ number: Int) -> String { "api" + padded(number, digits: 7) }

    private func index(of account: String) -> Int? {
        guard KeyRing.isAccount(account), let number = Int(account), (1..<(accounts + 1)).contains(number) else {
            return nil
        }
        return number - 1
    }

    static func padded(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension SandboxState {
    /// The one stage that each generated API has.
    public enum GeneratedStage: Sendable {
        /// `$default`, which deploys itself.
        case automatic
        /// `prod`, deployed as the API is at the start.
        case manual
    }

    /// APIs and integrations with predictable ids: accounts `000000000001` and up, APIs `api0000001` and up (counted over
    /// all accounts, region after region), integrations `int0001` and up in each API. All are HTTP APIs with Lambda proxy
    /// integrations, each with a route `GET /int0001`. The functions `old-API-INTEGRATION`, which they call, let them in;
    /// functions `new-API-INTEGRATION` are there, too, and let nobody in. All functions have an alias `live`.
    /// What an account has is made when it is first asked for.
    /// - Parameters:
    ///   - accounts: How many accounts.
    ///   - apis: How many APIs each account has in each region.
    ///   - integrations: How many integrations each API has.
    public static func generated(
        accounts: Int = 1,
        apis: Int,
        integrations: Int,
        regions: [String] = [SandboxScope.first.region],
        stage: GeneratedStage = .automatic
    ) -> SandboxState {
        SandboxState(
            generator: StateGenerator(
                accounts: accounts,
                apis: apis,
                integrations: integrations,
                regions: regions,
                stage: stage
            )
        )
    }
}
