public import AWSCore
public import Records

/// An integration as the service answers it.
public struct Integration: Sendable, Equatable {
    public var id: String
    /// The members that are present; a null on the wire is absent here.
    public var values: MemberMap<MemberValue>
    /// Members of the answer that no update can set, and those that this version does not know, as they came.
    public var rest: JSONObject

    public init(id: String, values: MemberMap<MemberValue>, rest: JSONObject = JSONObject()) {
        self.id = id
        self.values = values
        self.rest = rest
    }

    /// Quick create has made it: it can be changed, and not deleted.
    public var isManaged: Bool { rest["apiGatewayManaged"] == .bool(true) }

    public var integrationType: String? { string(.integrationType) }
    public var integrationSubtype: String? { string(.integrationSubtype) }

    private func string(_ member: Member) -> String? {
        if case .string(let text) = values[member] { text } else { nil }
    }
}

extension Integration {
    /// Reads an element of `GetIntegrations` or the answer of `UpdateIntegration`.
    ///
    /// - Throws: `UnreadableAnswer` when a known member has another type than the model says, or the id is missing.
    public init(json: JSONValue) throws(UnreadableAnswer) {
        guard case .object(let object) = json else {
            throw UnreadableAnswer(problem: "expected an object, found \(json.typeName)")
        }
        var id: String?
        var values = MemberMap<MemberValue>()
        var rest = JSONObject()
        for member in object.members where !member.value.isNull {
            let (key, value) = (member.key, member.value)
            if key == "integrationId", case .string(let text) = value {
                id = text
            } else if let member = Member(rawValue: key) {
                guard let read = member.value(unchecked: value) else {
                    throw UnreadableAnswer(problem: "\(key) is \(value.typeName)")
                }
                values[member] = read
            } else {
                rest.members.append(JSONObject.Member(key: key, value: value))
            }
        }
        guard let id else { throw UnreadableAnswer(problem: "integrationId is missing") }
        self.init(id: id, values: values, rest: rest)
    }

    /// The integration in the wire's form, members in the order of the model and then all others.
    public var json: JSONValue {
        var members = values.map { (key: $0.key.wireName, value: $0.value.json) }
        members.append((key: "integrationId", value: .string(id)))
        members += rest.members.map { (key: $0.key, value: $0.value) }
        return .object(JSONObject(members))
    }

    /// The integration as the AWS CLI shows it: `IntegrationUri`, `TlsConfig.ServerNameToVerify`.
    public var shownByCLI: JSONObject {
        JSONObject(
            (json.object ?? JSONObject()).members.map { member in
                let isStructure = if case .structure = Member(rawValue: member.key)?.rule.kind { true } else { false }
                let value = isStructure ? member.value.withCapitalKeys : member.value
                return (key: Spelling.pascalCase(member.key), value: value)
            }
        )
    }
}

extension Member {
    /// A live value, whose limits are the service's own business.
    public func value(unchecked json: JSONValue) -> MemberValue? {
        switch (rule.kind, json) {
        case (.string, .string(let text)), (.enumeration, .string(let text)): return .string(text)
        case (.integer, .number(let lexeme)):
            return (Int(lexeme) ?? Double(lexeme).flatMap { Int(exactly: $0) }).map { .integer($0) }
        case (.map, .object(let object)), (.structure, .object(let object)):
            return Self.strings(object).map { .map($0) }
        case (.statusMap, .object(let object)):
            var map: [String: [String: String]] = [:]
            for member in object.members {
                guard case .object(let inner) = member.value, let strings = Self.strings(inner) else { return nil }
                map[member.key] = strings
            }
            return .statusMap(map)
        default: return nil
        }
    }

    private static func strings(_ object: JSONObject) -> [String: String]? {
        var map: [String: String] = [:]
        for member in object.members {
            switch member.value {
            case .string(let text): map[member.key] = text
            case .null: continue
            default: return nil
            }
        }
        return map
    }
}

extension Integration {
    /// What the integration will be once `update` has taken effect: the service merges maps key by key.
    public func applying(_ update: IntegrationUpdate) -> Integration {
        var result = self
        for (member, change) in update.changes {
            switch (change, values[member]) {
            case (.clear, _): result.values[member] = nil
            case (.set(.map(let wanted)), let live) where member != .tlsConfig:
                var map: [String: String] = [:]
                if case .map(let keys) = live { map = keys }
                map = map.merging(wanted) { $1 }.filter { !$0.value.isEmpty }
                result.values[member] = map.isEmpty ? nil : .map(map)
            case (.set(.statusMap(let wanted)), let live):
                var map: [String: [String: String]] = [:]
                if case .statusMap(let statuses) = live { map = statuses }
                map = map.merging(wanted) { old, new in new.isEmpty ? [:] : old.merging(new) { $1 } }
                map = map.mapValues { $0.filter { !$0.value.isEmpty } }.filter { !$0.value.isEmpty }
                result.values[member] = map.isEmpty ? nil : .statusMap(map)
            case (.set(let value), _): result.values[member] = value.isEmpty ? nil : value
            }
        }
        return result
    }
}

extension JSONValue {
    fileprivate var withCapitalKeys: JSONValue {
        guard case .object(let object) = self else { return self }
        return .object(JSONObject(object.members.map { (Spelling.pascalCase($0.key), $0.value) }))
    }
}
