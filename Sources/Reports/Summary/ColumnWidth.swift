/// How many columns a text takes on a terminal.
///
/// Unlike in the AWS CLI's tables, characters of ambiguous width (é, →) count once, as terminals show them, and combining
/// marks not at all.
public enum ColumnWidth {
    public static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// The longest beginning of a text that fits, with `…` in the place of what is cut off.
    public static func cut(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        var kept = String.UnicodeScalarView()
        var room = width - 1
        for scalar in text.unicodeScalars {
            room -= of(scalar)
            if room < 0 { break }
            kept.append(scalar)
        }
        return width > 0 ? String(kept) + "…" : ""
    }

    /// Blanks that fill a text up to a width.
    public static func padding(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(text)))
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks whose characters are wide or full-width by Unicode Standard Annex 11.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
