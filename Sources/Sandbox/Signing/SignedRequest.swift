/// A request as it came over the wire, as far as its signature covers it.
struct SignedRequest {
    var method: String
    /// Percent-encoded, without the query.
    var path: String
    /// What follows the question mark; empty without one.
    var query: String
    /// Names in lower case, repeated ones as often as they came; `host` among them.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// The first value of a header.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The canonical request of Signature Version 4.
    /// - Parameter signedHeaders: Names in the order of the Authorization header.
    /// - Returns: `nil` when a signed header is not there.
    func canonical(signedHeaders: [Substring], payloadHash: String) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text += method.utf8
        text.append(UInt8(ascii: "\n"))
        appendPath(to: &text)
        text.append(UInt8(ascii: "\n"))
        appendQuery(to: &text)
        text.append(UInt8(ascii: "\n"))
        for name in signedHeaders {
            let values = headers.filter { $0.name == name }
            if values.isEmpty { return nil }
            text += name.utf8
            text.append(UInt8(ascii: ":"))
            for (index, header) in values.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.appendTrimmed(header.value, to: &text)
            }
            text.append(UInt8(ascii: "\n"))
        }
        text.append(UInt8(ascii: "\n"))
        text += signedHeaders.joined(separator: ";").utf8
        text.append(UInt8(ascii: "\n"))
        text += payloadHash.utf8
        return text
    }

    /// Dot segments and empty segments are dropped, then the wire's own encoding is encoded once more.
    private func appendPath(to text: inout [UInt8]) {
        var segments: [Substring.UTF8View.SubSequence] = []
        let bytes = path[...].utf8
        for segment in bytes.split(separator: UInt8(ascii: "/")) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        for segment in segments {
            text.append(UInt8(ascii: "/"))
            for byte in segment { Self.appendEncoded(byte, to: &text) }
        }
        if segments.isEmpty || bytes.last == UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
    }

    /// Pairs are decoded, encoded in the one way that counts, and sorted.
    private func appendQuery(to text: inout [UInt8]) {
        if query.isEmpty { return }
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((Self.normalized(parts[0]), parts.count > 1 ? Self.normalized(parts[1]) : []))
        }
        pairs.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text += pair.name
            text.append(UInt8(ascii: "="))
            text += pair.value
        }
    }

    private static func normalized(_ bytes: Substring.UTF8View) -> [UInt8] {
        var text: [UInt8] = []
        for byte in FormEncoding.decode(bytes) { appendEncoded(byte, to: &text) }
        return text
    }

    private static func appendEncoded(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            text.append(byte)
        default:
            let digits = [Hexadecimal.digit(byte >> 4), Hexadecimal.digit(byte & 15)]
            text.append(UInt8(ascii: "%"))
            for digit in digits { text.append(digit >= UInt8(ascii: "a") ? digit - 32 : digit) }
        }
    }

    /// Spaces at the ends are dropped, runs of spaces become one.
    private static func appendTrimmed(_ value: String, to text: inout [UInt8]) {
        var isFirst = true
        for word in value.utf8.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            if !isFirst { text.append(UInt8(ascii: " ")) }
            text += word
            isFirst = false
        }
    }
}
