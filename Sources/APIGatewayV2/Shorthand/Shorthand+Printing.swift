public import Records

extension Shorthand {
    /// The shorthand of a map, bare where it can be; `nil` where shorthand has no words for it: other keys than
    /// `A-Z a-z 0-9 - _ . # / :`, other values than texts, lists and maps, a quoted text that ends in a backslash.
    public static func text(of object: JSONObject) -> String? {
        object.isEmpty ? nil : members(of: object, empty: "")
    }

    /// - Parameter empty: how the empty text is written. In brackets nothing at all would be a closing bracket's place,
    ///   and a bracket can begin a bare text.
    private static func members(of object: JSONObject, empty: String) -> String? {
        var parts: [String] = []
        for member in object.members {
            guard member.key.unicodeScalars.allSatisfy(ShorthandCharacters.isKey),
                let value = value(member.value, empty: empty)
            else { return nil }
            parts.append("\(member.key)=\(value)")
        }
        return parts.joined(separator: ",")
    }

    private static func value(_ value: JSONValue, empty: String) -> String? {
        switch value {
        case .string(let text): return text.isEmpty ? empty : self.text(of: text)
        case .array(let elements):
            var items: [String] = []
            for element in elements {
                guard let item = self.value(element, empty: "''") else { return nil }
                items.append(item)
            }
            return "[\(items.joined(separator: ","))]"
        case .object(let object): return members(of: object, empty: "''").map { "{\($0)}" }
        case .null, .bool, .number: return nil
        }
    }

    /// - Parameter text: not empty.
    private static func text(of text: String) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        // A backslash before a comma or a quote, whichever follows the value, is an escape.
        if last == "\\" { return nil }
        let isBare =
            ShorthandCharacters.beginsBareText(first) && first != "]" && first != "}"
            && !ShorthandCharacters.isTrimmed(last)
            && scalars.dropFirst().allSatisfy { ShorthandCharacters.continuesBareText($0, .first) }
        if isBare { return text }
        return "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
