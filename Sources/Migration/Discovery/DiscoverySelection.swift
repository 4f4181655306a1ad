public import APIGatewayV2
public import Records

/// Which integrations `discover` looks at.
public struct DiscoverySelection: Sendable {
    /// Whether an integration counts, by what the AWS CLI would show of it, with `Api` and, where routes are read, `Routes`
    /// beside its members.
    public typealias Condition = @Sendable (JSONValue) throws -> Bool

    /// Whether a route uses an integration.
    public enum Use: Sendable {
        case used, orphaned
    }

    /// Names or ids of APIs; empty: all.
    public var apis: [Glob] = []
    /// `nil`: both.
    public var protocolType: ProtocolType?
    /// Tags that an API has; a value of `nil` asks for the key only.
    public var tags: [(key: String, value: String?)] = []
    /// `nil`: whatever uses it.
    public var use: Use?
    public var condition: Condition?

    public init() {}

    func includes(_ api: API) -> Bool {
        if let protocolType, api.protocolType != protocolType { return false }
        let hasName = apis.isEmpty || apis.contains { $0.match(api.id) != nil || $0.match(api.name) != nil }
        return hasName
            && tags.allSatisfy { tag in api.tags[tag.key].map { tag.value == nil || $0 == tag.value } ?? false }
    }

    /// - Parameter routes: those that use the integration; `nil`: they were not read.
    func includes(_ integration: Integration, of api: API, routes: [Route]?) throws -> Bool {
        switch use {
        case .used where routes?.isEmpty ?? true: return false
        case .orphaned where !(routes?.isEmpty ?? false): return false
        default: break
        }
        guard let condition else { return true }
        var shown = integration.shownByCLI
        shown["Api"] = .object(api.shownByCLI)
        if let routes { shown["Routes"] = .array(routes.map { .object($0.shownByCLI) }) }
        return try condition(.object(shown))
    }
}
