/// Text from elsewhere, such as a service's message, made fit to be shown on a terminal.
public enum Printable {
    /// The text with control and format characters written as escapes (`\n`, `\u{1B}`), so that nothing in it can drive a
    /// terminal, break a line or turn its direction; after `limit` scalars it is cut and ends in `…`.
    public static func text(_ text: String, limit: Int = .max) -> String {
        let start = text.utf8.prefix(limit)
        if isPlain(start) {
            if start.endIndex == text.utf8.endIndex { return text }
            // A character outside ASCII may begin there, but nothing before it is one.
            return String(Substring(start)) + "…"
        }
        var shown = String.UnicodeScalarView()
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == limit {
                shown.append("…")
                break
            }
            if isPrintable(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        return String(shown)
    }

    /// The text with its line breaks and tabs, which a quoted cell may hold, but no other control character.
    public static func cell(_ text: String) -> String {
        if isPlain(text.utf8) { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isPrintable(scalar) || scalar == "\n" || scalar == "\r" || scalar == "\t" {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        return String(shown)
    }

    /// Nothing but printable ASCII, which is what nearly all texts are.
    private static func isPlain(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\t": #"\t"#
        default: #"\u{"# + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
