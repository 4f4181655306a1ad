extension SandboxState {
    /// APIs and integrations with predictable ids: accounts `000000000001` and up, APIs `api0000001` and up (counted over
    /// all accounts), integrations `int0001` and up in each API. All are HTTP APIs with Lambda proxy integrations.
    /// - Parameters:
    ///   - accounts: How many accounts.
    ///   - apis: How many APIs each account has.
    ///   - integrations: How many integrations each API has.
    public static func generated(
        accounts: Int = 1,
        apis: Int,
        integrations: Int,
        region: String = SandboxScope.first.region
    ) -> SandboxState {
        let state = SandboxState()
        for account in 0..<accounts {
            let scope = SandboxScope(account: padded(account + 1, digits: 12), region: region)
            state.addAccount(scope)
            for index in 0..<apis {
                let number = account * apis + index + 1
                let api = SandboxAPI(apiID: "api" + padded(number, digits: 7), name: "service-\(number)")
                state.put(api, in: scope)
                for position in 0..<integrations {
                    let function = "arn:aws:lambda:\(region):\(scope.account):function:old-\(number)-\(position + 1)"
                    var integration = SandboxIntegration(
                        integrationID: "int" + padded(position + 1, digits: 4),
                        integrationURI: function
                    )
                    integration.payloadFormatVersion = "2.0"
                    state.putKnown(integration, apiID: api.apiID, in: scope)
                }
            }
        }
        return state
    }

    private func putKnown(_ integration: SandboxIntegration, apiID: String, in scope: SandboxScope) {
        do {
            try put(integration, apiID: apiID, in: scope)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private static func padded(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
