import Records

/// Texts from outside as they can be shown on a terminal.
public enum SafeText {
    /// The text without control characters, but with its line breaks.
    public static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { Printable.text(String($0)) }
            .joined(separator: "\n")
    }

    /// JSON text of the same value, in which no character outside ASCII does anything to a terminal.
    public static func json(_ json: String) -> String {
        if json.utf8.allSatisfy({ $0 < 0x7F }) { return json }
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if scalar == "\n" || Printable.text(String(scalar)).unicodeScalars.first == scalar {
                text.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text.append(
                        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
                    )
                }
            }
        }
        return String(text)
    }
}
