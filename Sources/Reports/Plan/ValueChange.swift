import APIGatewayV2
public import Records

/// A member of an integration, or one key of a map, before and after.
public struct ValueChange: Sendable, Equatable {
    /// As in the manifest: `timeout_in_millis`, `request_parameters.append:header.x-stage`.
    public var name: String
    /// `nil`: not set.
    public var before: String?
    public var after: String?

    public init(name: String, before: String?, after: String?) {
        self.name = name
        self.before = before
        self.after = after
    }

    /// What differs between two objects in the wire's form, maps key by key, sorted by name.
    public static func list(before: JSONValue?, after: JSONValue?) -> [ValueChange] {
        let (old, new) = (Self.leaves(before), Self.leaves(after))
        return Set(old.keys).union(new.keys).sorted().compactMap { name in
            guard old[name] != new[name] else { return nil }
            return ValueChange(name: name, before: old[name], after: new[name])
        }
    }

    /// Names of the members that are set before and not at all after.
    static func cleared(before: JSONValue?, after: JSONValue?) -> [String] {
        let left = Set(after?.object?.members.map(\.key) ?? [])
        return (before?.object?.members ?? []).map(\.key).filter { !left.contains($0) }
            .map { Member(rawValue: $0)?.columnName ?? $0 }
    }

    /// Names of members that are not set before and that no request can unset again.
    static func irreversible(before: JSONValue?, after: JSONValue?) -> [String] {
        let old = Set(before?.object?.members.map(\.key) ?? [])
        return (after?.object?.members ?? []).compactMap { Member(rawValue: $0.key) }
            .filter { !old.contains($0.wireName) && !$0.rule.isClearable }.map(\.columnName)
    }

    /// The only key of `tls_config`, as manifests spell it.
    private static let serverName = "server_name_to_verify"

    /// The texts of an object's values by the names of their columns.
    private static func leaves(_ value: JSONValue?) -> [String: String] {
        var leaves: [String: String] = [:]
        func add(_ value: JSONValue, _ name: String) {
            switch value {
            case .null: break
            case .string(let text): leaves[name] = text
            case .object(let object):
                for member in object.members {
                    let key = name == Member.tlsConfig.columnName ? Self.serverName : member.key
                    add(member.value, "\(name).\(key)")
                }
            case .bool, .number, .array: leaves[name] = JSONWriter().string(value)
            }
        }
        for member in value?.object?.members ?? [] {
            add(member.value, Member(rawValue: member.key)?.columnName ?? member.key)
        }
        return leaves
    }
}
