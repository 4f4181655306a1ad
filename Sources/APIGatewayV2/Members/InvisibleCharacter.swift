import Records

/// A character that a person doesn't see in a text: white space, or a control or format character.
struct InvisibleCharacter: Equatable {
    enum Place: String { case before, inside, after }

    var scalar: Unicode.Scalar
    var place: Place

    /// The first one of a text, those at its ends before those inside; `nil` when there is none.
    init?(in text: String) {
        // Nearly every text is printable ASCII without a space.
        if text.withBytes({ $0.isWithin(0x21...0x7E) }) { return nil }
        let scalars = text.unicodeScalars
        if let first = scalars.first, Self.isInvisible(first) {
            (scalar, place) = (first, .before)
        } else if let last = scalars.last, Self.isInvisible(last) {
            (scalar, place) = (last, .after)
        } else if let inner = scalars.first(where: Self.isInvisible) {
            (scalar, place) = (inner, .inside)
        } else {
            return nil
        }
    }

    /// `has a no-break space (U+00A0) after it`
    var problem: String { "has \(name) \(place.rawValue) it" }

    private var name: String {
        switch scalar {
        case " ": "a space"
        case "\t": "a tab"
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": "a line break"
        case "\u{A0}": "a no-break space (U+00A0)"
        case "\u{200B}": "a zero-width space (U+200B)"
        case "\u{FEFF}": "a byte order mark (U+FEFF)"
        default: "an invisible character (U+\(Self.hexadecimal(scalar)))"
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7F }
        let properties = scalar.properties
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
        return properties.generalCategory == .control || properties.generalCategory == .format
    }
}
