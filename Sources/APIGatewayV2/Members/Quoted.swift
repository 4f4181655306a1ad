/// A text from the input as messages show it: in quotes, cut, and with nothing in it that a terminal would obey.
public struct Quoted: Sendable, Equatable, CustomStringConvertible {
    /// Longer texts are cut, so that a message stays readable.
    public static let limit = 80

    public let description: String

    public init(_ text: String) {
        description = "'\(Self.readable(text))'"
    }

    /// The text without its quotes: at most `limit` scalars, then `…`; control characters as escapes.
    public static func readable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit {
                shown.append("…")
                break
            }
            count += 1
            if isPrintable(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        return String(shown)
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
