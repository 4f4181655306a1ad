import APIGatewayV2
import Records

/// What stands in a cell, or behind a member's name in a JSON line.
enum ManifestValue {
    case cell(String)
    case json(JSONValue)

    /// `<clear>` in a cell, `null` in JSON.
    var clears: Bool {
        switch self {
        case .cell(let text): text == Member.clearMark
        case .json(let json): json.isNull
        }
    }

    /// `<clear>` as a JSON string, where it would be text.
    var isMisplacedClearMark: Bool { json?.string == Member.clearMark }

    /// The text of a cell or of a JSON string.
    var text: String? {
        switch self {
        case .cell(let text): text
        case .json(let json): json.string
        }
    }

    /// For messages: as it was written.
    var shown: String {
        switch self {
        case .cell(let text): text
        case .json(let json): json.string ?? JSONWriter().string(json)
        }
    }

    /// How the value says that a member is cleared, for messages.
    var clearMark: String {
        switch self {
        case .cell: Member.clearMark
        case .json: "null"
        }
    }

    private var json: JSONValue? {
        if case .json(let json) = self { json } else { nil }
    }

    /// Reads the value of a whole member.
    func value(of member: Member, problems: inout [MemberError]) -> MemberValue? {
        switch self {
        case .cell(let text): member.value(fromText: text, problems: &problems)
        case .json(let json): member.value(fromJSON: json, problems: &problems)
        }
    }

    /// The map of one status, inside a map by status.
    func value(ofStatus status: String, of member: Member, problems: inout [MemberError]) -> MemberValue? {
        do {
            let inner = if let text { try Member.object(fromText: text) } else { json ?? .null }
            let whole = JSONValue.object(JSONObject([(key: status, value: inner)]))
            return member.value(fromJSON: whole, problems: &problems)
        } catch {
            problems.append(error)
            return nil
        }
    }
}
