/// A word of a command line, written so that a shell reads it back: whatever is printed as a command can be pasted.
public enum ShellWord {
    /// The text as one word: bare where no shell gives a character of it a meaning, else in quotes; control and format
    /// characters as escapes in `$'…'`, which bash, zsh and ksh know.
    public static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
        if Printable.text(text) == text { return "'" + text.replacing("'", with: #"'\''"#) + "'" }
        var word = "$'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'", "\\": word += "\\" + String(scalar)
            case "\n": word += #"\n"#
            case "\r": word += #"\r"#
            case "\t": word += #"\t"#
            default:
                let shown = Printable.text(String(scalar))
                word += shown == String(scalar) ? shown : escaped(scalar)
            }
        }
        return word + "'"
    }

    /// `--passthrough 'a b'`: the words of a command line, each as `quoted(_:)` writes it.
    public static func joined(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_./=:,%@+".utf8.contains(byte)
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        func padded(_ width: Int) -> String { String(repeating: "0", count: max(0, width - digits.count)) + digits }
        return scalar.value > 0xFFFF ? #"\U"# + padded(8) : #"\u"# + padded(4)
    }
}
