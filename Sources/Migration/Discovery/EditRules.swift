import APIGatewayV2
import Records

/// How `discover` makes new values from live ones.
///
/// A description that tasks can share; each of them applies it through an `EditRules.Editor` of its own. The function of a
/// Lambda URI is edited first, then come rewrites in their order, then values that are set.
public struct EditRules: Sendable {
    /// `MEMBER=VALUE`
    struct Assignment: Sendable {
        var place: MemberPlace
        /// `nil` clears.
        var value: JSONValue?
        var update: IntegrationUpdate
        var text: String
    }

    /// `MEMBER=s/REGEX/TEXT/`
    struct Rewrite: Sendable {
        var place: MemberPlace
        var substitution: Substitution
        var text: String
    }

    public var lambda = LambdaEdit()
    private(set) var rewrites: [Rewrite] = []
    private(set) var assignments: [Assignment] = []

    public init() {}

    /// Without rules `discover` writes what is there, to be edited by hand.
    public var isEmpty: Bool { lambda.isEmpty && rewrites.isEmpty && assignments.isEmpty }

    /// Adds what one `--set` says.
    public mutating func addAssignment(_ text: String) throws(EditRuleError) {
        let (name, value) = try Self.split(text, form: "MEMBER=VALUE")
        let place = try Self.place(name)
        guard !places.contains(place) else {
            throw EditRuleError("\(Quoted(name)) is the subject of two rules, one of which sets it")
        }
        guard !value.isEmpty else {
            throw EditRuleError("\(Quoted(text)) sets nothing; \(name)=\(Member.clearMark) clears it")
        }
        let update = try Self.update(.cell(value), at: place)
        let json: JSONValue? =
            switch update.changes[place.member] {
            case .clear, nil: nil
            case .set(let value) where place.isWhole: value.json
            case .set: value == Member.clearMark ? nil : .string(value)
            }
        assignments.append(Assignment(place: place, value: json, update: update, text: text))
    }

    /// Adds what one `--rewrite` says.
    public mutating func addRewrite(_ text: String) throws(EditRuleError) {
        let (name, expression) = try Self.split(text, form: "MEMBER=s/REGEX/TEXT/")
        let place = try Self.place(name)
        guard !place.member.isMap || place.key != nil else {
            throw EditRuleError("\(Quoted(name)) is a map; name one of its keys, such as \(name).KEY")
        }
        guard !assignments.contains(where: { $0.place == place }) else {
            throw EditRuleError("\(Quoted(name)) is the subject of two rules, one of which sets it")
        }
        rewrites.append(Rewrite(place: place, substitution: try Substitution(expression), text: text))
    }

    /// Everything that some rule may change, each once, in the order of the service's model.
    var places: [MemberPlace] {
        var places = Set(rewrites.map(\.place) + assignments.map(\.place))
        if !lambda.isEmpty { places.insert(MemberPlace(member: .integrationURI)) }
        return places.sorted { $0.columnName < $1.columnName }
    }

    private static func split(_ text: String, form: String) throws(EditRuleError) -> (name: String, rest: String) {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
            throw EditRuleError("\(Quoted(text)) is not of the form \(form)")
        }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private static func place(_ name: String) throws(EditRuleError) -> MemberPlace {
        do {
            guard case .update(let place) = try ManifestColumn(name: name) else {
                throw EditRuleError("\(Quoted(name)) is no member of an integration that can be changed")
            }
            return place
        } catch let error as EditRuleError {
            throw error
        } catch let error as ColumnNameError {
            throw EditRuleError("\(Quoted(name)): \(error.message)")
        } catch {
            throw EditRuleError("\(Quoted(name)): \(error)")
        }
    }

    /// The update that one value makes.
    ///
    /// - Throws: `EditRuleError` when the member cannot hold it.
    static func update(_ value: ManifestValue, at place: MemberPlace) throws(EditRuleError) -> IntegrationUpdate {
        var collector = MemberCollector(.update, line: 0)
        collector.take(value, at: place, column: place.columnName)
        let joined = collector.joined()
        if let problem = collector.problems.first { throw EditRuleError(problem.text) }
        return IntegrationUpdate(joined.mapValues { $0.value.map(IntegrationUpdate.Change.set) ?? .clear })
    }
}

extension MemberPlace {
    /// `integration_uri`, `response_parameters.404.overwrite:statuscode`
    var columnName: String { ([member.columnName] + [status, key].compactMap { $0 }).joined(separator: ".") }
}

extension Integration {
    /// What stands at a place, as JSON; `nil` when nothing does.
    func value(at place: MemberPlace) -> JSONValue? {
        switch (values[place.member], place.status, place.key) {
        case (let value?, nil, nil): value.isEmpty ? nil : value.json
        case (.map(let map), nil, let key?): map[key].map { .string($0) }
        case (.statusMap(let map), let status?, nil):
            map[status].map { .object(JSONObject($0.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })) }
        case (.statusMap(let map), let status?, let key?): map[status]?[key].map { .string($0) }
        default: nil
        }
    }
}
