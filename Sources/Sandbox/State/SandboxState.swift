import Synchronization

/// The APIs and integrations of all accounts: shared by the server and the test that looks at it while it runs.
public final class SandboxState: Sendable {
    struct StoredAPI {
        var api: SandboxAPI
        /// Integration ids in the order they were put: the order of a listing.
        var order: [String] = []
        var integrations: [String: SandboxIntegration] = [:]

        /// Adds an integration or replaces it.
        mutating func put(_ integration: SandboxIntegration) {
            let id = integration.integrationID
            if integrations.updateValue(integration, forKey: id) == nil { order.append(id) }
        }
    }

    struct Region {
        var order: [String] = []
        var apis: [String: StoredAPI] = [:]

        /// Adds an API or replaces it, keeping its integrations.
        mutating func put(_ api: SandboxAPI) {
            if apis[api.apiID] == nil { order.append(api.apiID) }
            apis[api.apiID, default: StoredAPI(api: api)].api = api
        }
    }

    private struct Contents {
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

        /// Makes the APIs of a scope that are to be changed in place.
        mutating func make(_ scope: SandboxScope) {
            if regions[scope] == nil { regions[scope] = generator?.region(scope) }
        }
    }

    private let contents: Mutex<Contents>

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

    /// Adds an API or replaces it, keeping its integrations. What the service fills in by itself is filled in.
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
        let isStored = contents.withLock { contents in
            guard let stored = contents[scope]?.apis[apiID]?.api else { return false }
            contents.regions[scope]?.apis[apiID]?.put(integration.withDefaults(isWebSocket: stored.isWebSocket))
            return true
        }
        guard isStored else {
            throw SandboxStateError("there is no API \(apiID) in account \(scope.account), region \(scope.region)")
        }
    }

    /// Removes an integration, as somebody else might while a run is going.
    public func removeIntegration(_ integrationID: String, apiID: String, in scope: SandboxScope = .first) {
        contents.withLock { contents in
            contents.make(scope)
            contents.regions[scope]?.apis[apiID]?.integrations[integrationID] = nil
            contents.regions[scope]?.apis[apiID]?.order.removeAll { $0 == integrationID }
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
            guard let stored = contents[scope]?.apis[apiID] else { return nil }
            return stored.order.compactMap { stored.integrations[$0] }
        }
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

    /// Changes an integration as it stands at this moment; what `change` throws leaves it as it was.
    func update(
        _ integrationID: String,
        apiID: String,
        in scope: SandboxScope,
        _ change: (SandboxAPI, SandboxIntegration) throws(ServiceError) -> SandboxIntegration
    ) throws(ServiceError) -> SandboxIntegration {
        try contents.withLock { contents throws(ServiceError) in
            guard let api = contents[scope]?.apis[apiID]?.api else {
                throw .unknownAPI(apiID, account: scope.account)
            }
            guard let current = contents[scope]?.apis[apiID]?.integrations[integrationID] else {
                throw .unknownIntegration
            }
            let changed = try change(api, current)
            contents.regions[scope]?.apis[apiID]?.integrations[integrationID] = changed
            return changed
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
