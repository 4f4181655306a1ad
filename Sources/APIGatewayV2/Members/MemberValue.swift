public import Records

/// The value of a member. `tlsConfig` is a map too: its only key is `serverNameToVerify`.
///
/// Texts are equal when their scalars are: unlike in `String`, composed and decomposed characters are different, as they
/// are for the service.
public enum MemberValue: Sendable {
    case string(String)
    case integer(Int)
    case map([String: String])
    case statusMap([String: [String: String]])

    /// The value as JSON, map keys sorted so that equal values are equal bytes.
    public var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .map(let map): Self.object(map) { .string($0) }
        case .statusMap(let map): Self.object(map) { Self.object($0) { .string($0) } }
        }
    }

    /// The value as a person would type it into a cell, for messages: a map in shorthand where that has words for it.
    public var shown: String {
        let json = json
        if case .object(let object) = json, let shorthand = Shorthand.text(of: object) { return shorthand }
        return JSONWriter().string(json)
    }

    private static func object<Value>(_ map: [String: Value], _ value: (Value) -> JSONValue) -> JSONValue {
        .object(JSONObject(map.sorted { $0.key < $1.key }.map { (key: $0.key, value: value($0.value)) }))
    }
}

extension MemberValue: Equatable {
    public static func == (left: MemberValue, right: MemberValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.isSame(as: right)
        case (.integer(let left), .integer(let right)): left == right
        case (.map(let left), .map(let right)): isSame(left, right)
        case (.statusMap(let left), .statusMap(let right)):
            left.count == right.count
                && left.allSatisfy { status, inner in right[status].map { isSame(inner, $0) } ?? false }
        default: false
        }
    }

    private static func isSame(_ left: [String: String], _ right: [String: String]) -> Bool {
        left.count == right.count && left.allSatisfy { key, text in right[key]?.isSame(as: text) ?? false }
    }
}

extension MemberValue {
    /// Nothing is set: the service may answer a cleared member as absent, as "" or as {}.
    public var isEmpty: Bool {
        switch self {
        case .string(let text): text.isEmpty
        case .integer: false
        case .map(let map): map.values.allSatisfy(\.isEmpty)
        case .statusMap(let map): map.values.allSatisfy { $0.values.allSatisfy(\.isEmpty) }
        }
    }

    /// Whether a live value has everything that this one asks for. Keys of a live map that are not asked about do not
    /// matter; "" asks for a key's absence, {} for a status's absence.
    public func isMet(by live: MemberValue?) -> Bool {
        switch (self, live) {
        case (_, nil): isEmpty
        case (.map(let wanted), .map(let live)): Self.isMet(wanted, by: live)
        case (.statusMap(let wanted), .statusMap(let live)):
            wanted.allSatisfy { status, inner in
                let liveInner = live[status] ?? [:]
                return inner.isEmpty ? liveInner.isEmpty : Self.isMet(inner, by: liveInner)
            }
        default: self == live
        }
    }

    /// The same for the value of one member: two spellings of one Lambda function's URI are the same value.
    public func isMet(by live: MemberValue?, in member: Member) -> Bool {
        if member == .integrationURI, case .string(let wanted) = self, case .string(let text) = live,
            !wanted.isSame(as: text), let function = LambdaURI(wanted)
        {
            return function == LambdaURI(text)
        }
        return isMet(by: live)
    }

    private static func isMet(_ wanted: [String: String], by live: [String: String]) -> Bool {
        wanted.allSatisfy { key, text in text.isSame(as: live[key] ?? "") }
    }
}
