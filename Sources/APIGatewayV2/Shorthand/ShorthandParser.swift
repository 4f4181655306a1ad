import Records

/// A recursive-descent parser over the characters of a shorthand text.
struct ShorthandParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private let loadFile: Shorthand.FileLoader?
    private var index = 0
    /// Whether the values that are being parsed stand behind `@=`.
    private var isLoadingFiles = false

    init(_ text: String, loadFile: Shorthand.FileLoader?) {
        self.text = text
        self.scalars = Array(text.unicodeScalars)
        self.loadFile = loadFile
    }

    mutating func parse() throws(ShorthandError) -> JSONObject {
        var object = JSONObject()
        while true {
            let (key, keyOffset) = try parseKey()
            let value = try parseOuterValue()
            try add(key, at: keyOffset, value, to: &object)
            if index == scalars.count { return object }
            try expect(",")
        }
    }

    private func add(
        _ key: String,
        at offset: Int,
        _ value: JSONValue,
        to object: inout JSONObject
    ) throws(ShorthandError) {
        guard object[key] == nil else { throw ShorthandError(.duplicateKey(key), offset: offset, text: text) }
        object[key] = value
    }

    // MARK: Keys and values

    /// Parses a key and the `=` or `@=` behind it.
    private mutating func parseKey() throws(ShorthandError) -> (key: String, offset: Int) {
        let start = index
        while let scalar = current, ShorthandCharacters.isKey(scalar) { index += 1 }
        let key = string(start..<index)
        skipSpaces()
        isLoadingFiles = current == "@"
        let mark = index
        if isLoadingFiles { try expect("@") }
        try expect("=")
        if isLoadingFiles, loadFile == nil { throw ShorthandError(.fileNotAllowed, offset: mark, text: text) }
        return (key, start)
    }

    /// The value of a key of the outermost map: only here several values with commas between them are a list.
    private mutating func parseOuterValue() throws(ShorthandError) -> JSONValue {
        if current == "[" || current == "{" { return try parseValue(depth: 1) }
        var values: [JSONValue] = [.string(try parseText(.first))]
        skipSpaces()
        while current == "," {
            let comma = index
            try expect(",")
            // Two commas: the list is over, the second comma separates it from the next key.
            if current == "," { break }
            guard index < scalars.count else { throw expected("<second>", received: "<none>") }
            guard let value = parseLaterItem() else {
                // What follows is no item but a key: the comma belongs in front of it.
                index = comma
                break
            }
            values.append(.string(value))
        }
        return values.count == 1 ? values[0] : .array(values)
    }

    /// The second or a later item of a list without brackets; nil if none stands here.
    private mutating func parseLaterItem() -> String? {
        guard let scalar = current,
            ShorthandCharacters.isQuote(scalar) || ShorthandCharacters.beginsBareText(scalar),
            let text = try? parseText(.later)
        else { return nil }
        skipSpaces()
        return index == scalars.count || current == "," ? text : nil
    }

    private mutating func parseValue(depth: Int) throws(ShorthandError) -> JSONValue {
        guard depth <= Shorthand.maximumDepth else { throw ShorthandError(.tooDeep, offset: index, text: text) }
        switch current {
        case "[": return .array(try parseList(depth: depth))
        case "{": return .object(try parseMap(depth: depth))
        default: return .string(try parseText(.first))
        }
    }

    private mutating func parseList(depth: Int) throws(ShorthandError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try expect("[")
        while current != "]" {
            elements.append(try parseValue(depth: depth + 1))
            skipSpaces()
            if current != "]" { try expect(",") }
        }
        try expect("]")
        return elements
    }

    private mutating func parseMap(depth: Int) throws(ShorthandError) -> JSONObject {
        var object = JSONObject()
        try expect("{")
        while current != "}" {
            let (key, keyOffset) = try parseKey()
            let value = try parseValue(depth: depth + 1)
            try add(key, at: keyOffset, value, to: &object)
            skipSpaces()
            if current != "}" { try expect(",") }
        }
        try expect("}")
        return object
    }

    // MARK: Text

    /// Quoted or bare text; the empty string where neither stands.
    private mutating func parseText(_ place: ShorthandCharacters.Place) throws(ShorthandError) -> String {
        switch current {
        case "'": return try loaded(try parseQuoted("'", name: "<singled quoted>"))
        case "\"": return try loaded(try parseQuoted("\"", name: "<double quoted>"))
        default: return try loaded(parseBare(place))
        }
    }

    /// The text of the file that a value behind `@=` names; any other value as it is.
    private func loaded(_ value: String) throws(ShorthandError) -> String {
        guard isLoadingFiles, let loadFile else { return value }
        do {
            return try loadFile(value)
        } catch {
            throw ShorthandError(.file(error.message), offset: index, text: text)
        }
    }

    private mutating func parseQuoted(
        _ quote: Unicode.Scalar,
        name: String
    ) throws(ShorthandError) -> String {
        let start = index + 1
        // The first quote without a backslash before it, or else the last one with it, so that 'C:\' is a text.
        var closing: Int?
        for position in start..<scalars.count where scalars[position] == quote {
            closing = position
            if position == start || scalars[position - 1] != "\\" { break }
        }
        guard let closing else { throw expected(name, received: "<none>") }
        var view = String.UnicodeScalarView()
        var position = start
        while position < closing {
            let isEscape =
                scalars[position] == "\\" && position + 1 < closing
                && (scalars[position + 1] == quote || scalars[position + 1] == "\\")
            if isEscape { position += 1 }
            view.append(scalars[position])
            position += 1
        }
        index = closing + 1
        return String(view)
    }

    private mutating func parseBare(_ place: ShorthandCharacters.Place) -> String {
        var view: [Unicode.Scalar] = []
        while let scalar = current {
            if scalar == "\\", index + 1 < scalars.count, scalars[index + 1] == "," {
                view.append(",")
                index += 2
                continue
            }
            let isAllowed =
                view.isEmpty
                ? ShorthandCharacters.beginsBareText(scalar) : ShorthandCharacters.continuesBareText(scalar, place)
            guard isAllowed else { break }
            view.append(scalar)
            index += 1
        }
        while let last = view.last, ShorthandCharacters.isTrimmed(last) { view.removeLast() }
        return String(String.UnicodeScalarView(view))
    }

    // MARK: Characters

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func string(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }

    private mutating func skipSpaces() {
        while let scalar = current, ShorthandCharacters.isSpace(scalar) { index += 1 }
    }

    /// Steps over one character and the spaces around it.
    private mutating func expect(_ scalar: Unicode.Scalar) throws(ShorthandError) {
        skipSpaces()
        guard current == scalar else {
            throw expected(String(Character(scalar)), received: current.map { String(Character($0)) } ?? "EOF")
        }
        index += 1
        skipSpaces()
    }

    private func expected(_ expected: String, received: String) -> ShorthandError {
        ShorthandError(.expected(expected, received: received), offset: index, text: text)
    }
}
