/// Makes the APIs of an account when they are first asked for, so that hundreds of accounts cost nothing at the start.
struct StateGenerator {
    let accounts: Int
    let apis: Int
    let integrations: Int
    let region: String

    var scopes: [SandboxScope] { (0..<accounts).map(scope) }

    func hasAccount(_ account: String) -> Bool { index(of: account) != nil }

    /// - Returns: `nil` for a scope that is not one of ``scopes``.
    func region(_ scope: SandboxScope) -> SandboxState.Region? {
        guard scope.region == region, let account = index(of: scope.account) else { return nil }
        var made = SandboxState.Region()
        for index in 0..<apis {
            let number = account * apis + index + 1
            let api = SandboxAPI(apiID: "api" + Self.padded(number, digits: 7), name: "service-\(number)")
            var stored = SandboxState.StoredAPI(api: api.withDefaults(region: region))
            for position in 1..<(integrations + 1) {
                let function = "arn:aws:lambda:\(region):\(scope.account):function:old-\(number)-\(position)"
                var integration = SandboxIntegration(
                    integrationID: "int" + Self.padded(position, digits: 4),
                    integrationURI: function
                )
                integration.payloadFormatVersion = "2.0"
                stored.put(integration.withDefaults(isWebSocket: false))
            }
            made.order.append(api.apiID)
            made.apis[api.apiID] = stored
        }
        return made
    }

    private func scope(_ index: Int) -> SandboxScope {
        SandboxScope(account: Self.padded(index + 1, digits: 12), region: region)
    }

    private func index(of account: String) -> Int? {
        guard KeyRing.isAccount(account), let number = Int(account), (1..<(accounts + 1)).contains(number) else {
            return nil
        }
        return number - 1
    }

    private static func padded(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
