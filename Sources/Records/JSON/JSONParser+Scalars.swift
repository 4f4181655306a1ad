extension JSONParser {
    mutating func parseString() throws(Failure) -> String {
        let start = index + 1
        var end = start
        var seen: UInt8 = 0
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= byte
            end += 1
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if seen >= 0x80 { try checkUTF8(content, at: start) }
            index = end + 1
            return String(decoding: content, as: UTF8.self)
        }
        return try parseEscapedString(from: end)
    }

    /// The rare case: a string with escapes, or a bad one. `end` is the first byte that is not plain.
    private mutating func parseEscapedString(from end: Int) throws(Failure) -> String {
        let opening = index
        var text: [UInt8] = []
        var start = opening + 1
        var end = end
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                let plain = UnsafeBufferPointer(rebasing: bytes[start..<end])
                try checkUTF8(plain, at: start)
                text.append(contentsOf: plain)
                if byte == UInt8(ascii: "\"") {
                    index = end + 1
                    return String(decoding: text, as: UTF8.self)
                }
                index = end
                try parseEscape(into: &text)
                start = index
                end = index
            } else if byte < 0x20 {
                throw Failure(code: .controlCharacter(byte), offset: end)
            } else {
                end += 1
            }
        }
        throw Failure(code: .unclosedString, offset: opening)
    }

    private func checkUTF8(_ content: UnsafeBufferPointer<UInt8>, at offset: Int) throws(Failure) {
        if let invalid = ByteScan.firstInvalid(in: content) {
            throw Failure(code: .invalidUTF8, offset: offset + invalid)
        }
    }

    /// Parses one escape; the index is at its backslash, afterwards behind it.
    private mutating func parseEscape(into text: inout [UInt8]) throws(Failure) {
        let start = index
        guard start + 1 < bytes.count else { throw Failure(code: .badEscape, offset: start) }
        index += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[start + 1])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"): text.append(contentsOf: String(try parseScalar(escapeAt: start)).utf8)
        default: throw Failure(code: .badEscape, offset: start)
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; the index is behind the `u`.
    private mutating func parseScalar(escapeAt start: Int) throws(Failure) -> Character {
        let first = try parseHexadecimal(escapeAt: start)
        if let scalar = UnicodeScalar(first) { return Character(scalar) }
        let second = index
        guard first < 0xDC00, second + 1 < bytes.count,
            bytes[second] == UInt8(ascii: "\\"), bytes[second + 1] == UInt8(ascii: "u")
        else { throw Failure(code: .loneSurrogate, offset: start) }
        index += 2
        let low = try parseHexadecimal(escapeAt: second)
        guard 0xDC00...0xDFFF ~= low,
            let scalar = UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw Failure(code: .loneSurrogate, offset: start) }
        return Character(scalar)
    }

    private mutating func parseHexadecimal(escapeAt start: Int) throws(Failure) -> UInt16 {
        guard index + 4 <= bytes.count else { throw Failure(code: .badEscape, offset: start) }
        var value: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw Failure(code: .badEscape, offset: start)
            }
            value = value << 4 | UInt16(digit)
        }
        index += 4
        return value
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, kept as written.
    mutating func parseNumber() throws(Failure) -> String {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let firstDigit = index
        let digits = skipDigits()
        if digits == 0 { throw badNumber("a digit must follow the minus sign") }
        if digits > 1, bytes[firstDigit] == UInt8(ascii: "0") {
            throw Failure(code: .badNumber("it must not begin with 0"), offset: firstDigit)
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            if skipDigits() == 0 { throw badNumber("a digit must follow the decimal point") }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if skipDigits() == 0 { throw badNumber("a digit must follow the exponent sign") }
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
    }

    private func badNumber(_ reason: String) -> Failure {
        Failure(code: .badNumber(reason), offset: index)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] { index += 1 }
        return index - start
    }
}
