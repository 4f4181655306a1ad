import Records

/// Cuts an expression into tokens.
struct Lexer {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var index = 0

    private init(_ text: String) {
        self.text = text
        self.scalars = Array(text.unicodeScalars)
    }

    /// The tokens, the last of which is `end`.
    static func tokens(of text: String) throws(JMESPathError) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while let token = try lexer.next() { tokens.append(token) }
        tokens.append(Token(kind: .end, offset: lexer.scalars.count))
        return tokens
    }

    private mutating func next() throws(JMESPathError) -> Token? {
        while index < scalars.count, Self.isBlank(scalars[index]) { index += 1 }
        guard index < scalars.count else { return nil }
        let start = index
        return Token(kind: try kind(startingWith: scalars[index]), offset: start)
    }

    /// The token at the index, which afterwards is behind it.
    private mutating func kind(startingWith first: Unicode.Scalar) throws(JMESPathError) -> Token.Kind {
        switch first {
        case "a"..."z", "A"..."Z", "_": return .identifier(takeWhile(Self.isIdentifier))
        case "0"..."9", "-": return try number()
        case "\"": return .quotedIdentifier(try quotedIdentifier())
        case "'": return .literal(.string(try delimited(by: "'")))
        case "`": return .literal(try literal())
        default: break
        }
        let start = index
        index += 1
        switch first {
        case ".": return .dot
        case "*": return .star
        case ",": return .comma
        case ":": return .colon
        case "@": return .current
        case "(": return .leftParenthesis
        case ")": return .rightParenthesis
        case "{": return .leftBrace
        case "}": return .rightBrace
        case "]": return .rightBracket
        case "[": return skip("]") ? .flatten : skip("?") ? .filter : .leftBracket
        case "|": return skip("|") ? .or : .pipe
        case "&": return skip("&") ? .and : .reference
        case "!": return skip("=") ? .comparator(.notEqual) : .not
        case "<": return .comparator(skip("=") ? .lessOrEqual : .less)
        case ">": return .comparator(skip("=") ? .greaterOrEqual : .greater)
        case "=":
            if skip("=") { return .comparator(.equal) }
            throw error(at: start, "\"=\" is nothing on its own; write \"==\" to compare")
        default: throw error(at: start, "unexpected character \(Self.shown(first))")
        }
    }

    /// A number that does not fit is the largest or smallest that does: it can only be an index or a bound of a slice.
    private mutating func number() throws(JMESPathError) -> Token.Kind {
        let start = index
        let isNegative = skip("-")
        let digits = takeWhile { "0"..."9" ~= $0 }
        if digits.isEmpty { throw error(at: start, "\"-\" must be followed by a digit") }
        return .number(Int((isNegative ? "-" : "") + digits) ?? (isNegative ? Int.min : Int.max))
    }

    private mutating func quotedIdentifier() throws(JMESPathError) -> String {
        let start = index
        let content = try delimited(by: "\"", keepsEscapes: true)
        do {
            return try JSONValue(parsing: "\"\(content)\"").string ?? ""
        } catch {
            throw self.error(at: start, "the name in quotes is no JSON string: \(error.message)")
        }
    }

    /// A literal between backticks. What is no JSON is taken for a string, as the AWS CLI does, unless it begins like
    /// an array, an object or a string.
    private mutating func literal() throws(JMESPathError) -> JSONValue {
        let start = index
        let content = try delimited(by: "`")
        do {
            return try JSONValue(parsing: content, duplicateKeys: .lastWins)
        } catch {
            let unquoted = String(String.UnicodeScalarView(content.unicodeScalars.drop(while: Self.isBlank)))
            let opensJSON = unquoted.unicodeScalars.first.map { ["[", "{", "\""].contains($0) } ?? false
            if !opensJSON, let value = try? JSONValue(parsing: "\"\(unquoted)\"") { return value }
            throw self.error(at: start, "the literal between backticks is no JSON: \(error.message)")
        }
    }

    /// What stands between two delimiters. A backslash takes the next character with it; before a delimiter it is left
    /// out, unless `keepsEscapes`.
    private mutating func delimited(
        by delimiter: Unicode.Scalar,
        keepsEscapes: Bool = false
    ) throws(JMESPathError) -> String {
        let start = index
        index += 1
        var content = String.UnicodeScalarView()
        while index < scalars.count, scalars[index] != delimiter {
            if scalars[index] == "\\", index + 1 < scalars.count {
                if scalars[index + 1] != delimiter || keepsEscapes { content.append("\\") }
                index += 1
            }
            content.append(scalars[index])
            index += 1
        }
        guard skip(delimiter) else {
            throw error(at: start, "the \(Self.shown(delimiter)) that begins here has no closing one")
        }
        return String(content)
    }

    private mutating func takeWhile(_ isWanted: (Unicode.Scalar) -> Bool) -> String {
        let taken = scalars[index...].prefix(while: isWanted)
        index += taken.count
        return String(String.UnicodeScalarView(taken))
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
        return true
    }

    private func error(at offset: Int, _ message: String) -> JMESPathError {
        JMESPathError(.syntax, at: offset, of: text, message)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    private static func isIdentifier(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        Printable.text(String(Character(scalar)))
    }
}
