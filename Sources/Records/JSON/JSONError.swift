/// Why a text is not the JSON that is wanted, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Code: Sendable, Equatable {
        case expected(String, found: String)
        case unclosedString
        case controlCharacter(UInt8)
        case badEscape
        case loneSurrogate
        case invalidUTF8
        case badNumber(String)
        case duplicateKey(String)
        case tooDeep(Int)
        case trailingText(String)
    }

    /// How many bytes stand before the place.
    public let offset: Int
    /// The place as line and column.
    public let position: Position
    private let code: Code

    init(_ code: Code, offset: Int, position: Position) {
        self.code = code
        self.offset = offset
        self.position = position
    }

    /// What is wrong and what is allowed, without the position.
    public var message: String {
        switch code {
        case .expected(let wanted, let found): "\(wanted) expected, found \(found)"
        case .unclosedString: "the string that begins here has no closing quote"
        case .controlCharacter(let byte): "control character in a string; write it as \(JSONWriter.escape(byte))"
        case .badEscape: #"bad escape in a string; allowed are \" \\ \/ \b \f \n \r \t and \u with four hex digits"#
        case .loneSurrogate: #"half of a surrogate pair in a string; such a \u escape needs the other half"#
        case .invalidUTF8: "invalid UTF-8 at byte offset \(offset)"
        case .badNumber(let reason): "bad number: \(reason)"
        case .duplicateKey(let key): "the key \"\(Printable.text(key))\" appears twice in one object"
        case .tooDeep(let limit): "arrays and objects nest deeper than \(limit) levels, the most that is allowed"
        case .trailingText(let found): "nothing more expected after the value, found \(found)"
        }
    }

    /// The kind of mistake, with no dynamic text: reports group by it.
    public var shortDescription: String {
        switch code {
        case .invalidUTF8: "invalid UTF-8"
        case .duplicateKey: "duplicate JSON key"
        case .tooDeep: "JSON nested too deep"
        default: "malformed JSON"
        }
    }

    public var description: String { "\(position): \(message)" }
}

extension JSONError {
    /// The same mistake, seen in a file in which the text begins at the first column of `line`, `offset` bytes in.
    func moved(toLine line: Int, offset: Int) -> JSONError {
        let position = Position(line: line + position.line - 1, column: position.column)
        return JSONError(code, offset: offset + self.offset, position: position)
    }
}
