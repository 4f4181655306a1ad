/// Percent-encoding as SigV4 asks for: everything but `A-Z a-z 0-9 - _ . ~`, byte by byte, in capitals.
public enum URIEncoding {
    /// One path segment: `/` is encoded too.
    public static func label(_ text: String) -> String { encode(text) }

    /// A name or a value of a query or of a form body; a space becomes `%20`.
    public static func query(_ text: String) -> String { encode(text) }

    private static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        for byte in text.utf8 { append(byte, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986, section 2.3.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Appends the byte itself when it is unreserved, else its `%XX`.
    static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        if isUnreserved(byte) {
            bytes.append(byte)
        } else {
            bytes.append(UInt8(ascii: "%"))
            bytes.append(hexDigit(byte >> 4, upperCase: true))
            bytes.append(hexDigit(byte & 15, upperCase: true))
        }
    }

    /// The digit of a value in `0...15`.
    static func hexDigit(_ value: UInt8, upperCase: Bool) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: upperCase ? "A" : "a") + value - 10
    }
}
