import Synchronization

/// One account in one region: what shares a quota, and what an API belongs to.
public struct SandboxScope: Hashable, Comparable, Sendable {
    /// The twelve digits of the account.
    public var account: String
    /// The region's name, as in the credential scope of a signature.
    public var region: String

    /// The first account that ``SandboxState/generated(accounts:apis:integrations:regions:stage:)`` makes.
    public static let first = SandboxScope(account: "000000000001", region: "us-east-1")

    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }

    public static func < (left: SandboxScope, right: SandboxScope) -> Bool {
        (left.account, left.region) < (right.account, right.region)
    }
}

/// The APIs and integrations of all accounts: shared by the server and the test that looks at it while it runs.
public final class SandboxState: Sendable {
    struct Region {
        var order: [String] = []
        var apis: [String: StoredAPI] = [:]
        /// `nil`: removed.
        var functions: [String: StoredFunction?] = [:]

        /// Adds an API or replaces it, keeping what belongs to it.
        mutating func put(_ api: SandboxAPI) {
            if apis[api.apiID] == nil { order.append(api.apiID) }
            apis[api.apiID, default: StoredAPI(api: api)].api = api
        }
    }

    struct Contents {
        var regions: [SandboxScope: Region] = [:]
        var accounts: Set<String> = []
        /// Makes what is in no region yet.
        var generator: StateGenerator?

        /// The APIs of a scope, to read; generated ones are made when they are first asked for.
        subscript(scope: SandboxScope) -> Region? {
            mutating get {
                make(scope)
                return regions[scope]
            }
        }

        /// A function; generated ones are made when they are asked for and kept when they are changed.
        mutating func function(_ name: String, in scope: SandboxScope) -> StoredFunction? {
            if let stored = self[scope]?.functions[name] { return stored }
            return generator?.function(name, in: scope).map(StoredFunction.init)
        }

        /// Makes the APIs of a scope that are to be changed in place.
        mutating func make(_ scope: SandboxScope) {
            if regions[scope] == nil { regions[scope] = generator?.region(scope) }
        }
    }

    let contents: Mutex<Contents>

    public convenience init() {
        self.init(generator: nil)
    }

    init(generator: StateGenerator?) {
        contents = Mutex(Contents(generator: generator))
    }

    /// The accounts that have an API, or were added with ``addAccount(_:)``, in ascending order of their scopes.
    public var scopes: [SandboxScope] {
        contents.withLock { Set($0.regions.keys).union($0.generator?.scopes ?? []) }.sorted()
    }

    /// Makes an account known that has no API.
    public func addAccount(_ scope: SandboxScope) {
        contents.withLock { contents in
            contents.accounts.insert(scope.account)
            contents.make(scope)
            contents.regions[scope, default: Region()].order += []
        }
    }

    /// Adds an API or replaces it, keeping what belongs to it. What the service fills in by itself is filled in.
    public func put(_ api: SandboxAPI, in scope: SandboxScope = .first) {
        let api = api.withDefaults(region: scope.region)
        contents.withLock { contents in
            contents.accounts.insert(scope.account)
            contents.make(scope)
            contents.regions[scope, default: Region()].put(api)
        }
    }

    /// Adds an integration to an API that was put before, or replaces it.
    /// - Throws: ``SandboxStateError`` when there is no such API.
    public func put(
        _ integration: SandboxIntegration,
        apiID: String,
        in scope: SandboxScope = .first
    ) throws(SandboxStateError) {
        try changeStored(apiID, in: scope) { $0.put(integration.withDefaults(isWebSocket: $0.api.isWebSocket)) }
    }

    /// Adds a route to an API that was put before, or replaces it.
    /// - Throws: ``SandboxStateError`` when there is no such API.
    public func put(_ route: SandboxRoute, apiID: String, in scope: SandboxScope = .first) throws(SandboxStateError) {
        try changeStored(apiID, in: scope) { $0.put(route) }
    }

    /// Adds a stage to an API that was put before, or replaces it. Its clients see the API as it is now, and, if it deploys
    /// itself, as it will be.
    /// - Throws: ``SandboxStateError`` when there is no such API.
    public func put(_ stage: SandboxStage, apiID: String, in scope: SandboxScope = .first) throws(SandboxStateError) {
        try changeStored(apiID, in: scope) { $0.put(stage) }
    }

