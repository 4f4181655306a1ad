/// Why a text is not shorthand, in the AWS CLI's words, and where.
public struct ShorthandError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Code: Sendable, Equatable {
        case expected(String, received: String)
        case duplicateKey(String)
        case fileNotAllowed
        case file(String)
        case tooDeep
    }

    /// How many characters (Unicode scalars) stand before the place.
    public let offset: Int
    /// The whole text that was parsed.
    public let text: String
    private let code: Code

    init(_ code: Code, offset: Int, text: String) {
        self.code = code
        self.offset = offset
        self.text = text
    }

    /// What is wrong, in one line: the CLI's words, the place and, where that is not plain, what to do.
    public var message: String {
        let hint = hint.map { " (\($0))" } ?? ""
        return "\(problem) at character \(offset + 1)\(hint)"
    }

    /// The kind of mistake, with no dynamic text: reports group by it.
    public var shortDescription: String {
        switch code {
        case .expected: "malformed shorthand"
        case .duplicateKey: "duplicate shorthand key"
        case .fileNotAllowed: "shorthand loads a file"
        case .file: "file of a shorthand value unreadable"
        case .tooDeep: "shorthand nested too deep"
        }
    }

    /// What the CLI prints: the problem and the text with a caret under the place.
    public var description: String {
        let lines = "\(problem) for input:\n\(textWithCaret)"
        guard case .duplicateKey = code else { return lines }
        return lines + "\nThis is often because there is a preceding \",\" instead of a space."
    }

    private var problem: String {
        switch code {
        case .expected(let expected, let received): "Expected: '\(expected)', received: '\(received)'"
        case .duplicateKey(let key): "Second instance of key \"\(key)\" encountered"
        case .fileNotAllowed: "Values cannot be loaded from files with '@='"
        case .file(let problem): problem
        case .tooDeep: "Lists and maps nest deeper than \(Shorthand.maximumDepth) levels"
        }
    }

    private var hint: String? {
        switch code {
        case .expected("<second>", _): "a value must follow the comma"
        case .expected("<singled quoted>", _), .expected("<double quoted>", _): "the quote is never closed"
        case .expected("=", received: "EOF"): nil
        case .expected("=", _): "keys hold only A-Z a-z 0-9 - _ . # / : and others need JSON"
        case .expected(",", received: "'"), .expected(",", received: "\""), .expected(",", received: "}"),
            .expected(",", received: "]"):
            "a value with this character must be in quotes"
        case .fileNotAllowed: "write the value itself after '='"
        case .expected, .duplicateKey, .file, .tooDeep: nil
        }
    }

    /// The caret stands in a line of its own below the line that it points into.
    private var textWithCaret: String {
        let scalars = Array(text.unicodeScalars)
        let lineStart = (scalars[..<offset].lastIndex(of: "\n") ?? -1) + 1
        let lineEnd = scalars[offset...].firstIndex(of: "\n") ?? scalars.count
        var view = String.UnicodeScalarView(scalars[..<lineEnd])
        view.append("\n")
        view.append(contentsOf: repeatElement(" ", count: offset - lineStart))
        view.append("^")
        view.append(contentsOf: scalars[lineEnd...])
        return String(view)
    }
}
