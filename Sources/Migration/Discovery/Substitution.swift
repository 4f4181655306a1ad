import APIGatewayV2

/// A rule like sed's `s/REGEX/TEXT/gi`: any delimiter, `\1` to `\9` and `&` in the text, the first match only without `g`.
///
/// The expressions are those of Swift's `Regex`, which are Perl's. It is a description that can be passed on; `Regex` cannot,
/// so each task that applies it makes an `Editor`.
public struct Substitution: Sendable, Equatable {
    enum Piece: Equatable {
        case text(String)
        /// What a group has matched; 0: the whole match.
        case group(Int)
    }

    private let pattern: String
    private let pieces: [Piece]
    private let isGlobal: Bool
    private let ignoresCase: Bool

    /// - Throws: `EditRuleError`
    public init(_ text: String) throws(EditRuleError) {
        guard text.first == "s", let delimiter = text.dropFirst().first, !delimiter.isLetter, !delimiter.isNumber,
            delimiter != "\\", !delimiter.isNewline
        else { throw EditRuleError("\(Quoted(text)) is not of the form s/REGEX/TEXT/") }
        let parts = Self.split(text.dropFirst(2), by: delimiter)
        guard parts.count == 3 else {
            throw EditRuleError("\(Quoted(text)) is not of the form s\(delimiter)REGEX\(delimiter)TEXT\(delimiter)")
        }
        guard !parts[0].isEmpty else { throw EditRuleError("\(Quoted(text)) has an empty expression") }
        for flag in parts[2] where !"giI".contains(flag) {
            throw EditRuleError("\(Quoted(text)) ends in \(Quoted(String(flag))); allowed: g, i")
        }
        pattern = Self.unescaped(parts[0], delimiter)
        isGlobal = parts[2].contains("g")
        ignoresCase = parts[2].contains { "iI".contains($0) }
        pieces = try Self.pieces(of: parts[1], of: text)
        let groups = try Self.groupCount(of: pattern, in: text)
        for case .group(let number) in pieces where number > groups {
            throw EditRuleError("\(Quoted(text)) has no group \(number)")
        }
    }

    /// Splits at delimiters that no backslash stands before, and that do not stand in a bracket of the expression (`[/]`).
    private static func split(_ text: Substring, by delimiter: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var isEscaped = false
        /// Where the bracket that is open began.
        var bracket: String.Index?
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if let open = bracket {
                // Right at the beginning it is one of the characters that are meant.
                let isFirst = ["[", "[^"].contains(text[open..<index])
                if character == "]", !isFirst { bracket = nil }
            } else if character == delimiter, parts.count < 2 {
                parts.append(text[start..<index])
                start = text.index(after: index)
            } else if character == "[", parts.isEmpty {
                bracket = index
            }
        }
        return parts + [text[start...]]
    }

    /// A delimiter behind a backslash is the character itself; every other backslash is the expression's.
    private static func unescaped(_ text: Substring, _ delimiter: Character) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result += character == delimiter ? String(character) : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return isEscaped ? result + "\\" : result
    }

    /// - Parameter rule: the whole of it, for messages.
    private static func pieces(of text: Substring, of rule: String) throws(EditRuleError) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        func flush() {
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = ""
        }
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
                switch character {
                case "0"..."9":
                    flush()
                    pieces.append(.group(character.wholeNumberValue ?? 0))
                case "n": literal.append("\n")
                case "t": literal.append("\t")
                // sed turns case with some of them.
                case "a"..."z", "A"..."Z":
                    throw EditRuleError("\(Quoted(rule)) has \\\(character) in its text, which has no meaning here")
                default: literal.append(character)
                }
            } else if character == "\\" {
                isEscaped = true
            } else if character == "&" {
                flush()
                pieces.append(.group(0))
            } else {
                literal.append(character)
            }
        }
        if isEscaped { literal += "\\" }
        flush()
        return pieces
    }

    /// How many groups the expression has: seen at a match, which an empty alternative makes sure of.
    private static func groupCount(of pattern: String, in text: String) throws(EditRuleError) -> Int {
        do {
            _ = try Regex(pattern)
            let match = try Regex("(?:\(pattern))|").firstMatch(in: "")
            return (match?.output.count ?? 1) - 1
        } catch {
            throw EditRuleError("\(Quoted(text)) has no valid expression: \(error)")
        }
    }
}

extension Substitution {
    /// A substitution whose expression is ready to be matched, for one task.
    struct Editor {
        private let substitution: Substitution
        private let regex: Regex<AnyRegexOutput>

        init(_ substitution: Substitution) throws {
            self.substitution = substitution
            regex = try Regex(substitution.pattern).ignoresCase(substitution.ignoresCase)
                .matchingSemantics(.unicodeScalar)
        }

        /// The new text; `nil` when nothing matches.
        func apply(to text: String) -> String? {
            let first = text.firstMatch(of: regex).map { [$0] } ?? []
            let matches = substitution.isGlobal ? text.matches(of: regex) : first
            if matches.isEmpty { return nil }
            var result = ""
            var index = text.startIndex
            for (number, match) in matches.enumerated() {
                // As in sed, nothing is no match right behind a match.
                if number > 0, match.range.isEmpty, match.range.lowerBound == index { continue }
                result += text[index..<match.range.lowerBound]
                for piece in substitution.pieces {
                    switch piece {
                    case .text(let text): result += text
                    case .group(0): result += text[match.range]
                    case .group(let number): result += match.output[number].substring ?? ""
                    }
                }
                index = match.range.upperBound
            }
            return result + text[index...]
        }
    }
}
