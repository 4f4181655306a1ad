import APIGatewayV2
import Foundation
import Records

/// The way back of a row that was updated: the values from before, to be sent only where those from after still hold.
///
/// It is kept as a line of a manifest in JSON Lines, and read again without the checks that a manifest's values pass: what
/// was live is what the service had accepted.
struct InverseRow: Sendable {
    var target: Target
    var accountID: String?
    /// `nil`: clears the member. Of a map it holds the keys that have changed; "" removes one that was added.
    var values: [Member: MemberValue?]
    /// What the values have to be now; of a map the keys that have changed.
    var expected: [Member: MemberValue?]

    /// - Parameters:
    ///   - members: those that the update had.
    ///   - before: the integration before the update, `after` what the service answered to it.
    init(target: Target, accountID: String?, members: [Member], before: Integration, after: Integration) {
        self.target = target
        self.accountID = accountID
        values = [:]
        expected = [:]
        for member in members where before.values[member] != after.values[member] {
            let (old, new) = (before.values[member], after.values[member])
            values[member] = .some(Self.wanted(member, old: old, new: new))
            expected[member] = .some(Self.wanted(member, old: new, new: old))
        }
    }

    /// What leads from `new` back to `old`. For maps, which are merged key by key, that is the keys that differ.
    private static func wanted(_ member: Member, old: MemberValue?, new: MemberValue?) -> MemberValue? {
        switch (old, new) {
        case (.map(let old), .map(let new)) where member != .tlsConfig:
            return .map(changedKeys(from: new, to: old))
        case (nil, .map(let new)) where member != .tlsConfig:
            return .map(changedKeys(from: new, to: [:]))
        case (.statusMap(let old), _):
            var live: [String: [String: String]] = [:]
            if case .statusMap(let new) = new { live = new }
            return .statusMap(changedStatuses(from: live, to: old))
        case (nil, .statusMap(let new)):
            return .statusMap(changedStatuses(from: new, to: [:]))
        default:
            return old
        }
    }

    private static func changedKeys(from new: [String: String], to old: [String: String]) -> [String: String] {
        var changed = old.filter { new[$0.key] != $0.value }
        for key in new.keys where old[key] == nil { changed[key] = "" }
        return changed
    }

    private static func changedStatuses(
        from new: [String: [String: String]],
        to old: [String: [String: String]]
    ) -> [String: [String: String]] {
        var changed: [String: [String: String]] = [:]
        for status in Set(new.keys).union(old.keys) where new[status] != old[status] {
            // A status that was added is removed as a whole, which {} says.
            changed[status] = old[status].map { changedKeys(from: new[status] ?? [:], to: $0) } ?? [:]
        }
        return changed
    }
}

extension InverseRow {
    private static let targetNames = (
        profile: "profile", role: "role_arn", region: "region", account: "account_id", api: "api_id",
        integration: "integration_id", expect: "expect"
    )

    /// The line of a manifest that says the same.
    var record: [UInt8] {
        let names = Self.targetNames
        var object = JSONObject()
        object[names.profile] = target.profile.map { .string($0) }
        object[names.role] = target.roleARN.map { .string($0) }
        object[names.region] = target.region.map { .string($0) }
        object[names.account] = accountID.map { .string($0) }
        object[names.api] = .string(target.apiID)
        object[names.integration] = .string(target.integrationID)
        for (member, value) in values.sorted(by: { $0.key < $1.key }) {
            object[member.columnName] = value?.json ?? .null
        }
        var expectations = JSONObject()
        for (member, value) in expected.sorted(by: { $0.key < $1.key }) {
            Self.add(member, value, to: &expectations)
        }
        object[names.expect] = .object(expectations)
        return JSONWriter().bytes(.object(object))
    }

    /// Keys of maps one by one, with the dotted names of manifests: other keys do not matter.
    private static func add(_ member: Member, _ value: MemberValue?, to object: inout JSONObject) {
        switch value {
        case .map(let map) where member != .tlsConfig:
            for (key, text) in map.sorted(by: { $0.key < $1.key }) {
                object["\(member.columnName).\(key)"] = .string(text)
            }
        case .statusMap(let map):
            for (status, keys) in map.sorted(by: { $0.key < $1.key }) {
                if keys.isEmpty { object["\(member.columnName).\(status)"] = .string("") }
                for (key, text) in keys.sorted(by: { $0.key < $1.key }) {
                    object["\(member.columnName).\(status).\(key)"] = .string(text)
                }
            }
        case .some(let value): object[member.columnName] = value.json
        case nil: object[member.columnName] = .null
        }
    }

    /// Reads `record` again.
    ///
    /// - Throws: `InvalidManifest` when it is not one.
    static func row(number: Int, line: Int, record: [UInt8]) throws -> Row {
        let names = targetNames
        guard let object = try? JSONValue(parsing: record).object, case .string(let api) = object[names.api],
            case .string(let integration) = object[names.integration]
        else { throw InvalidManifest(unreadableRecordAt: line) }
        func text(_ name: String) -> String? {
            if case .string(let text) = object[name] { text } else { nil }
        }
        var changes = MemberMap<IntegrationUpdate.Change>()
        for member in Member.allCases {
            guard let json = object[member.columnName] else { continue }
            if json.isNull {
                changes[member] = .clear
            } else if let value = member.value(unchecked: json) {
                changes[member] = .set(value)
            } else {
                throw InvalidManifest(unreadableRecordAt: line)
            }
        }
        return Row(
            number: number,
            line: line,
            target: Target(
                profile: text(names.profile),
                roleARN: text(names.role),
                region: text(names.region),
                apiID: api,
                integrationID: integration
            ),
            accountID: text(names.account),
            update: IntegrationUpdate(changes),
            expectations: expectations(object[names.expect]?.object ?? JSONObject())
        )
    }

    private static func expectations(_ object: JSONObject) -> MemberMap<Expectation> {
        var whole = MemberMap<Expectation>()
        var maps: [Member: [String: String]] = [:]
        var statuses: [Member: [String: [String: String]]] = [:]
        for entry in object.members {
            let parts = entry.key.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard let member = Member(anySpelling: parts[0]) else { continue }
            guard parts.count > 1, case .string(let text) = entry.value else {
                let value = member.value(unchecked: entry.value)
                whole[member] = value.map { .equals($0) } ?? .absent
                continue
            }
            if member.keyDepth == 2 {
                statuses[member, default: [:]][parts[1], default: [:]][parts.count > 2 ? parts[2] : ""] = text
            } else {
                maps[member, default: [:]][String(entry.key.dropFirst(parts[0].count + 1))] = text
            }
        }
        for (member, map) in maps { whole[member] = .keys(.map(map)) }
        for (member, map) in statuses {
            // A status without keys is expected not to be there.
            whole[member] = .keys(.statusMap(map.mapValues { $0.filter { !$0.key.isEmpty } }))
        }
        return whole
    }
}

extension Row {
    /// Members that the row clears and that no request can: what a rollback has to leave as they are.
    var notRestorable: [Member] {
        update.members.filter { update.changes[$0] == .clear && !$0.rule.isClearable }
    }
}

extension InvalidManifest {
    fileprivate init(unreadableRecordAt line: Int) {
        let code = ManifestProblem.Code.badRecord("unreadable stored record")
        let message = "the stored record is not the way back of a row"
        self.init(problems: [ManifestProblem(code, line: line, message: message)])
    }
}
