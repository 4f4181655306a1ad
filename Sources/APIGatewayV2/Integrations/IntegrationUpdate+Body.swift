public import Records

extension IntegrationUpdate {
    /// The JSON body of the request.
    ///
    /// - Parameter before: the before image; `nil` when nothing was read first.
    ///
    /// Clearing a map needs the keys that are live. An integration with a subtype is sent with its type, its subtype and
    /// its whole request-parameter map, because without them the service validates it as something else and drops
    /// required parameters (hashicorp/terraform-provider-aws 22647).
    public func body(before: Integration?) throws(InexpressibleChange) -> JSONValue {
        var wire = MemberMap<JSONValue>()
        for (member, change) in changes {
            switch change {
            case .set(let value): wire[member] = value.json
            case .clear: wire[member] = try Self.clearing(member, before: before)
            }
        }
        if let before, let subtype = before.integrationSubtype {
            if wire[.integrationSubtype] == nil { wire[.integrationSubtype] = .string(subtype) }
            if wire[.integrationType] == nil, let type = before.values[.integrationType] {
                wire[.integrationType] = type.json
            }
            wire[.requestParameters] = wholeRequestParameters(before: before)?.json
        }
        return .object(JSONObject(wire.map { (key: $0.key.wireName, value: $0.value) }))
    }

    private static func clearing(_ member: Member, before: Integration?) throws(InexpressibleChange) -> JSONValue {
        if !member.isMap { return .string("") }
        if member == .tlsConfig { return .object(JSONObject([])) }
        guard let before else { throw InexpressibleChange(member: member) }
        return switch before.values[member] {
        case .map(let live): MemberValue.map(live.mapValues { _ in "" }).json
        case .statusMap(let live): MemberValue.statusMap(live.mapValues { _ in [:] }).json
        default: .object(JSONObject([]))
        }
    }

    /// The live map with the row's keys laid over it. A key set to "" is left out, because with a subtype the service
    /// refuses "" ("Mapping expression missing source or destination").
    private func wholeRequestParameters(before: Integration) -> MemberValue? {
        if changes[.requestParameters] == .clear { return .map([:]) }
        var whole: [String: String] = [:]
        if case .map(let live) = before.values[.requestParameters] { whole = live }
        if case .set(.map(let wanted)) = changes[.requestParameters] {
            whole.merge(wanted) { _, new in new }
        }
        whole = whole.filter { !$0.value.isEmpty }
        return whole.isEmpty ? nil : .map(whole)
    }
}

/// A map can only be cleared by naming its live keys, and nothing was read.
public struct InexpressibleChange: Error, Sendable, Equatable {
    public var member: Member

    public var shortDescription: String { "a map cannot be cleared without reading it first" }
}

extension InexpressibleChange: CustomStringConvertible {
    public var description: String { "\(member.columnName): \(shortDescription)" }
}
