extension SandboxState {
    /// APIs and integrations with predictable ids: accounts `000000000001` and up, APIs `api0000001` and up (counted over
    /// all accounts), integrations `int0001` and up in each API. All are HTTP APIs with Lambda proxy integrations.
    /// What an account has is made when it is first asked for.
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
        SandboxState(
            generator: StateGenerator(accounts: accounts, apis: apis, integrations: integrations, region: region)
        )
    }
}