    private func changeStored(
        _ apiID: String,
        in scope: SandboxScope,
        _ body: (inout StoredAPI) -> Void
    ) throws(SandboxStateError) {
        do throws(ServiceError) {
            try change(apiID, in: scope) { body(&$0) }
        } catch {
            throw SandboxStateError("there is no API \(apiID) in account \(scope.account), region \(scope.region)")
        }
    }

    /// Removes an integration, as somebody else might while a run is going.
    public func removeIntegration(_ integrationID: String, apiID: String, in scope: SandboxScope = .first) {
        contents.withLock { contents in
            contents.make(scope)
            contents.regions[scope]?.apis[apiID]?.removeIntegration(integrationID)
        }
    }

    /// The APIs of a scope in the order they were put.
    public func apis(in scope: SandboxScope = .first) -> [SandboxAPI] {
        contents.withLock { contents in
            guard let region = contents[scope] else { return [] }
            return region.order.compactMap { region.apis[$0]?.api }
        }
    }

    public func api(_ apiID: String, in scope: SandboxScope = .first) -> SandboxAPI? {
        contents.withLock { $0[scope]?.apis[apiID]?.api }
    }

    /// The integrations of an API in the order they were put; `nil` when there is no such API.
    public func integrations(apiID: String, in scope: SandboxScope = .first) -> [SandboxIntegration]? {
        contents.withLock { contents in
            contents[scope]?.apis[apiID]?.orderedIntegrations
        }
    }

    /// The routes of an API in the order they were put; `nil` when there is no such API.
    public func routes(apiID: String, in scope: SandboxScope = .first) -> [SandboxRoute]? {
        contents.withLock { $0[scope]?.apis[apiID]?.routes }
    }

    /// The stages of an API as they are once everything that was begun has ended; `nil` when there is no such API.
    public func stages(apiID: String, in scope: SandboxScope = .first) -> [SandboxStage]? {
        contents.withLock { $0[scope]?.apis[apiID]?.stages(at: .infinity) }
    }

    public func integration(
        _ integrationID: String,
        apiID: String,
        in scope: SandboxScope = .first
    ) -> SandboxIntegration? {
        contents.withLock { $0[scope]?.apis[apiID]?.integrations[integrationID] }
    }

    /// Whether a call signed by this account's key is known at all.
    func hasAccount(_ account: String) -> Bool {
        contents.withLock { $0.accounts.contains(account) || $0.generator?.hasAccount(account) == true }
    }

    /// Changes an API as it stands at this moment. What `body` throws it throws before it changes anything.
    func change<Result>(
        _ apiID: String,
        in scope: SandboxScope,
        _ body: (inout StoredAPI) throws(ServiceError) -> Result
    ) throws(ServiceError) -> Result {
        try contents.withLock { contents throws(ServiceError) in
            contents.make(scope)
            // Taken out and put back: a copy beside the original would cost a copy of all its integrations.
            guard var stored = contents.regions[scope]?.apis.removeValue(forKey: apiID) else {
                throw .unknownAPI(apiID, account: scope.account)
            }
            defer { contents.regions[scope]?.apis[apiID] = stored }
            return try body(&stored)
        }
    }

    /// An API with all that belongs to it.
    func stored(_ apiID: String, in scope: SandboxScope) throws(ServiceError) -> StoredAPI {
        guard let stored = contents.withLock({ $0[scope]?.apis[apiID] }) else {
            throw .unknownAPI(apiID, account: scope.account)
        }
        return stored
    }

    /// An API and where it is: ids are unique over accounts and regions.
    func located(_ apiID: String) -> (scope: SandboxScope, api: StoredAPI)? {
        contents.withLock { contents in
            if let scope = contents.generator?.scope(ofAPI: apiID) { contents.make(scope) }
            for (scope, region) in contents.regions {
                if let api = region.apis[apiID] { return (scope, api) }
            }
            return nil
        }
    }
}

/// What is wrong with a state file, or with a change of the state.
public struct SandboxStateError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
