/// Which characters may stand where in shorthand, as the AWS CLI has it.
enum ShorthandCharacters {
    /// Where a bare text stands.
    enum Place {
        /// Right behind a `=`, or in brackets.
        case first
        /// The second or a later item of a list without brackets.
        case later
    }

    static func isKey(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "-", "_", ".", "#", "/", ":": true
        default: false
        }
    }

    static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\""
    }

    /// White space between the parts of the syntax.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || "\t"..."\r" ~= scalar
    }

    /// White space that is cut off at the end of a bare text: Unicode's, and the separators U+001C to U+001F.
    static func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || "\u{1C}"..."\u{1F}" ~= scalar
    }

    static func beginsBareText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{0}"..." ", "\"", "'", ",", "=", "[", "{": false
        default: true
        }
    }

    static func continuesBareText(_ scalar: Unicode.Scalar, _ place: Place) -> Bool {
        switch scalar {
        case " ", "\t"..."\r", "\u{1C}"..."\u{1F}": true
        case "\u{0}"..."\u{1F}", "\"", "'", ",": false
        case "]", "}": place == .later
        case "=": place == .first
        default: true
        }
    }
}
